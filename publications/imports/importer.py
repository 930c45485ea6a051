"""The importer: entries of any source become works, once each.

A batch is one transaction, with everything that follows from it: killed at any moment, an import leaves whole batches
behind, and run again it passes over them quickly, because an entry that says what it said last time is left alone.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Self

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext
from wagtail.models import Site

from bibliography.entry import Adapter, Entry, UnreadableEntryError, UnusableSourceError, UpdateRecord, WorkRecord
from bibliography.text import sound
from institute.content.languages import default_language
from institute.content.url_parts import host_of
from publications.deduplication.candidates import PossiblePair, note_pairs
from publications.deduplication.resolver import Doubt, Resolution, Resolver
from publications.imports.batches import entry_key, error_text, known_library, with_all_identifiers
from publications.imports.bulk_writer import Target, Writer, taken_identifiers
from publications.imports.field_mapping import Values, fingerprint, said, values_of
from publications.imports.length_limits import Overlong, fit
from publications.imports.report import Fate, Result
from publications.imports.three_way_merge import Outcome
from publications.imports.vocabularies import Vocabularies
from publications.models import Library, PublicationIndexPage, PublicationPage, SourceRecord

BATCH = 500

# A record with its number in the batch, its entry and what tells whether it is the same as last time.
Record = tuple[int, Entry, str, WorkRecord]

logger = logging.getLogger(__name__)


@dataclass
class Heard:
    """One entry of a batch that says something new, on its way to its page."""

    number: int
    entry: Entry
    payload_hash: str
    record: WorkRecord
    values: Values
    page: int | None = None
    # Whether its source has spoken of the work before.
    is_known: bool = False
    was_new: bool = False
    resolution: Resolution | None = None
    # What the page said before this record.
    before: Values = field(default_factory=dict)
    outcome: Outcome | None = None
    # Texts that were cut for their columns.
    overlong: list[Overlong] = field(default_factory=list)
    doubtful: tuple[int, ...] = ()


class Importer:
    """One run over any number of sources, to be used in a `with` block.

    `dry_run` tells what would happen and changes nothing; `draft` leaves new works unpublished.
    """

    def __init__(self, *, dry_run: bool = False, draft: bool = False, user: Any = None) -> None:
        self.dry_run, self.draft, self.user = dry_run, draft, user
        index = PublicationIndexPage.objects.filter(locale__language_code=default_language()).first()
        if index is None:
            raise UnusableSourceError(gettext("There is no publications page yet: make one below the home page."))
        self.writer = Writer(index, draft=draft, derived=not dry_run, user=user)
        self.resolver = Resolver()
        self.vocabularies = Vocabularies()
        # Of the libraries by name; read again with each source, for a librarian may change them meanwhile.
        self._priorities: dict[str, int] = {}
        hosts = Site.objects.values_list("hostname", flat=True)
        self.own_hosts = {host_of(settings.WAGTAILADMIN_BASE_URL), *hosts}
        # The entries of this run by what their source calls them: a name that comes twice means two entries.
        self._heard: set[tuple[str, str]] = set()
        # What notices say of works that are not here yet.
        self._notices: list[tuple[WorkRecord, UpdateRecord]] = []

    def __enter__(self) -> Self:
        self._run = ExitStack()
        if self.dry_run:
            self._run.enter_context(transaction.atomic())
        return self

    def __exit__(self, *error: Any) -> None:
        with self._run:
            if self.dry_run:
                transaction.set_rollback(True)

    def run(self, adapter: Adapter, entries: Iterable[Entry], library: str = "") -> Iterator[list[Result]]:
        """Import the entries, a batch at a time, and yield what became of each, in their order.

        `library` is the name of the Library that they are from; that of the format by default, as for a service. Where
        the entries break off with an error, those before it are imported first.
        """
        library = known_library(library or adapter.name)
        self._priorities = dict(Library.objects.values_list("name", "priority"))
        remaining = iter(entries)
        failure: UnusableSourceError | None = None
        while failure is None:
            batch: list[Entry] = []
            try:
                # One by one: a list made of the slice would be lost with the error.
                for entry in islice(remaining, BATCH):
                    batch.append(entry)
            except UnusableSourceError as error:
                failure = error
            if not batch:
                break
            yield self._import(adapter, library, batch)
        if failure is not None:
            raise failure

    def _import(self, adapter: Adapter, library: str, batch: list[Entry]) -> list[Result]:
        """One transaction; where it fails, its halves are tried, until the entry that breaks it stands alone."""
        heard_before = set(self._heard)
        notices_before = list(self._notices)
        try:
            with transaction.atomic():
                _take_turn()
                return self._import_whole(adapter, library, batch)
        except Exception as error:
            # Whatever one entry runs into must cost the others nothing; what it was is logged in full.
            self._heard, self._notices = heard_before, notices_before
            self.vocabularies = Vocabularies()
            self._priorities = dict(Library.objects.values_list("name", "priority"))
            if len(batch) == 1:
                logger.exception("Entry %s could not be imported", batch[0].position)
                message = gettext("It could not be written: %(error)s") % {"error": error_text(error)}
                return [Result(batch[0].position, Fate.REJECTED, title=batch[0].label, error=message)]
        middle = len(batch) // 2
        return [*self._import(adapter, library, batch[:middle]), *self._import(adapter, library, batch[middle:])]

    def _import_whole(self, adapter: Adapter, library: str, batch: list[Entry]) -> list[Result]:
        results: dict[int, Result] = {}
        hashes = [entry.payload_hash() for entry in batch]
        known = self._unchanged(library, hashes)
        heard: list[Record] = []
        for number, (entry, payload_hash) in enumerate(zip(batch, hashes, strict=True)):
            if entry.error:
                results[number] = Result(entry.position, Fate.REJECTED, title=entry.label, error=entry.error)
            elif row := self._heard_before(known[payload_hash]):
                results[number] = Result(entry.position, Fate.UNCHANGED, title=row.page.title, page=row.page_id)
            else:
                try:
                    record = self._told_apart(replace(sound(adapter.record(entry)), source=library))
                except UnreadableEntryError as error:
                    results[number] = Result(entry.position, Fate.REJECTED, title=entry.label, error=str(error))
                else:
                    heard.append((number, entry, payload_hash, record))
        if heard:
            self._add_library(library)
            results |= self._import_heard(heard)
        return [results[number] for number in range(len(batch))]

    def _add_library(self, name: str) -> None:
        if name not in self._priorities:
            self._priorities[name] = Library.objects.get_or_create(name=name)[0].priority

    @staticmethod
    def _unchanged(source: str, hashes: list[str]) -> dict[str, list[SourceRecord]]:
        """What the source said word for word before, by fingerprint: as often as it said it."""
        rows = SourceRecord.objects.filter(source=source, payload_hash__in=hashes).order_by("pk")
        known: dict[str, list[SourceRecord]] = defaultdict(list)
        for row in rows.select_related("page").only("source", "external_id", "payload_hash", "page__title"):
            known[row.payload_hash].append(row)
        return known

    def _heard_before(self, rows: list[SourceRecord]) -> SourceRecord | None:
        """The next of these rows that no entry of this run was yet."""
        for row in rows:
            if (key := (row.source, row.external_id)) not in self._heard:
                self._heard.add(key)
                return row
        return None

    def _told_apart(self, record: WorkRecord) -> WorkRecord:
        """The record under a name of its own: files name two different entries alike."""
        record = with_all_identifiers(record)
        external_id, number = record.external_id[:480], 1
        while (record.source, external_id) in self._heard:
            number += 1
            external_id = f"{record.external_id[:480]} ({number})"
        self._heard.add((record.source, external_id))
        return replace(record, external_id=external_id)

    def _import_heard(self, records: list[Record]) -> dict[int, Result]:
        self.vocabularies.learn(record for _, _, _, record in records)
        heard = [Heard(*record, self._values(record[-1])) for record in records]
        for item in heard:
            item.overlong = fit(item.values)
        targets = self._targets(heard)
        for item, target in zip(heard, targets, strict=True):
            record = item.record
            item.was_new = target.is_new and not target.sources
            row = target.source_called(record.source, record.external_id)
            unmapped = {**record.unmapped, **{overlong.name: overlong.text for overlong in item.overlong}}
            item.before = dict(target.live)
            item.outcome = target.hear(row, item.values, item.payload_hash, unmapped, self._priorities)
            if row in target.heard:
                target.identifiers.update(dict.fromkeys(record.identifiers))
                target.fingerprints |= item.resolution.fingerprints if item.resolution else set()
        self.writer.write(list({id(target): target for target in targets}.values()))
        self._note_doubts(heard, targets)
        self._notices += [(item.record, update) for item in heard for update in item.record.updates]
        self._apply_notices()
        return {item.number: self._result(item, target) for item, target in zip(heard, targets, strict=True)}

    def _targets(self, heard: list[Heard]) -> list[Target]:
        """The work that each record is of: one that its source has named before, one found again, or a new one."""
        rows = SourceRecord.objects.filter(
            source__in={item.record.source for item in heard},
            external_id__in=[item.record.external_id for item in heard],
        )
        pages = {(source, name): page for source, name, page in rows.values_list("source", "external_id", "page")}
        strangers = []
        for item in heard:
            item.page = pages.get((item.record.source, item.record.external_id))
            item.is_known = item.page is not None
            if not item.is_known:
                strangers.append(item)
        for item, resolution in zip(
            strangers, self.resolver.resolve([item.record for item in strangers]), strict=True
        ):
            item.resolution, item.page = resolution, resolution.page_id
        existing = self._existing({item.page for item in heard if item.page})
        targets: list[Target] = []
        of_strangers: list[Target] = []
        for item in heard:
            if item.page in existing:
                target = existing[item.page]
                if item.resolution is not None:
                    item.is_known = self._take_over(item.record, target)
            elif item.resolution is not None and item.resolution.same_as is not None:
                target = of_strangers[item.resolution.same_as]
            else:
                target = Target.new(item.values)
            if item.resolution is not None:
                of_strangers.append(target)
            targets.append(target)
        return targets

    def _take_over(self, record: WorkRecord, target: Target) -> bool:
        """Return whether this entry said something else before: a file that corrects a title names it otherwise.

        Only the entry's own key tells; an entry without one has nothing in common with another but the work.
        """
        key = entry_key(record.external_id)
        if not key:
            return False
        earlier = [
            row
            for name, row in target.sources.items()
            if row.source == record.source and entry_key(row.external_id) == key and name not in self._heard
        ]
        if len(earlier) != 1:
            return False
        target.rename_source(earlier[0], record.external_id)
        return True

    def _apply_notices(self) -> None:
        """Mark the works that a notice says are retracted or corrected; those that come later are marked then."""
        pages = taken_identifiers({update.identifier for _, update in self._notices})
        targets = self._existing(set(pages.values()))
        waiting = []
        for notice, update in self._notices:
            if update.identifier not in pages:
                waiting.append((notice, update))
                continue
            target = targets[pages[update.identifier]]
            values = said(
                {
                    "status": update.status,
                    "notice_url": update.notice_url,
                    "status_date": update.date.isoformat() if update.date else "",
                }
            )
            row = target.source_called(notice.source, f"notice {notice.external_id}"[:500])
            target.hear(row, values, fingerprint(values), {}, self._priorities)
        self.writer.write([target for target in targets.values() if target.heard])
        self._notices = waiting

    @staticmethod
    def _existing(keys: set[int]) -> dict[int, Target]:
        relations = ("authorships", "links", "versions", "publication_topics", "source_records")
        pages = (
            PublicationPage.objects.filter(pk__in=keys).select_for_update(of=("self",)).prefetch_related(*relations)
        )
        return {page.pk: Target.existing(page) for page in pages}

    def _values(self, record: WorkRecord) -> Values:
        venue = self.vocabularies.venue(record)
        # What was exported here is not elsewhere: the work's own page and file are no links of it.
        links = tuple(link for link in record.links if host_of(link.url) not in self.own_hosts)
        values = values_of(replace(record, links=links), venue=venue, topics=self.vocabularies.topics(record))
        if venue and self.vocabularies.calls_itself(venue, values.get("venue_text", "")):
            del values["venue_text"]
        return values

    def _note_doubts(self, heard: list[Heard], targets: list[Target]) -> None:
        """Put before a librarian what may be one work: likely pairs, and identifiers that lead to another work."""
        strangers = [target for item, target in zip(heard, targets, strict=True) if item.resolution]
        taken = taken_identifiers(identifier for target in targets for identifier in target.identifiers)
        pairs: list[PossiblePair] = []
        for item, target in zip(heard, targets, strict=True):
            page = target.page.pk
            doubts = [
                PossiblePair(page, _page_of(doubt, strangers), doubt.score, doubt.evidence)
                for doubt in (item.resolution.doubtful if item.resolution else ())
            ]
            doubts += [
                PossiblePair(page, taken[identifier], 1.0, {"identifier": list(identifier)})
                for identifier in item.record.identifiers
                if taken.get(identifier, page) != page
            ]
            item.doubtful = tuple(dict.fromkeys(pair.other for pair in doubts if pair.other != page))
            pairs += doubts
        note_pairs(pairs)

    def _result(self, item: Heard, target: Target) -> Result:
        assert item.outcome is not None
        changes = {name: (item.before.get(name), value) for name, value in item.outcome.changes.items()}
        conflicts = item.outcome.conflicts
        warnings = (*item.record.warnings, *dict.fromkeys(overlong.warning for overlong in item.overlong))
        if target.has_open_draft and changes and target.changed.isdisjoint(changes):
            conflicts = {**conflicts, **changes}
            changes = {}
            warnings = (*warnings, gettext("The page has a draft that somebody is working on: nothing was written."))
        if item.was_new:
            fate = Fate.CREATED
        elif conflicts:
            fate = Fate.CONFLICT
        elif not item.is_known:
            fate = Fate.MERGED
        else:
            fate = Fate.UPDATED if changes else Fate.UNCHANGED
        return Result(
            item.entry.position,
            fate,
            title=target.page.title,
            page=target.page.pk,
            changes={} if fate == Fate.CREATED else changes,
            conflicts=conflicts,
            warnings=warnings,
            doubtful=item.doubtful,
        )


def _page_of(doubt: Doubt, strangers: list[Target]) -> int:
    """The page of the work that a record may be, which may be one that this batch has made."""
    if doubt.page_id is not None:
        return doubt.page_id
    assert doubt.index is not None
    return strangers[doubt.index].page.pk


def _take_turn() -> None:
    """Wait until no other import is writing: two that match at once would make the same work twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('publications.import'))")
