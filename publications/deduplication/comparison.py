"""Two publications side by side, and what merging them would do, for the admin to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bibliography.text.math import plain_math
from bibliography.text_normalization import normalize
from publications.deduplication.merge_plan import Filling
from publications.deduplication.relations import addresses_of
from publications.models import PublicationPage

ABSTRACT_WORDS = 60
SHOWN_AUTHORS = 30


@dataclass(frozen=True)
class Row:
    label: str | Promise
    one: list[str]
    other: list[str]

    @property
    def differs(self) -> bool:
        return [normalize(text) for text in self.one] != [normalize(text) for text in self.other]


def side_by_side(one: PublicationPage, other: PublicationPage) -> list[Row]:
    """Every field that either page fills."""
    rows = [Row(label, *(_texts(told(page)) for page in (one, other))) for label, told in _FIELDS]
    return [row for row in rows if row.one or row.other]


def outcome_of(kept: PublicationPage, absorbed: PublicationPage, filling: Filling) -> list[str]:
    """What a merge would do, a sentence each."""
    told = []
    if filling.fields:
        names = {_field_label(name) for name in filling.fields}
        told.append(gettext("Filled from the other: %(fields)s.") % {"fields": ", ".join(sorted(names))})
    if filling.authors:
        told.append(gettext("The authors are taken from the other."))
    for row in filling.versions:
        where = ", ".join(filter(None, (row["venue_text"], row["date"])))
        told.append(gettext("Listed as a version: %(version)s.") % {"version": where or row["kind"]})
    if filling.links or filling.topics:
        count = len(filling.links) + len(filling.topics)
        told.append(
            ngettext("%(count)d link or topic is added.", "%(count)d links and topics are added.", count)
            % {"count": count}
        )
    if identifiers := [str(row) for row in absorbed.identifiers.all()]:
        told.append(gettext("These identifiers lead to it: %(list)s.") % {"list": ", ".join(identifiers)})
    if addresses := addresses_of(absorbed):
        told.append(gettext("These addresses lead to it: %(list)s.") % {"list": ", ".join(addresses)})
    if count := absorbed.source_records.count():
        told.append(
            ngettext("%(count)d record of a source moves to it.", "%(count)d records of sources move to it.", count)
            % {"count": count}
        )
    told.append(
        gettext("“%(title)s” (page %(page)d) is hidden until the merge is undone.")
        % {"title": absorbed.title, "page": absorbed.pk}
    )
    return told


def _field_label(name: str) -> str:
    return str(PublicationPage._meta.get_field(name.removesuffix("_id")).verbose_name)


def _texts(value: Any) -> list[str]:
    return [str(text) for text in (value if isinstance(value, list) else [value]) if text]


def _authors(page: PublicationPage) -> list[str]:
    names = [row.name for row in page.authorships.all()]
    return names[:SHOWN_AUTHORS] + (["…"] if len(names) > SHOWN_AUTHORS else [])


def _abstract(page: PublicationPage, name: str) -> str:
    return Truncator(plain_math(getattr(page, name))).words(ABSTRACT_WORDS)


def _sources(page: PublicationPage) -> list[str]:
    return [f"{row.source} {row.external_id}" for row in page.source_records.order_by("pk")]


_FIELDS: tuple[tuple[str | Promise, Any], ...] = (
    (_("Title"), lambda page: page.full_title),
    (_("Title in the other language"), lambda page: page.title_translated),
    (_("Authors"), _authors),
    (_("Kind"), lambda page: page.get_kind_display()),
    (_("Date"), lambda page: page.display_date),
    (_("Venue"), lambda page: page.venue_name),
    (_("Volume, issue, pages"), lambda page: page.venue_details),
    (_("Publisher"), lambda page: page.publisher),
    (_("Edition"), lambda page: page.edition),
    (_("ISBN of the book it is in"), lambda page: page.book_isbn),
    (_("Identifiers"), lambda page: [str(row) for row in page.known_identifiers]),
    (_("Abstract in English"), lambda page: _abstract(page, "abstract_en")),
    (_("Abstract in French"), lambda page: _abstract(page, "abstract_fr")),
    (_("Versions"), lambda page: [str(row) for row in page.versions.all()]),
    (_("Links"), lambda page: [f"{row.text}: {row.url}" for row in page.links.all()]),
    (_("Topics"), lambda page: [str(topic) for topic in page.topics]),
    (_("Correction or retraction"), lambda page: "" if page.status == "published" else page.get_status_display()),
    (_("PDF"), lambda page: page.pdf),
    (_("Sources"), _sources),
    (_("Status"), lambda page: _("Published") if page.live else _("Not published")),
    (_("Added"), lambda page: _day(page)),
)


def _day(page: PublicationPage) -> str:
    moment = page.first_published_at or page.latest_revision_created_at
    return str(date_format(moment, "DATE_FORMAT")) if moment else ""
