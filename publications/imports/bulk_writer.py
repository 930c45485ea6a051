"""Writes what an import decided: new pages, changed pages, and all that is kept beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from bibliography.deduplication.blocking import add_fingerprints, write_fingerprints
from bibliography.identifiers import ParsedIdentifier
from institute.content import bulk
from publications import author_matching
from publications.imports.field_mapping import LISTS, Values, fingerprint, live_values, page_from_values, set_value
from publications.imports.three_way_merge import Outcome, Said, reconcile
from publications.models import Identifier, PublicationIndexPage, PublicationPage, SourceRecord
from publications.models.libraries import DEFAULT_PRIORITY

COLUMNS = {"date": ("published", "date_precision"), "venue": ("venue",), "status_date": ("status_date",)}


@dataclass
class Target:
    """One work that a batch writes to: its page, and what its sources have said of it."""

    page: PublicationPage
    live: Values
    sources: dict[tuple[str, str], SourceRecord] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    heard: list[SourceRecord] = field(default_factory=list)
    identifiers: dict[ParsedIdentifier, None] = field(default_factory=dict)
    fingerprints: set[str] = field(default_factory=set)

    @classmethod
    def new(cls, values: Values) -> Target:
        """A work that nobody has heard of: its title is in its address, and all else is still to be said."""
        page = page_from_values({"full_title": values["full_title"]})
        page.full_title = ""
        return cls(page, {})

    @classmethod
    def existing(cls, page: PublicationPage) -> Target:
        rows = {(row.source, row.external_id): row for row in page.source_records.all()}
        return cls(page, live_values(page), rows)

    @property
    def is_new(self) -> bool:
        return self.page.pk is None

    @property
    def has_open_draft(self) -> bool:
        """Whether a person is at work on the page: an import leaves it alone."""
        page = self.page
        return page.has_unpublished_changes and (page.live or page.latest_revision_id is not None)

    def source_called(self, source: str, external_id: str) -> SourceRecord:
        """What is kept of a source under this name, which it may use for the first time."""
        key = (source, external_id)
        if key not in self.sources:
            self.sources[key] = SourceRecord(source=source, external_id=external_id)
        return self.sources[key]

    def rename_source(self, row: SourceRecord, external_id: str) -> None:
        """Keep under its new name what a source calls otherwise now."""
        del self.sources[row.source, row.external_id]
        row.external_id = external_id
        self.sources[row.source, external_id] = row

    def hear(
        self, row: SourceRecord, values: Values, payload_hash: str, unmapped: Values, priorities: Mapping[str, int]
    ) -> Outcome:
        """Take from what a source says now what the page may take; nothing is written to the database yet.

        `priorities` are those of the libraries by name.
        """
        others = [_said(other, priorities) for other in self.sources.values() if other is not row]
        outcome = reconcile(self.live, values, _said(row, priorities), others)
        if self.has_open_draft and outcome.changes:
            return outcome
        for name, value in outcome.changes.items():
            set_value(self.page, name, value)
        self.live = live_values(self.page)
        self.changed |= outcome.changes.keys()
        row.payload_hash, row.values, row.fetched_at = payload_hash, clean_json(values), timezone.now()
        row.unmapped = clean_json(unmapped)
        row.written |= {name: fingerprint(self.live.get(name)) for name in outcome.written}
        self.heard.append(row)
        return outcome


def _said(row: SourceRecord, priorities: Mapping[str, int]) -> Said:
    return Said(row.values, row.written, priorities.get(row.source, DEFAULT_PRIORITY))


def clean_json(values: Any) -> Any:
    """PostgreSQL's JSON holds no NUL character."""
    text = json.dumps(values, default=str)
    return json.loads(text.replace("\\u0000", ""))


class Writer:
    """Writes batches of targets below the publications page; `people` are held over the batches of a run."""

    def __init__(self, index: PublicationIndexPage, *, draft: bool, derived: bool, user: Any) -> None:
        self.index, self.draft, self.user = index, draft, user
        # False where all will be undone anyway, and nobody reads what follows from it.
        self.derived = derived
        self.people = author_matching.PeopleIndex.current()

    def write(self, targets: Sequence[Target]) -> None:
        """Write a batch; call it in a transaction."""
        if not targets:
            return
        new = [target for target in targets if target.is_new]
        changed = [target for target in targets if target.changed and not target.is_new]
        by_hand = [target.page for target in changed if target.page.latest_revision_id]
        in_bulk = [target for target in changed if not target.page.latest_revision_id]
        for target in [*new, *in_bulk]:
            target.page.derive()
        bulk.add_records(self.index, [target.page for target in new], live=not self.draft)
        _update(in_bulk)
        _write_identifiers(targets)
        _write_sources(targets)
        write_fingerprints([target.page.pk for target in in_bulk])
        add_fingerprints({target.page.pk: target.fingerprints for target in targets if target.fingerprints})
        if self.derived:
            self._write_what_follows([target.page for target in new], [target.page for target in in_bulk])
        for page in by_hand:
            # Someone has saved this page in the admin: the next editor starts from its latest revision.
            revision = page.save_revision(user=self.user, clean=False, log_action="publications.import")
            revision.publish(user=self.user)

    def _write_what_follows(self, new: list[PublicationPage], changed: list[PublicationPage]) -> None:
        # Who the authors are decides which names may be shown: it comes before anything that shows them.
        author_matching.match_publications([page.pk for page in [*new, *changed]], self.people, tell=False)
        bulk.announce(PublicationPage, [page.pk for page in new])
        bulk.announce(PublicationPage, [page.pk for page in changed], touched=True)
        bulk.log_actions(new, "wagtail.create", self.user)
        bulk.log_actions(changed, "publications.import", self.user)


def _update(targets: list[Target]) -> None:
    if not targets:
        return
    names = {name for target in targets for name in target.changed}
    columns = {column for name in names - LISTS.keys() for column in COLUMNS.get(name, (name,))}
    bulk.update_records([target.page for target in targets], columns | {"sort_title", "sort_date"})
    for name, relation in LISTS.items():
        bulk.write_children([target.page for target in targets if name in target.changed], [relation])


def _write_identifiers(targets: Iterable[Target]) -> None:
    """Identifiers that lead nowhere yet lead to these works; those of another work stay with it."""
    wanted = {identifier: target.page for target in targets for identifier in target.identifiers}
    taken = taken_identifiers(wanted)
    Identifier.objects.bulk_create(
        Identifier(page=page, scheme=identifier.scheme, value=identifier.value)
        for identifier, page in wanted.items()
        if identifier not in taken
    )


def taken_identifiers(identifiers: Iterable[ParsedIdentifier]) -> dict[ParsedIdentifier, int]:
    """The works that these identifiers lead to already, in one query."""
    values: dict[str, list[str]] = {}
    for scheme, value in identifiers:
        values.setdefault(scheme, []).append(value)
    condition = Q()
    for scheme, known in values.items():
        condition |= Q(scheme=scheme, value__in=known)
    rows = Identifier.objects.filter(condition) if values else Identifier.objects.none()
    return {ParsedIdentifier(row.scheme, row.value): row.page_id for row in rows}


def _write_sources(targets: Iterable[Target]) -> None:
    rows: dict[tuple[str, str], SourceRecord] = {}
    for target in targets:
        for row in target.heard:
            row.page = target.page
            rows[row.source, row.external_id] = row
    new = [row for row in rows.values() if row.pk is None]
    known = [row for row in rows.values() if row.pk is not None]
    SourceRecord.objects.bulk_create(new, batch_size=bulk.ROWS)
    fields = ["external_id", "payload_hash", "values", "written", "unmapped", "fetched_at"]
    SourceRecord.objects.bulk_update(known, fields, batch_size=bulk.ROWS)
