"""What each library says of a work, beside what the page says, for the form of a publication."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from publications.admin.imports.results import field_label
from publications.imports.completeness import is_alike
from publications.imports.field_mapping import AUTHORS_CUT, live_values
from publications.models import Library, PublicationPage
from publications.models.libraries import DEFAULT_PRIORITY, SERVICES

# Rows are added up, not chosen between.
_NEVER_DIFFERENT = frozenset(["links", "versions", "topics", AUTHORS_CUT])


@dataclass(frozen=True)
class KnownSource:
    """One source record; `differs` are the labels of the fields of which the library says something else."""

    library: str
    external_id: str
    priority: int
    fetched_at: dt.datetime
    differs: list[str]


def source_records(page: PublicationPage) -> list[KnownSource]:
    """Return what is known of the sources of a page, the highest priority first."""
    records = list(page.source_records.order_by("source", "external_id")) if page.pk else []
    if not records:
        return []
    named = Library.objects.filter(name__in={record.source for record in records})
    priorities = dict(named.values_list("name", "priority"))
    live = live_values(page)
    known = [
        KnownSource(
            SERVICES.get(record.source, record.source),
            record.external_id,
            priorities.get(record.source, DEFAULT_PRIORITY),
            record.fetched_at,
            [
                field_label(name)
                for name, value in record.values.items()
                if name not in _NEVER_DIFFERENT and value != live.get(name) and not is_alike(value, live.get(name))
            ],
        )
        for record in records
    ]
    return sorted(known, key=lambda source: -source.priority)
