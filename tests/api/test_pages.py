"""Pages by their identifier and by their address."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from tests.api.conftest import Institute
from tests.api_client import Read
from tests.fixtures import SiteTree
from tests.support import make_person, make_section, settle

pytestmark = pytest.mark.django_db


def test_the_identifier_is_the_same_in_every_language(site_tree: SiteTree, read: Read) -> None:
    section = make_section(site_tree.home["en"])
    french = section.get_translations().get()
    english_answer = read(f"/pages/{section.pk}")
    french_answer = read(f"/pages/{section.pk}", locale="fr")
    assert english_answer["id"] == french_answer["id"] == section.pk
    assert french_answer["url"] == "http://testserver/fr/programs/"
    assert read(f"/pages/{french.pk}") == english_answer
    assert read(f"/pages/{french.pk}", locale="fr") == french_answer
    assert [crumb["id"] for crumb in french_answer["breadcrumbs"]] == [site_tree.home["en"].pk]


def test_texts_that_are_not_translated_yet_are_named(site_tree: SiteTree, read: Read) -> None:
    section = make_section(site_tree.home["en"], summary="What we teach.")
    assert read(f"/pages/{section.pk}")["fallbacks"] == {}
    assert read(f"/pages/{section.pk}", locale="fr")["fallbacks"] == {"title": "en", "summary": "en", "body": "en"}


def test_an_address_leads_to_the_page_in_its_language(institute: Institute, read: Read) -> None:
    answer = read("/resolve", path="/fr/annuaire/yoshua-bengio/")
    assert answer["kind"] == "page"
    assert answer["layout"] is None
    assert answer["page"] == read("/people/yoshua-bengio", locale="fr")
    assert read("/resolve", path="/en/about/?from=menu")["page"] == read(f"/pages/{institute.about.pk}")


def test_the_frame_comes_when_it_is_asked_for(institute: Institute, read: Read) -> None:
    layout = read("/resolve", path="/en/about/governance/", include="layout")["layout"]
    assert [(item["title"], item["is_current"]) for item in layout["menu"]] == [("About", True)]
    assert [(link["locale"], link["url"]) for link in layout["languages"]] == [
        ("en", "http://testserver/en/about/governance/"),
        ("fr", "http://testserver/fr/about/governance/"),
    ]


def test_an_address_that_moved_leads_on(site_tree: SiteTree, client: Client, read: Read) -> None:
    person = make_person(site_tree.directory["en"])
    settle()
    person.slug = "y-bengio"
    person.save()
    settle()
    for language, directory in (("en", "directory"), ("fr", "annuaire")):
        assert read("/resolve", path=f"/{language}/{directory}/yoshua-bengio/") == {
            "kind": "redirect",
            "target": f"http://testserver/{language}/{directory}/y-bengio/",
            "permanent": True,
        }


def test_a_redirect_of_an_editor_is_followed_and_never_kept(site_tree: SiteTree, client: Client) -> None:
    Redirect.objects.create(
        old_path="/jobs", site=site_tree.site, redirect_link="https://jobs.example.org/", is_permanent=False
    )
    response = client.get("/api/v1/resolve?path=/jobs/")
    assert response.json() == {"kind": "redirect", "target": "https://jobs.example.org/", "permanent": False}
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/", "http://testserver/en/"),
        ("/en", "http://testserver/en/"),
        ("/fr/annuaire", "http://testserver/fr/annuaire/"),
    ],
)
def test_an_address_that_is_not_whole_leads_to_the_whole_one(
    path: str, target: str, site_tree: SiteTree, read: Read
) -> None:
    settle()
    assert read("/resolve", path=path)["target"] == target


def test_what_was_here_and_what_never_was_are_told_apart(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"])
    settle()
    section.unpublish()
    settle()
    assert client.get("/api/v1/resolve?path=/en/programs/").status_code == 410
    assert client.get("/api/v1/resolve?path=/en/never-was/").status_code == 404


def test_a_page_does_not_lead_outside_what_visitors_see(institute: Institute, read: Read) -> None:
    institute.about.unpublish()
    settle()
    home = read("/home")
    assert home["action"] is None
    assert "/about/" not in str(home)
    assert "about us" in home["introduction"]
