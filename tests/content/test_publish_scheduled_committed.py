"""Several runs of the command at once, which only tests that commit can show."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision
from wagtail.signals import page_published, page_unpublished

from home.models import SectionPage
from institute.content import locking
from institute.content.models import Change
from tests.fixtures import make_site_tree
from tests.support import make_section

pytestmark = pytest.mark.django_db(transaction=True)

RUNS = 3


def run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the command three times, each of which has found what is due before any of them changes anything."""
    have_all_found = threading.Barrier(RUNS)
    thread = threading.local()
    retry_on_deadlock = locking.retry_on_deadlock

    def wait_once(work: Any, **options: Any) -> Any:
        if not getattr(thread, "has_waited", False):
            thread.has_waited = True
            have_all_found.wait(20)
        return retry_on_deadlock(work, **options)

    def run(_number: int) -> None:
        try:
            call_command("publish_scheduled")
        finally:
            connection.close()

    monkeypatch.setattr(locking, "retry_on_deadlock", wait_once)
    with ThreadPoolExecutor(RUNS) as pool:
        list(pool.map(run, range(RUNS)))


def make_due_section() -> SectionPage:
    section = make_section(make_site_tree().home["en"], "Due", live=False)
    section.go_live_at = timezone.now() + timedelta(seconds=2)
    section.save_revision().publish()
    while timezone.now() <= section.go_live_at:
        time.sleep(0.1)
    return section


def test_a_page_that_is_due_is_published_once(monkeypatch: pytest.MonkeyPatch) -> None:
    section = make_due_section()
    revisions = Revision.objects.count()
    published: list[Any] = []

    def note(instance: Any, **options: Any) -> None:
        published.append(instance.pk)

    page_published.connect(note)
    try:
        run_at_once(monkeypatch)
    finally:
        page_published.disconnect(note)
    assert published.count(section.pk) == 1
    assert PageLogEntry.objects.filter(page=section.pk, action="wagtail.publish.scheduled").count() == 1
    assert Revision.objects.count() == revisions
    assert SectionPage.objects.get(pk=section.pk).live


def test_a_page_that_expired_is_unpublished_once(monkeypatch: pytest.MonkeyPatch) -> None:
    section = make_section(make_site_tree().home["en"], "Past", expire_at=timezone.now() - timedelta(minutes=1))
    unpublished: list[Any] = []

    def note(instance: Any, **options: Any) -> None:
        unpublished.append(instance.pk)

    page_unpublished.connect(note)
    try:
        run_at_once(monkeypatch)
    finally:
        page_unpublished.disconnect(note)
    assert unpublished.count(section.pk) == 1
    assert PageLogEntry.objects.filter(page=section.pk, action="wagtail.unpublish.scheduled").count() == 1


def test_a_run_that_finds_nothing_to_do_writes_nothing() -> None:
    make_due_section()
    call_command("publish_scheduled")
    before = Change.objects.count(), PageLogEntry.objects.count(), Revision.objects.count()
    call_command("publish_scheduled")
    assert (Change.objects.count(), PageLogEntry.objects.count(), Revision.objects.count()) == before
