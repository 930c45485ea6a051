"""Lists of records in the admin say and offer nothing about the locale in which all records are kept."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree
from tests.support import make_person, make_section

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("listing", ["people", "publications"])
def test_listing_of_records_names_no_locale_and_offers_no_filter_by_one(
    site_tree: SiteTree, admin_client: Client, listing: str
) -> None:
    make_person(site_tree.directory["en"])
    PublicationPageFactory()
    answer = admin_client.get(f"/admin/{listing}/")
    assert {"locale", "site", "has_child_pages"}.isdisjoint(answer.context["filters"].filters)
    assert 'w-status--label">English' not in " ".join(answer.content.decode().split())
    html = admin_client.get(f"/admin/{listing}/", {"locale": "fr"}).content.decode()
    assert "Bengio" in html or "On examples" in html


def test_search_of_all_pages_names_the_locale_of_prose_alone(site_tree: SiteTree, admin_client: Client) -> None:
    make_person(site_tree.directory["en"], family_name="Programs")
    make_section(site_tree.home["en"], "Programs")
    root = site_tree.home["en"].get_parent()
    html = admin_client.get(f"/admin/pages/{root.pk}/", {"q": "Programs", "search_all": "1"}).content.decode()
    titles = re.findall(r"<td[^>]*data-listing-page-title>(.*?)</td>", html, re.DOTALL)
    labelled = {("Yoshua" in title): ("w-status--label" in title) for title in titles}
    assert labelled == {True: False, False: True}
