"""Events that arrive once, in order, signed, and that are tried again until they do."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoCaptureOnCommitCallbacks
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from institute.content import change_log
from institute.content.models import Change
from institute.webhooks import dispatch, events, http_client
from institute.webhooks.models import ROTATION, Channel, Delivery
from tests.fixtures import SiteTree
from tests.support import make_person, make_section, settle
from tests.webhooks.conftest import Receiver

pytestmark = pytest.mark.django_db
State = Delivery.State


def test_a_publication_arrives_signed_and_thin(site_tree: SiteTree, channel: Channel, receiver: Receiver) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    settle()
    assert dispatch.serve(channel.pk) is None
    path, headers, body = receiver.got[0]
    assert path == "/hook?a=1"
    event = Webhook(channel.secret).verify(body, headers)
    assert set(event) == {"type", "timestamp", "data"}
    assert event["type"] == "section.created"
    assert event["data"] == {
        "id": section.pk,
        "type": "section",
        "locale": "en",
        "url": "http://localhost:8000/en/programs/",
        "api_url": f"http://localhost:8000/api/v1/pages/{section.pk}?locale=en",
    }
    assert [event["data"]["locale"] for event in receiver.events] == ["en", "fr"]
    with pytest.raises(WebhookVerificationError):
        Webhook(channel.secret).verify(body.replace(b"section", b"person"), headers)


def test_where_a_person_was_read_is_not_told(site_tree: SiteTree, channel: Channel, receiver: Receiver) -> None:
    """An address may hold a former name, and an event may be sent long after it has become one."""
    person = make_person(site_tree.directory["en"], "Former", "Name", slug="former-name")
    settle()
    person.family_name, person.slug = "Chosen", "chosen"
    person.save()
    settle()
    dispatch.serve(channel.pk)
    told = [event["data"] for event in receiver.events]
    assert {data["type"] for data in told} == {"person"}
    assert all(data["url"] is None and data["api_url"] for data in told)
    assert "former" not in str(receiver.got).lower()


def test_a_secret_that_was_replaced_signs_for_a_day(channel: Channel, receiver: Receiver) -> None:
    before = channel.secret
    channel.rotate_secret()
    events.send_test(channel)
    dispatch.serve(channel.pk)
    _path, headers, body = receiver.got[0]
    for secret in (before, channel.secret):
        assert Webhook(secret).verify(body, headers)
    with time_machine.travel(timezone.now() + ROTATION):
        assert channel.signing_secrets == [channel.secret]


def test_a_channel_hears_what_it_asked_for(site_tree: SiteTree, channel: Channel, receiver: Receiver) -> None:
    channel.types, channel.languages, channel.kinds = ["person"], ["fr"], ["created"]
    channel.save()
    make_section(site_tree.home["en"], "Programs")
    person = make_person(site_tree.directory["en"])
    person.save()
    settle()
    dispatch.serve(channel.pk)
    assert [(event["type"], event["data"]["locale"]) for event in receiver.events] == [("person.created", "fr")]


def test_what_fails_is_tried_again_later_and_later_for_a_day(channel: Channel, receiver: Receiver) -> None:
    receiver.statuses = [500] * 1000
    receiver.body = b"x" * 100_000
    delivery = events.send_test(channel)
    tries: list[dt.datetime] = []
    with time_machine.travel(delivery.created_at, tick=False) as clock:
        while Delivery.objects.get().state == State.WAITING:
            before = len(receiver.got)
            wait = dispatch.serve(channel.pk)
            if len(receiver.got) > before:
                tries.append(timezone.now())
            if wait is not None:
                clock.shift(wait)
    delivery.refresh_from_db()
    assert delivery.state == State.GIVEN_UP
    assert delivery.attempts == len(tries) > 10
    assert len(delivery.excerpt) == 1000
    waits = [later - earlier for earlier, later in itertools.pairwise(tries)]
    assert waits == sorted(waits)
    assert dt.timedelta(hours=16) < tries[-1] - tries[0] <= dispatch.GIVE_UP_AFTER


def test_redirects_are_not_followed(channel: Channel, receiver: Receiver) -> None:
    receiver.statuses = [302]
    events.send_test(channel)
    dispatch.serve(channel.pk)
    assert [path for path, _headers, _body in receiver.got] == ["/hook?a=1"]
    assert Delivery.objects.get().response_code == 302
    assert Delivery.objects.get().state == State.WAITING


def test_nothing_overtakes_what_happened_before_to_the_same_page(
    site_tree: SiteTree, channel: Channel, receiver: Receiver
) -> None:
    channel.languages = ["en"]
    channel.save()
    receiver.statuses = [500]
    section = make_section(site_tree.home["en"], "Programs")
    section.save()
    other = make_section(site_tree.home["en"], "Other")
    settle()
    dispatch.serve(channel.pk)
    told = [(event["type"], event["data"]["id"]) for event in receiver.events]
    assert told == [("section.created", section.pk), ("section.created", other.pk)]
    with time_machine.travel(timezone.now() + dispatch.FIRST_WAIT):
        dispatch.serve(channel.pk)
    told = [(event["type"], event["data"]["id"]) for event in receiver.events[2:]]
    assert told == [("section.created", section.pk), ("section.updated", section.pk)]


def test_a_channel_that_fails_again_and_again_rests(channel: Channel, receiver: Receiver) -> None:
    receiver.statuses = [500] * 10
    for _number in range(6):
        events.send_test(channel)
    wait = dispatch.serve(channel.pk)
    assert len(receiver.got) == dispatch.FAILURES_BEFORE_REST
    assert wait is not None
    assert wait <= dispatch.FIRST_WAIT


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_channel_that_fails_for_days_is_switched_off(channel: Channel, receiver: Receiver, is_gone: bool) -> None:
    receiver.statuses = [410 if is_gone else 500]
    channel.failing_since = timezone.now() - (dt.timedelta() if is_gone else dispatch.SWITCH_OFF_AFTER)
    channel.save(update_fields=["failing_since"])
    events.send_test(channel)
    # It was tried an hour ago.
    Delivery.objects.update(attempted_at=timezone.now() - dt.timedelta(hours=1))
    dispatch.serve(channel.pk)
    channel.refresh_from_db()
    assert not channel.active
    assert channel.switched_off_at is not None
    channel.switch_on()
    with time_machine.travel(timezone.now() + dispatch.FIRST_WAIT):
        dispatch.serve(channel.pk)
    assert Delivery.objects.get().state == State.DELIVERED


def test_a_replay_has_the_identifier_of_the_first(channel: Channel, receiver: Receiver) -> None:
    delivery = events.send_test(channel)
    dispatch.serve(channel.pk)
    events.replay(Delivery.objects.get(pk=delivery.pk))
    dispatch.serve(channel.pk)
    first, second = receiver.got
    assert first[1]["webhook-id"] == second[1]["webhook-id"]
    assert first[2] == second[2]


def test_publishing_wakes_one_worker_however_much_it_writes(
    site_tree: SiteTree,
    channel: Channel,
    settings: Any,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    for _transaction in range(3):
        # What the test has written so far awaits a commit that never comes.
        transaction.get_connection().run_on_commit.clear()
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            for number in range(5):
                change_log.record_change(Change.Kind.UPDATED, "directory.institution", number)
        assert callbacks.count(dispatch.wake_if_needed) == 1
    assert DBTaskResult.objects.count() == 1
    dispatch.wake(dispatch.FIRST_WAIT)
    assert DBTaskResult.objects.count() == 1


def test_without_a_channel_no_worker_is_woken(
    db: None, settings: Any, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with django_capture_on_commit_callbacks(execute=True):
        change_log.record_change(Change.Kind.UPDATED, "directory.institution", 1)
    assert not DBTaskResult.objects.exists()


def test_a_worker_sees_to_the_next_try(channel: Channel, receiver: Receiver, settings: Any) -> None:
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    receiver.statuses = [500]
    events.send_test(channel)
    call_command("deliver_webhooks")
    (task,) = DBTaskResult.objects.all()
    assert task.run_after - timezone.now() <= dispatch.FIRST_WAIT
    with time_machine.travel(task.run_after):
        call_command("deliver_webhooks")
    assert Delivery.objects.get().state == State.DELIVERED


def test_a_backlog_waits_in_the_log(channel: Channel, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "BATCH", 2)
    monkeypatch.setattr(events, "BACKLOG", 2)
    for number in range(7):
        change_log.record_change(Change.Kind.UPDATED, "directory.institution", number)
    settle()
    events.take_up(channel.pk)
    events.take_up(channel.pk)
    assert Delivery.objects.count() == 2
    dispatch.serve(channel.pk)
    assert [event["data"]["id"] for event in receiver.events] == list(range(7))


def test_a_form_that_was_opened_before_overwrites_nothing(channel: Channel) -> None:
    opened = Channel.objects.get(pk=channel.pk)
    Channel.objects.filter(pk=channel.pk).update(position=99, failures=2)
    opened.name = "Screen"
    opened.save()
    channel.refresh_from_db()
    assert (channel.name, channel.position, channel.failures) == ("Screen", 99, 2)


def test_a_channel_hears_from_the_moment_it_has_an_address(db: Any) -> None:
    quiet = Channel.objects.create(name="Quiet")
    change_log.record_change(Change.Kind.UPDATED, "directory.institution", 1)
    settle()
    quiet.url = "https://example.org/"
    quiet.save()
    quiet.refresh_from_db()
    assert quiet.position == change_log.latest_position()


def test_a_channel_that_cannot_be_served_stops_no_other(channel: Channel, receiver: Receiver) -> None:
    broken = Channel.objects.create(name="A broken one", url="https://example.org:99999/")
    for one in (broken, channel):
        events.send_test(one)
    dispatch.serve_all()
    assert len(receiver.got) == 1
    assert broken.deliveries.get().attempts == 1


def test_what_waits_behind_another_wakes_nobody(channel: Channel, receiver: Receiver) -> None:
    receiver.statuses = [500]
    first = events.send_test(channel)
    events.send_test(channel)
    Delivery.objects.update(subject=first.subject)
    wait = dispatch.serve(channel.pk)
    assert wait is not None
    assert wait > dispatch.FIRST_WAIT / 2


def test_two_failures_far_apart_switch_nothing_off(channel: Channel, receiver: Receiver) -> None:
    receiver.statuses = [500]
    events.send_test(channel)
    dispatch.serve(channel.pk)
    Delivery.objects.update(state=State.GIVEN_UP, next_try_at=None)
    with time_machine.travel(timezone.now() + dispatch.SWITCH_OFF_AFTER * 2):
        receiver.statuses = [500]
        events.send_test(channel)
        dispatch.serve(channel.pk)
        channel.refresh_from_db()
        assert channel.active
        assert channel.failures == 1


def test_an_address_with_no_port_of_this_world_is_refused() -> None:
    with pytest.raises(ValidationError):
        Channel(name="Lobby", url="https://example.org:99999/").full_clean()


def test_what_waited_behind_another_has_a_day_of_its_own(channel: Channel, receiver: Receiver) -> None:
    """A channel was off for a week: the first failure after that is no reason to give up."""
    receiver.statuses = [500]
    events.send_test(channel)
    Delivery.objects.update(created_at=timezone.now() - dt.timedelta(days=7))
    dispatch.serve(channel.pk)
    assert Delivery.objects.get().state == State.WAITING


def test_a_channel_removed_while_an_event_is_on_its_way_leaves_nothing(
    channel: Channel, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    events.send_test(channel)

    def remove(*_arguments: Any) -> Any:
        Channel.objects.all().delete()
        raise http_client.UnreachableError("nobody there")

    monkeypatch.setattr(http_client, "post", remove)
    assert dispatch.serve_all() is None
    assert not Delivery.objects.exists()
    assert not [record for record in caplog.records if record.name == dispatch.logger.name]


def test_what_a_person_switched_off_meanwhile_stays_off(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    """A receiver that says it is gone makes a channel of which only the hearing is off: its tokens would be good."""
    events.send_test(channel)

    def switch_off(*_arguments: Any) -> http_client.Answer:
        Channel.objects.get().switch_off()
        return http_client.Answer(410, "")

    monkeypatch.setattr(http_client, "post", switch_off)
    assert dispatch.serve(channel.pk) is None
    assert Channel.objects.get().is_switched_off


def test_what_is_settled_is_kept_for_a_month(channel: Channel, receiver: Receiver) -> None:
    receiver.statuses = [500]
    waiting = events.send_test(channel)
    dispatch.serve(channel.pk)
    settled = events.send_test(channel)
    dispatch.serve(channel.pk)
    with time_machine.travel(timezone.now() + dispatch.KEEP - dt.timedelta(minutes=1)):
        Delivery.objects.filter(pk=waiting.pk).update(next_try_at=timezone.now() + dt.timedelta(days=1))
        dispatch.serve_all()
        assert Delivery.objects.count() == 2
    with time_machine.travel(timezone.now() + dispatch.KEEP + dt.timedelta(minutes=1)):
        dispatch.serve_all()
    assert not Delivery.objects.filter(pk=settled.pk).exists()
    assert Delivery.objects.filter(pk=waiting.pk).exists()


def test_what_was_told_of_a_page_that_is_gone_can_be_told_again(
    site_tree: SiteTree, channel: Channel, receiver: Receiver
) -> None:
    channel.languages = ["fr"]
    channel.save()
    section = make_section(site_tree.home["en"], "Programs")
    settle()
    dispatch.serve(channel.pk)
    section.delete()
    settle()
    dispatch.serve(channel.pk)
    events.replay(Delivery.objects.order_by("pk")[0])
    dispatch.serve(channel.pk)
    assert [event["type"] for event in receiver.events] == ["section.created", "section.removed", "section.created"]
    assert {event["data"]["locale"] for event in receiver.events} == {"fr"}


def test_what_a_channel_does_not_hear_of_is_passed_over_at_once(channel: Channel, receiver: Receiver) -> None:
    channel.types = ["person"]
    channel.save()
    for number in range(events.BATCH + 1):
        change_log.record_change(Change.Kind.UPDATED, "directory.institution", number)
    settle()
    assert not events.take_up(channel.pk)
    channel.refresh_from_db()
    assert channel.position == change_log.latest_position()
    assert not channel.deliveries.exists()
