"""Which fields of a page its sources may change, after a source record moved to another page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from directory.models import ResearchTopic
from publications.imports.field_mapping import Values, fingerprint, live_values
from publications.models import PublicationPage, SourceRecord, Venue


def is_notice(record: SourceRecord) -> bool:
    """Return whether the record holds what a notice says of the work, such as its retraction, and describes no work."""
    return "full_title" not in record.values


def existing_values(values: Values) -> Values:
    """Return the values without a venue and topics that were deleted since the source named them."""
    values = dict(values)
    if "venue" in values and not Venue.objects.filter(pk=values["venue"]).exists():
        del values["venue"]
    topics = set(ResearchTopic.objects.filter(pk__in=values.get("topics", [])).values_list("pk", flat=True))
    return values | {"topics": [key for key in values.get("topics", []) if key in topics]}


def claim_fields(record: SourceRecord, page: PublicationPage) -> None:
    """Note on the record, unsaved, that it wrote the fields of a page that was made from it."""
    record.written = {name: fingerprint(value) for name, value in live_values(page).items() if name in record.values}


def hand_over_fields(page: PublicationPage, departed: Iterable[Mapping[str, str]]) -> None:
    """Let the remaining source records of a page change the fields that departed ones wrote.

    `departed` are the `written` fingerprints of the records that left the page. Without this, the next import would
    take the values that they leave for edits by hand.
    """
    live = {name: fingerprint(value) for name, value in live_values(page).items()}
    records = list(page.source_records.all())
    remaining = [record for record in records if not is_notice(record)]
    owned = {name for record in records for name in live if record.written.get(name) == live[name]}
    left = {
        name: live[name] for written in departed for name in live.keys() - owned if written.get(name) == live[name]
    }
    if left:
        for record in remaining:
            record.written |= left
        SourceRecord.objects.bulk_update(remaining, ["written"])
