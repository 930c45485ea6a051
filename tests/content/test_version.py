"""What was worked out holds exactly as long as visitors see the same."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Collection, Page

from institute.content.content_version import ContentVersion, VersionedCache
from tests.fixtures import SiteTree
from tests.support import make_section, settle

pytestmark = pytest.mark.django_db


class Counter:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.times = count(1)

    def ask(self, *about: str) -> int:
        request = RequestFactory().get("/")
        return VersionedCache[int](request, "asked", *about).get_or_set(lambda: next(self.times))


def test_it_is_worked_out_once_for_as_long_as_nothing_changes(site_tree: SiteTree) -> None:
    settle()
    counter = Counter()
    assert [counter.ask(), counter.ask(), counter.ask("fr"), counter.ask("fr"), counter.ask()] == [1, 1, 2, 2, 1]


def test_a_change_to_what_visitors_see_ends_it(site_tree: SiteTree) -> None:
    section = make_section(site_tree.home["en"])
    settle()
    counter = Counter()
    assert counter.ask() == 1
    section.title = "Studies"
    section.save_revision()
    settle()
    assert counter.ask() == 1, "a draft changes nothing"
    section.save_revision().publish()
    settle()
    assert counter.ask() == 2


def test_within_a_change_nothing_is_remembered(site_tree: SiteTree) -> None:
    settle()
    counter = Counter()
    assert counter.ask() == 1
    make_section(site_tree.home["en"])
    assert [counter.ask(), counter.ask()] == [2, 3]


def test_the_passing_of_time_ends_it(site_tree: SiteTree) -> None:
    noon = timezone.localtime().replace(hour=12, minute=0)
    with time_machine.travel(noon, tick=False) as clock:
        make_section(site_tree.home["en"], expire_at=noon + timedelta(minutes=5))
        settle()
        counter = Counter()
        assert [counter.ask(), counter.ask()] == [1, 1]
        clock.shift(timedelta(minutes=4))
        assert counter.ask() == 1
        clock.shift(timedelta(minutes=2))
        assert counter.ask() == 2, "the section has expired"
        clock.shift(timedelta(days=1))
        assert counter.ask() == 3, "it is another day"


def test_another_order_of_the_pages_ends_it(site_tree: SiteTree) -> None:
    first = make_section(site_tree.home["en"], "First")
    second = make_section(site_tree.home["en"], "Second")
    settle()
    counter = Counter()
    assert counter.ask() == 1
    Page.objects.get(pk=second.pk).move(Page.objects.get(pk=first.pk), pos="left")
    settle()
    assert counter.ask() == 2


def test_what_files_may_be_taken_and_the_name_of_the_site_end_it(site_tree: SiteTree) -> None:
    collection = Collection.get_first_root_node().add_child(name="Files")
    settle()
    counter = Counter()
    assert counter.ask() == 1
    collection.save()
    settle()
    assert counter.ask() == 2
    site_tree.site.site_name = "Another"
    site_tree.site.save()
    settle()
    assert counter.ask() == 3


def test_a_request_sees_one_version(site_tree: SiteTree) -> None:
    settle()
    request = RequestFactory().get("/")
    before = ContentVersion.for_request(request)
    make_section(site_tree.home["en"])
    settle()
    assert ContentVersion.for_request(request) == before
    assert ContentVersion.current() != before


@pytest.mark.parametrize(
    ("index", "asked"),
    [
        ("content_page_site_tree", {"depth__in": (2, 3)}),
        ("content_page_expiring", {"live": True, "expire_at__lte": timezone.now()}),
    ],
)
def test_what_every_answer_asks_for_has_an_index(site_tree: SiteTree, index: str, asked: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in Page.objects.filter(**asked).order_by().explain()
