"""Changes as events: thin, for the receiver reads what it wants of the subject itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import get_resolver
from django.utils import timezone

from institute.api.changes import page_api_path, tells_former_addresses, vocabulary_api_path
from institute.content import change_log
from institute.content.models import Change
from institute.webhooks.event_types import FILES, type_names
from institute.webhooks.models import Channel, Delivery
from institute.webhooks.openapi import TEST_TYPE

BATCH = 500
# A channel has this many deliveries waiting at most: what happened later waits in the log.
BACKLOG = 2000


@transaction.atomic
def take_up(channel_id: int) -> bool:
    """Turn what happened since the channel's place in the log into deliveries; return whether there is more.

    The place moves in the same transaction: whenever this is broken off, nothing is lost and nothing doubled.
    """
    channel = Channel.objects.select_for_update().filter(pk=channel_id).first()
    if channel is None or not channel.hears:
        return False
    if channel.deliveries.filter(state=Delivery.State.WAITING).count() >= BACKLOG:
        return False
    read_apps_declarations()
    # Looked up first: what is committed meanwhile is for the next time.
    latest = change_log.latest_position()
    rows = list(channel.wanted(change_log.committed().filter(position__gt=channel.position))[:BATCH])
    names = type_names()
    Delivery.objects.bulk_create(_delivery(channel, row, names[row.subject_type]) for row in _worth_sending(rows))
    last = rows[-1].position or 0 if rows else 0
    has_more = len(rows) == BATCH
    reached = last if has_more else max(last, latest)
    if reached > channel.position:
        channel.position = reached
        channel.save(update_fields=["position"])
    return has_more


def _worth_sending(rows: list[Change]) -> list[Change]:
    """Leave out derived updates of a subject of which a later row tells: the receiver reads it once, as it is then."""
    last = {(row.subject_type, row.identifier, row.language): row.pk for row in rows}
    return [
        row for row in rows if not row.is_derived or row.pk == last[row.subject_type, row.identifier, row.language]
    ]


def read_apps_declarations() -> None:
    """The apps declare their types where they declare their addresses, which a worker may not have read yet."""
    get_resolver().url_patterns  # noqa: B018


def _delivery(channel: Channel, row: Change, name: str) -> Delivery:
    identifier = None if name == FILES else row.identifier
    api_path = None
    if row.language and row.path:
        api_path = page_api_path(row.identifier, row.language)
    elif not row.language and row.kind != Change.Kind.REMOVED:
        api_path = vocabulary_api_path(name, row.identifier)
    event_type = f"{name}.{row.kind}"
    # An event may be sent days later, when the address is a former one.
    may_tell = row.path and tells_former_addresses(row.subject_type)
    data = {
        "id": identifier,
        "type": name,
        "locale": row.language or None,
        "url": f"{_origin()}{row.path}" if may_tell else None,
        "api_url": f"{_origin()}{api_path}" if api_path else None,
    }
    return Delivery(
        channel=channel,
        event_type=event_type,
        subject=f"{row.subject_type} {row.identifier} {row.language}",
        payload=payload(event_type, row.recorded_at.isoformat(), data),
    )


def _origin() -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/")


def forget_addresses(sender: Any, paths: list[str], **kwargs: Any) -> None:
    """Take forgotten addresses out of the events that wait or are kept."""
    urls = [f"{_origin()}{path}" for path in paths]
    for delivery in Delivery.objects.filter(payload__data__url__in=urls):
        delivery.payload["data"]["url"] = None
        delivery.save(update_fields=["payload"])


def payload(event_type: str, timestamp: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": event_type, "timestamp": timestamp, "data": data}


def send_test(channel: Channel) -> Delivery:
    """Queue an event that says nothing, to try whether the receiver understands."""
    now = timezone.now()
    data = {"id": None, "type": "channel", "locale": None, "url": None, "api_url": None}
    return Delivery.objects.create(
        channel=channel,
        event_type=TEST_TYPE,
        subject=f"test {now.timestamp()}",
        payload=payload(TEST_TYPE, now.isoformat(), data),
    )


def replay(delivery: Delivery) -> Delivery:
    """Queue the event of ``delivery`` once more, under the same identifier: the receiver can tell that it is the same."""
    return Delivery.objects.create(
        channel=delivery.channel,
        event_id=delivery.event_id,
        event_type=delivery.event_type,
        subject=delivery.subject,
        payload=delivery.payload,
    )
