"""Which files visitors may read, and that nothing names the others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from home.models import HomePage, SectionPage
from home.roles import ensure_roles
from institute.accounts.models import User
from institute.content.models import Document, PublicPage
from publications.models import DraftEmbargo, Merge, PublicationPage
from tests.factories.home import SectionPageFactory
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree
from tests.support import settle

pytestmark = pytest.mark.django_db

TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def pdf() -> Document:
    file = ContentFile(b"%PDF-1.4 paper", name="paper.pdf")
    return Document.objects.create(title="The paper itself", file=file, file_hash="abc123")


def status(client: Client, document: Document, **headers: Any) -> int:
    return client.get(document.url, **headers).status_code


def downloads(document: Document) -> list[Any]:
    return [("downloads", {"heading": "Files", "files": [{"document": document, "title": "", "language": ""}]})]


def prose(document: Document) -> list[Any]:
    return [("rich_text", f'<p>Read <a linktype="document" id="{document.pk}">the paper</a>.</p>')]


def add_section(tree: SiteTree, body: list[Any], **fields: Any) -> SectionPage:
    return SectionPageFactory(parent=tree.home["en"], slug="programs", body=body, **fields)


def save_draft(page: Any, **values: Any) -> Any:
    draft = page.get_latest_revision_as_object() if page.latest_revision else page
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision()
    return draft


def close_collection(document: Document, above: bool = False) -> None:
    restricted = Collection.get_first_root_node().add_child(instance=Collection(name="Board"))
    document.collection = restricted.add_child(instance=Collection(name="Minutes")) if above else restricted
    document.save()
    CollectionViewRestriction.objects.create(collection=restricted, restriction_type="login")


def editor(group: str) -> User:
    ensure_roles()
    user = User.objects.create_user("editor", "editor@example.org", "a good long password")
    user.groups.add(Group.objects.get(name=group))
    return user


# What makes a document public


def test_document_that_nothing_refers_to_is_not_found(site_tree: SiteTree, pdf: Document, client: Client) -> None:
    assert status(client, pdf) == 404


@pytest.mark.parametrize("body", [downloads, prose])
def test_document_is_public_while_a_live_page_refers_to_it(
    body: Any, site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    page = add_section(site_tree, body(pdf))
    assert status(client, pdf) == 200
    page.unpublish()
    assert status(client, pdf) == 404


def test_document_that_only_a_draft_refers_to_is_not_found(site_tree: SiteTree, pdf: Document, client: Client) -> None:
    page = add_section(site_tree, [])
    draft = save_draft(page, body=prose(pdf))
    assert status(client, pdf) == 404
    draft.get_latest_revision().publish()
    assert status(client, pdf) == 200


def test_document_of_a_page_that_was_never_published_is_not_found(
    site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    add_section(site_tree, downloads(pdf), live=False)
    PublicationPageFactory(pdf=pdf, publish=False)
    assert status(client, pdf) == 404


def test_document_of_a_scheduled_page_is_not_found_through_its_alias(
    site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    page = add_section(site_tree, downloads(pdf), live=False)
    page.go_live_at = timezone.now() + dt.timedelta(days=3)
    page.save_revision().publish()
    # Aliases may have been live before their source was.
    page.aliases.update(live=True)
    assert status(client, pdf) == 404


def test_document_of_an_expired_page_is_not_found(site_tree: SiteTree, pdf: Document, client: Client) -> None:
    page = add_section(site_tree, downloads(pdf))
    SectionPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - dt.timedelta(seconds=1))
    assert status(client, pdf) == 404


def test_document_is_public_where_only_the_translation_refers_to_it(
    site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    page = add_section(site_tree, [])
    french = SectionPage.objects.get(alias_of=page.pk)
    french.alias_of = None
    french.body = prose(pdf)
    french.save()
    assert status(client, pdf) == 200
    french.unpublish()
    assert status(client, pdf) == 404


def test_document_of_a_record_is_public_while_an_index_of_one_language_shows_it(
    site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    PublicationPageFactory(pdf=pdf)
    restrictions = [
        PageViewRestriction.objects.create(page=site_tree.publications[language], restriction_type="login")
        for language in ("en", "fr")
    ]
    assert status(client, pdf) == 404
    restrictions[0].delete()
    assert status(client, pdf) == 200


def test_document_of_the_footer_is_public(site_tree: SiteTree, pdf: Document, client: Client) -> None:
    home = HomePage.objects.get(pk=site_tree.home["en"].pk)
    home.footer = f'<p><a linktype="document" id="{pdf.pk}">Charter</a></p>'
    home.save_revision().publish()
    assert status(client, pdf) == 200


def test_document_of_a_private_page_is_for_those_who_see_the_page(
    site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    page = add_section(site_tree, downloads(pdf))
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert status(client, pdf) == 404
    client.force_login(User.objects.create_user("member", "member@example.org", "a good long password"))
    response = client.get(pdf.url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


# Embargoes and closed collections


def test_embargo_of_a_draft_closes_a_file_that_is_public_already(
    site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    page = PublicationPageFactory(pdf=pdf)
    assert status(client, pdf) == 200
    save_draft(page, embargo_until=timezone.localdate() + TOMORROW)
    assert status(client, pdf) == 404
    # The editor changes their mind.
    save_draft(PublicationPage.objects.get(pk=page.pk), embargo_until=None)
    assert status(client, pdf) == 200


def test_embargo_of_a_draft_closes_a_file_that_another_page_links_to(
    site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    add_section(site_tree, downloads(pdf) + prose(pdf))
    PublicationPageFactory(pdf=pdf, embargo_until=timezone.localdate() + TOMORROW, publish=False)
    assert status(client, pdf) == 404
    html = client.get("/en/programs/").content.decode()
    assert pdf.url not in html
    assert pdf.title not in html
    assert "the paper" in html
    assert pdf.url not in client.get("/api/v1/resolve?path=/en/programs/").content.decode()


def test_draft_that_is_overwritten_by_autosave_closes_and_opens_the_file(
    site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    page = PublicationPageFactory(pdf=pdf)
    draft = save_draft(page, embargo_until=timezone.localdate() + TOMORROW)
    draft.embargo_until = None
    draft.save_revision(overwrite_revision=draft.latest_revision)
    assert status(client, pdf) == 200
    draft.embargo_until = timezone.localdate() + TOMORROW
    draft.save_revision(overwrite_revision=draft.latest_revision)
    assert status(client, pdf) == 404


def test_embargo_of_a_scheduled_change_closes_the_file_until_it_is_called_off(
    site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    page = PublicationPageFactory(pdf=pdf)
    page.embargo_until = timezone.localdate() + 9 * TOMORROW
    page.go_live_at = timezone.now() + TOMORROW
    scheduled = page.save_revision(approved_go_live_at=page.go_live_at)
    save_draft(PublicationPage.objects.get(pk=page.pk), embargo_until=None, go_live_at=None)
    assert status(client, pdf) == 404
    scheduled.approved_go_live_at = None
    scheduled.save(update_fields=["approved_go_live_at"])
    assert status(client, pdf) == 200


def test_embargo_ends_on_its_day(site_tree: SiteTree, pdf: Document, client: Client) -> None:
    page = PublicationPageFactory(pdf=pdf)
    save_draft(page, embargo_until=timezone.localdate() + TOMORROW)
    DraftEmbargo.objects.update(until=timezone.localdate())
    assert status(client, pdf) == 200


def test_embargo_of_a_publication_that_was_merged_into_another_does_not_count(
    site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    kept = PublicationPageFactory(pdf=pdf)
    absorbed = PublicationPageFactory(pdf=pdf, embargo_until=timezone.localdate() + TOMORROW)
    assert status(client, pdf) == 404
    absorbed.unpublish()
    Merge.objects.create(kept=kept, absorbed=absorbed)
    assert status(client, pdf) == 200


@pytest.mark.parametrize("above", [False, True])
def test_document_of_a_closed_collection_is_not_served_to_visitors(
    above: bool, site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    add_section(site_tree, downloads(pdf) + prose(pdf))
    close_collection(pdf, above)
    assert status(client, pdf) == 302
    assert pdf.url not in client.get("/en/programs/").content.decode()
    assert pdf.url not in client.get("/api/v1/resolve?path=/en/programs/").content.decode()


# What names a document


@pytest.mark.parametrize("close", ["draft", "collection"])
def test_nothing_names_a_file_that_is_closed(close: str, site_tree: SiteTree, pdf: Document, client: Client) -> None:
    page = PublicationPageFactory(pdf=pdf, authors=["Ada Lovelace"], full_title="On engines")
    address = f"/en/publications/{page.slug}/"
    doors = [
        address,
        f"/api/v1/publications/{page.pk}",
        "/api/v1/publications?include=pdf,citations",
        "/api/v1/publications.bib",
        "/api/v1/publications.ris",
        "/api/v1/publications.feed.json",
        "/api/v1/publications.atom",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    ]
    path = f"/documents/{pdf.pk}/"
    settle()
    before = {door: client.get(door) for door in doors}
    assert [door for door, response in before.items() if path not in read(response)] == []
    if close == "draft":
        save_draft(page, embargo_until=timezone.localdate() + TOMORROW)
    else:
        close_collection(pdf)
    settle()
    for door in doors:
        etag = before[door].headers.get("ETag")
        answer = client.get(door, headers={"If-None-Match": etag} if etag else {})
        assert answer.status_code == 200, door
        assert path not in read(answer), door


def read(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    links = response.headers.get("Link", "")
    return links + body.decode()


@pytest.mark.slow
def test_lists_cost_as_many_queries_for_twenty_files_as_for_two(
    site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    for _number in range(20):
        document = Document.objects.create(title="Paper", file=pdf.file.name)
        PublicationPageFactory(pdf=document, authors=["Ada Lovelace"])
    for path in ("/api/v1/publications?include=pdf&limit={}", "/api/v1/publications?include=citations&limit={}"):
        costs = []
        for limit in (2, 20):
            client.get(path.format(limit))
            with CaptureQueriesContext(connection) as queries:
                client.get(path.format(limit) + "&sort=title")
            costs.append(len(queries))
        assert costs[0] == costs[1]


def test_pages_that_link_to_a_file_count_as_changed_when_a_draft_closes_it(site_tree: SiteTree, pdf: Document) -> None:
    section = add_section(site_tree, downloads(pdf))
    page = PublicationPageFactory(pdf=pdf)
    before = dict(PublicPage.objects.values_list("page", "updated_at").filter(language="en"))
    save_draft(page, embargo_until=timezone.localdate() + TOMORROW)
    after = dict(PublicPage.objects.values_list("page", "updated_at").filter(language="en"))
    assert {key for key in after if after[key] != before[key]} == {section.pk, page.pk}


# How documents are served


def test_public_document_is_asked_for_again_by_every_cache(site_tree: SiteTree, pdf: Document, client: Client) -> None:
    page = PublicationPageFactory(pdf=pdf)
    response = client.get(pdf.url)
    assert response["Cache-Control"] == "no-cache"
    assert client.get(pdf.url, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.head(pdf.url).status_code == 200
    assert client.post(pdf.url).status_code == 405
    save_draft(page, embargo_until=timezone.localdate() + TOMORROW)
    assert client.get(pdf.url, headers={"If-None-Match": response["ETag"]}).status_code == 404
    assert client.head(pdf.url).status_code == 404


@pytest.mark.parametrize("group", ["Editors", "Librarians"])
def test_editors_open_a_closed_document_and_no_cache_keeps_it(
    group: str, site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    PublicationPageFactory(pdf=pdf, embargo_until=timezone.localdate() + TOMORROW)
    client.force_login(editor(group))
    response = client.get(pdf.url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert "Cookie" in response["Vary"]


def test_account_without_rights_over_files_is_a_visitor(site_tree: SiteTree, pdf: Document, client: Client) -> None:
    PublicationPageFactory(pdf=pdf, embargo_until=timezone.localdate() + TOMORROW)
    client.force_login(User.objects.create_user("reader", "reader@example.org", "a good long password"))
    assert status(client, pdf) == 404


@pytest.mark.parametrize(
    "path",
    [
        "/documents/{pk}/other.pdf",
        "/documents/{pk}/paper.pdf%00",
        "/documents/{pk}/%00",
        "/documents/{pk}/" + "a" * 3000 + ".pdf",
        "/documents/{pk}/../{pk}/paper.pdf",
        "/documents/" + "9" * 30 + "/paper.pdf",
        "/documents/" + "9" * 5000 + "/paper.pdf",
        "/documents/999999999999999999/paper.pdf",
        "/documents/authenticate_with_password/" + "9" * 5000 + "/",
    ],
)
def test_address_that_is_no_document_is_not_found(
    path: str, site_tree: SiteTree, pdf: Document, client: Client
) -> None:
    PublicationPageFactory(pdf=pdf)
    assert client.get(path.format(pk=pdf.pk), follow=True).status_code == 404


def test_document_rule_has_no_way_around_it(site_tree: SiteTree, pdf: Document, client: Client) -> None:
    """Digits of other scripts are numbers to Python, and were to Wagtail's own view."""
    arabic = "".join(chr(0x660 + int(digit)) for digit in str(pdf.pk))
    assert client.get(f"/documents/{arabic}/paper.pdf").status_code == 404
