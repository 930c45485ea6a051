"""Events on their way: signed, sent by the background worker, and tried again for a day.

The log of changes is the outbox, and each channel's place in it a row of the database: whatever dies, the next
worker, or ``manage.py deliver_webhooks``, goes on from there. At most one process serves a channel at a time.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task, task_backends
from django_tasks_db.models import DBTaskResult, get_date_max
from standardwebhooks.webhooks import Webhook

from institute.content import change_log
from institute.webhooks import http_client
from institute.webhooks.events import take_up
from institute.webhooks.models import Channel, Delivery

FIRST_WAIT = dt.timedelta(seconds=15)
LONGEST_WAIT = dt.timedelta(hours=4)
GIVE_UP_AFTER = dt.timedelta(days=1)
SWITCH_OFF_AFTER = dt.timedelta(days=3)
# After this many failures one after the other the whole channel rests, not only what failed.
FAILURES_BEFORE_REST = 3
# A worker that has served one channel for so long lets others have their turn.
SECONDS_A_TURN = 60
KEEP = dt.timedelta(days=30)
# The first of the two numbers of the database's advisory lock that whoever serves a channel holds.
LOCK = 1_128_812_110

State = Delivery.State

logger = logging.getLogger(__name__)


# Noticing


def wake_if_needed() -> None:
    """Have a worker look, if any channel wants to hear; called after every transaction that changed something."""
    if hearing().exists():
        wake()


def wake(after: dt.timedelta | None = None) -> None:
    """Have a worker look now, or after a while; one that is going to look by then is enough."""
    backend = task_backends[serve_channels.backend]
    if after is not None and not backend.supports_defer:
        return
    at = timezone.now() + (after or dt.timedelta())
    waiting = DBTaskResult.objects.filter(task_path=serve_channels.module_path, status=TaskResultStatus.READY)
    # The queue writes the end of time for "now".
    soon = Q(run_after__lte=at) | Q(run_after=get_date_max())
    if waiting.filter(soon).exists():
        return
    serve_channels.using(run_after=at if after is not None else None).enqueue()


@task(backend="background")
def serve_channels() -> None:
    """What the worker does: whatever is due, and then see to it that someone looks again when more is."""
    wait = serve_all()
    if wait is not None:
        wake(wait)


def serve_all() -> dt.timedelta | None:
    """Serve every channel; return after how long something will be due, or None where nothing waits."""
    Delivery.objects.filter(created_at__lt=timezone.now() - KEEP).exclude(state=State.WAITING).delete()
    waits = [_serve_alone(pk) for pk in hearing().values_list("pk", flat=True)]
    return min((wait for wait in waits if wait is not None), default=None)


def _serve_alone(channel_id: int) -> dt.timedelta | None:
    """`serve`, but whatever goes wrong with one channel costs the others nothing."""
    try:
        return serve(channel_id)
    except Exception:
        logger.exception("Channel %s could not be served", channel_id)
        return LONGEST_WAIT


def hearing() -> QuerySet[Channel]:
    return Channel.objects.filter(active=True).exclude(url="")


# Serving one channel


def serve(channel_id: int) -> dt.timedelta | None:
    """Send what is due to one channel; return after how long more will be, or None."""
    ends = time.monotonic() + SECONDS_A_TURN
    with _holding(channel_id) as is_ours:
        if not is_ours:
            return FIRST_WAIT
        while time.monotonic() < ends:
            channel = hearing().filter(pk=channel_id).first()
            if channel is None:
                return None
            if channel.resting_until is not None and channel.resting_until > timezone.now():
                return channel.resting_until - timezone.now()
            more = take_up(channel_id)
            delivery = due(channel).select_related("channel").first()
            if delivery is not None:
                send(delivery)
            elif not more:
                return _wait_of(channel)
    return dt.timedelta()


def due(channel: Channel) -> QuerySet[Delivery]:
    """Return what may be sent now: of each subject the oldest, so that nothing overtakes."""
    return _first_in_line(channel).filter(next_try_at__lte=timezone.now()).order_by("pk")


def _first_in_line(channel: Channel) -> QuerySet[Delivery]:
    waiting = channel.deliveries.filter(state=State.WAITING)
    earlier = waiting.filter(subject=OuterRef("subject"), pk__lt=OuterRef("pk"))
    return waiting.filter(~Exists(earlier))


def _wait_of(channel: Channel) -> dt.timedelta | None:
    waiting = _first_in_line(channel).order_by("next_try_at").first()
    if waiting is not None and waiting.next_try_at is not None:
        return max(waiting.next_try_at - timezone.now(), dt.timedelta(seconds=1))
    return FIRST_WAIT if change_log.committed().filter(position__gt=channel.position).exists() else None


def send(delivery: Delivery) -> None:
    """Try once, and note what came of it."""
    channel = delivery.channel
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":"))
    now = timezone.now()
    try:
        answer = http_client.post(channel.url, body.encode(), headers(delivery, body, now))
        code, excerpt = answer.status, answer.excerpt
    except http_client.UnreachableError as error:
        code, excerpt = None, str(error)
    has_arrived = code is not None and 200 <= code < 300
    if has_arrived:
        _note_success(channel.pk)
    else:
        _note_failure(channel.pk, now, is_gone=code == 410)
    attempts = delivery.attempts + 1
    failed = State.GIVEN_UP if attempts >= TRIES else State.WAITING
    state = State.DELIVERED if has_arrived else failed
    # Where the channel was removed meanwhile, there is nothing to note any more.
    Delivery.objects.filter(pk=delivery.pk).update(
        state=state,
        attempts=attempts,
        attempted_at=now,
        next_try_at=now + wait_after(attempts) if state == State.WAITING else None,
        response_code=code,
        excerpt=excerpt,
    )


def headers(delivery: Delivery, body: str, now: dt.datetime) -> dict[str, str]:
    """Return the headers that Standard Webhooks asks for: who sent it, when, and that nobody changed it."""
    signatures = [
        Webhook(secret).sign(delivery.event_id, now.astimezone(dt.UTC), body)
        for secret in delivery.channel.signing_secrets
    ]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Institute-Webhooks/1",
        "webhook-id": delivery.event_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def wait_after(attempts: int) -> dt.timedelta:
    """Return how long to wait after so many attempts: 15 s, 30 s, 1 min, … 4 h."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)


def _tries() -> int:
    """Return how often an event is tried: until the waits in between make more than a day."""
    waited, tries = wait_after(1), 1
    while waited <= GIVE_UP_AFTER:
        tries += 1
        waited += wait_after(tries)
    return tries


# Counted rather than timed: what waited for others, or for a channel that was off, has a day of its own.
TRIES = _tries()


def _note_success(channel_id: int) -> None:
    Channel.objects.filter(pk=channel_id).update(failures=0, failing_since=None, resting_until=None)


@transaction.atomic
def _note_failure(channel_id: int, now: dt.datetime, *, is_gone: bool) -> None:
    """Let a channel rest that fails again and again, and switch off one that has for days, or asks for it by 410."""
    channel = Channel.objects.select_for_update().filter(pk=channel_id).first()
    if channel is None:
        return
    last_try = channel.deliveries.aggregate(latest=Max("attempted_at"))["latest"]
    if last_try is None or now - last_try > LONGEST_WAIT * 2:
        # Nothing was sent for long: that an event failed then and one fails now is no failing in between.
        channel.failures, channel.failing_since = 0, None
    channel.failures += 1
    channel.failing_since = channel.failing_since or now
    if channel.failures >= FAILURES_BEFORE_REST:
        channel.resting_until = now + min(wait_after(channel.failures - FAILURES_BEFORE_REST + 1), LONGEST_WAIT / 4)
    # What a person has switched off meanwhile stays so: its tokens would be good again.
    if channel.active and (is_gone or now - channel.failing_since >= SWITCH_OFF_AFTER):
        channel.active, channel.switched_off_at = False, now
    channel.save(
        update_fields=["failures", "failing_since", "resting_until", "active", "switched_off_at"],
    )


@contextmanager
def _holding(channel_id: int) -> Iterator[bool]:
    """Say whether the channel is this process's own; the database gives it up with the connection, however that ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, channel_id])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            try:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, channel_id])
            except DatabaseError:
                # A connection that cannot even say this takes the lock with it.
                connection.close()
