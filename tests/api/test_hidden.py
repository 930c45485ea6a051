"""What visitors may not see, no one reads through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.api.schemas import PersonListItem
from directory.models import PersonPage
from home.api import ArticleListItem
from publications.api.schemas import PublicationListItem
from publications.models import AuthorMatch, PublicationPage
from tests.api.conftest import Institute, included_in
from tests.api_client import Read
from tests.factories.directory import PersonPageFactory
from tests.factories.home import DocumentFactory
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree
from tests.support import make_section, restrict, settle

pytestmark = pytest.mark.django_db

LISTS: list[tuple[str, dict[str, str]]] = [
    ("/people", {"facets": "true", "alumni": "include", "include": ",".join(included_in(PersonListItem))}),
    ("/publications", {"facets": "true", "include": ",".join(included_in(PublicationListItem))}),
    ("/articles", {"include": ",".join(included_in(ArticleListItem))}),
    ("/home", {"include": "layout"}),
    ("/changes", {}),
    *((path, {}) for path in ("/institutions", "/topics", "/memberships", "/venues", "/")),
]


def everything(read: Read) -> str:
    """All that the lists and the home page say, in both languages."""
    return "".join(str(read(path, locale=locale, **query)) for path, query in LISTS for locale in ("en", "fr"))


@pytest.mark.parametrize("state", ["draft", "expired", "private"])
def test_a_page_that_is_not_public_is_nowhere(state: str, site_tree: SiteTree, client: Client, read: Read) -> None:
    fields: dict[str, Any] = {}
    if state == "draft":
        fields["live"] = False
    if state == "expired":
        fields["expire_at"] = timezone.now() - timedelta(minutes=1)
    person = PersonPageFactory(given_name="Secret", family_name="Person", **fields)
    work = PublicationPageFactory(full_title="Secret work", publish=False, authors=["Secret Person"])
    section = make_section(site_tree.home["en"], title="Secret section", show_in_menus=True, **fields)
    if state != "draft":
        PublicationPage.objects.filter(pk=work.pk).update(live=True, **fields)
    if state == "private":
        for page in (person, work, section):
            restrict(page)
    settle()
    assert "Secret" not in everything(read)
    assert "Secret" not in str(read("/resolve", path="/en/", include="layout"))
    assert [read("/search", q="Secret", locale=locale)["count"] for locale in ("en", "fr")] == [0, 0]
    hidden = [
        "/api/v1/people/secret-person",
        f"/api/v1/publications/{work.pk}",
        *(f"/api/v1/pages/{page.pk}?locale={code}" for page in (person, work, section) for code in ("en", "fr")),
        "/api/v1/resolve?path=/en/directory/secret-person/",
        "/api/v1/resolve?path=/fr/annuaire/secret-person/",
    ]
    for address in hidden:
        response = client.get(address)
        assert response.status_code in (404, 410), address
        assert "Secret" not in response.content.decode()


def test_the_records_of_a_closed_index_are_closed_in_its_language_alone(
    institute: Institute, client: Client, read: Read
) -> None:
    restrict(institute.tree.directory["fr"])
    settle()
    assert read("/people", locale="fr")["count"] == 0
    assert client.get("/api/v1/people/yoshua-bengio?locale=fr").status_code == 404
    assert read("/people")["count"] == 2
    authors = read("/publications", locale="fr")["items"][0]["authors"]
    assert [author["person"] for author in authors] == [None, None, None]
    alternates = read("/people/yoshua-bengio")["alternates"]
    assert [alternate["locale"] for alternate in alternates] == ["en"]


def test_an_address_is_told_only_where_its_owner_shows_it(institute: Institute, read: Read) -> None:
    assert read("/people/yoshua-bengio")["email"] == "yoshua@example.org"
    assert read("/people/emilie-tremblay")["email"] is None
    assert "emilie@example.org" not in everything(read)


def test_a_former_name_is_never_told(site_tree: SiteTree, read: Read) -> None:
    person = PersonPageFactory(
        given_name="Alex", family_name="Martin", hidden_names=["Formername Martin"], variants=["A. Martin"]
    )
    work = PublicationPageFactory(full_title="A work", authors=["Formername Martin"], topics=[])
    AuthorMatch.objects.filter(page=work).delete()
    AuthorMatch.objects.create(
        page=work,
        author_key=work.authorships.get().key,
        person=PersonPage.objects.get(pk=person.pk),
        state="confirmed",
        hides_printed_name=True,
    )
    settle()
    detail = read(f"/publications/{work.pk}")
    assert [author["name"] for author in detail["authors"]] == ["Alex Martin"]
    profile = read("/people/alex-martin")
    assert profile["name_variants"] == ["A. Martin"]
    assert "Formername" not in f"{detail}{profile}{everything(read)}"
    assert read("/people", q="Formername")["count"] == 0
    assert read("/publications", q="Formername")["count"] == 0


def test_a_file_under_embargo_is_not_told_of_before_its_day(site_tree: SiteTree, read: Read) -> None:
    work = PublicationPageFactory(pdf=DocumentFactory(), embargo_until=timezone.localdate() + timedelta(days=1))
    detail = read(f"/publications/{work.pk}")
    assert detail["pdf"] is None
    assert detail["embargo_until"]
    PublicationPage.objects.filter(pk=work.pk).update(embargo_until=timezone.localdate())
    detail = read(f"/publications/{work.pk}")
    assert detail["pdf"]["url"].startswith("http://testserver/documents/")
    assert detail["embargo_until"] is None


def test_a_draft_of_a_live_page_changes_nothing(institute: Institute, read: Read) -> None:
    before = read("/people/yoshua-bengio")
    draft = PersonPage.objects.get(pk=institute.professor.pk)
    draft.position_en = "President"
    draft.save_revision()
    settle()
    assert read("/people/yoshua-bengio") == before


def test_a_session_gains_nothing(institute: Institute, client: Client, admin_client: Client) -> None:
    restrict(institute.tree.directory["en"])
    settle()
    assert admin_client.get("/api/v1/people").json() == client.get("/api/v1/people").json()
