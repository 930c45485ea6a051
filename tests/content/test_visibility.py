"""What an anonymous visitor may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from home.models import SectionPage
from tests.fixtures import SiteTree
from tests.support import make_section, restrict

pytestmark = pytest.mark.django_db


def seen() -> set[str]:
    return {page.title for page in SectionPage.objects.visible("en")}


def test_a_published_page_is_seen(site_tree: SiteTree) -> None:
    make_section(site_tree.home["en"], "Programs")
    assert seen() == {"Programs"}


def test_a_draft_is_not(site_tree: SiteTree) -> None:
    make_section(site_tree.home["en"], "Programs", live=False)
    assert seen() == set()


def test_a_page_is_seen_until_the_moment_it_expires(site_tree: SiteTree) -> None:
    make_section(site_tree.home["en"], "Past", expire_at=timezone.now() - timedelta(seconds=1))
    make_section(site_tree.home["en"], "Present", expire_at=timezone.now() + timedelta(hours=1))
    assert seen() == {"Present"}


def test_a_password_hides_the_page_and_all_below_it(site_tree: SiteTree) -> None:
    about = make_section(site_tree.home["en"], "About")
    make_section(about, "Board")
    make_section(site_tree.home["en"], "Programs")
    restriction = restrict(about)
    assert seen() == {"Programs"}
    restriction.delete()
    assert seen() == {"About", "Board", "Programs"}


def test_a_page_whose_path_begins_alike_is_not_below(site_tree: SiteTree) -> None:
    restrict(make_section(site_tree.home["en"], "One"))
    for title in ("Two", "Three"):
        make_section(site_tree.home["en"], title)
    assert seen() == {"Two", "Three"}


def test_a_password_on_the_home_page_hides_the_whole_language(site_tree: SiteTree, client: Client) -> None:
    make_section(site_tree.home["en"], "Programs", summary="Not for everyone.")
    restrict(site_tree.home["en"])
    assert seen() == set()
    assert "Not for everyone" not in client.get("/en/programs/").content.decode()


def test_a_scheduled_page_is_not_seen_before_its_time(site_tree: SiteTree) -> None:
    section = make_section(site_tree.home["en"], "Programs", live=False)
    section.go_live_at = timezone.now() + timedelta(hours=1)
    section.save_revision().publish()
    assert seen() == set()


def test_an_expired_page_answers_not_found(site_tree: SiteTree, client: Client) -> None:
    make_section(site_tree.home["en"], "Past", expire_at=timezone.now() - timedelta(seconds=1))
    assert client.get("/en/past/").status_code == 404
    assert "/en/past/" not in client.get("/sitemap.xml").content.decode()


def test_the_rule_costs_no_query_of_its_own(
    site_tree: SiteTree, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    make_section(site_tree.home["en"], "Programs")
    with django_assert_num_queries(1):
        list(SectionPage.objects.visible("en"))
