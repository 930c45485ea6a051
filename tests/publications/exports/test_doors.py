"""One test goes through all the doors by which a work leaves the site, and looks for what must not."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from institute.content.change_log import refresh
from institute.content.models import PublicPage
from institute.urls import urlpatterns
from institute.views import RENDITIONS_FOLDER
from publications.models import AuthorMatch, PublicationPage
from tests.factories.directory import InstitutionFactory, MembershipFactory, PersonPageFactory, ResearchTopicFactory
from tests.factories.home import DocumentFactory
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.publications.exports.asking import body
from tests.support import restrict, settle

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

LISTS = ("bib", "ris", "csl.json", "csv", "xlsx", "atom", "feed.json")
SINGLE = ("bib", "ris", "csl.json")
SECRETS = ("Secretdraft", "Secretprivate", "Secretexpired", "Formername")


# What the places of addresses in the document of the API stand for, and what some doors are asked for.
ASKED = {"search": {"q": "Shown"}, "resolve": {"path": "/en/publications/"}}
SECTIONS = {
    "", "-/live", "-/ready", "robots.txt", "sitemap.xml", "sitemap-<section>.xml", "admin/", "api/v1/", "oai",
    "documents/", f"media/{RENDITIONS_FOLDER}/<path:path>", "en/",
}  # fmt: skip


@pytest.fixture
def shown(site_tree: SiteTree) -> PublicationPage:
    """A work whose file is under embargo, and of whose authors one was called otherwise when it was printed."""
    person = PersonPageFactory(given_name="Formername", family_name="Martin", hidden_names=["Formername Martin"])
    settle()
    person.given_name, person.slug = "Alex", "alex-martin"
    person.save_revision().publish()
    work = PublicationPageFactory(
        full_title="Shown work",
        authors=["Formername Martin", "Ada Lovelace"],
        pdf=DocumentFactory(title="Embargoed"),
        embargo_until=timezone.localdate() + timedelta(1),
        identifiers_text="10.1000/shown",
    )
    AuthorMatch.objects.filter(page=work).delete()
    AuthorMatch.objects.create(
        page=work,
        author_key=work.authorships.first().key,
        person=person,
        state="confirmed",
        hides_printed_name=True,
    )
    refresh([work.pk, person.pk])
    settle()
    return work


def test_no_address_of_the_site_tells_what_is_hidden(shown: PublicationPage, client: Client) -> None:
    """Every operation of the API, every verb of harvesting, every page and every map: a new one is asked too."""
    assert {str(pattern.pattern) for pattern in urlpatterns} == SECTIONS
    document = client.get("/api/v1/openapi.json").json()["paths"]
    values: dict[str, Any] = {
        "publication_id": shown.pk, "page_id": shown.pk, "slug": "alex-martin", "scheme": "doi",
        "identifier": "10.1000/shown",
    }  # fmt: skip
    rows = {
        "institutions": InstitutionFactory(), "topics": ResearchTopicFactory(), "memberships": MembershipFactory(),
        "venues": VenueFactory(),
    }  # fmt: skip
    doors = []
    for path in document:
        row = rows.get(path.split("/")[1])
        values["vocabulary_id"] = row.pk if row else 0
        if "{token}" not in path:
            parameters = ASKED.get(path.rpartition("/")[2], {})
            doors += [
                f"/api/v1{path.format(**values)}?{urlencode({**parameters, 'locale': code})}" for code in ("en", "fr")
            ]
    doors += [f"/oai?verb={verb}&metadataPrefix=oai_dc" for verb in ("ListRecords", "ListIdentifiers")]
    doors += [f"/oai?verb={verb}" for verb in ("Identify", "ListSets", "ListMetadataFormats")]
    doors.append(f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:publications/{shown.pk}")
    doors += list(PublicPage.objects.values_list("path", flat=True))
    sitemap = client.get("/sitemap.xml").content.decode()
    doors += ["/sitemap.xml", *re.findall(r"<loc>https?://[^/]+(/sitemap-[^<]+)</loc>", sitemap)]
    doors += [f"/{code}/search/?q={word}" for code in ("en", "fr") for word in ("Shown", "Alex")]
    assert len(doors) > 60
    told = ""
    for door in doors:
        response = client.get(door)
        assert response.status_code == 200, door
        text = _text(body(response), "xlsx" if ".xlsx" in door else "") + str(response.headers)
        assert "/documents/" not in text, door
        assert "formername" not in text.lower(), door
        told += text
    assert told.count("Shown work") > 20
    assert client.get(shown.pdf.url).status_code in (403, 404)


def test_nothing_hidden_leaves_by_any_door(site_tree: SiteTree, client: Client) -> None:
    person = PersonPageFactory(given_name="Alex", family_name="Martin", hidden_names=["Formername Martin"])
    shown = PublicationPageFactory(
        full_title="Shown work",
        authors=["Formername Martin", "Ada Lovelace"],
        pdf=DocumentFactory(title="Embargoed"),
        embargo_until=timezone.localdate() + timedelta(1),
        identifiers_text="10.1000/shown",
    )
    AuthorMatch.objects.filter(page=shown).delete()
    AuthorMatch.objects.create(
        page=shown,
        author_key=shown.authorships.first().key,
        person=person,
        state="confirmed",
        hides_printed_name=True,
    )
    draft = PublicationPageFactory(full_title="Secretdraft", publish=False, authors=["Ada Lovelace"])
    private = PublicationPageFactory(full_title="Secretprivate", authors=["Ada Lovelace"])
    restrict(private)
    expired = PublicationPageFactory(full_title="Secretexpired", authors=["Ada Lovelace"])
    PublicationPage.objects.filter(pk=expired.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    # A draft of what is shown says more than visitors may know yet.
    later = PublicationPage.objects.get(pk=shown.pk)
    later.full_title = "Secretdraft of the next edition"
    later.save_revision()
    settle()

    told = dict(_through_every_door(client, shown))
    for door, text in told.items():
        assert "Shown work" in text, door
        assert "Alex Martin" in text or "Martin, Alex" in text or '"Alex"' in text, door
        assert "/documents/" not in text, door
        for secret in SECRETS:
            assert secret.lower() not in text.lower(), door
    for hidden in (draft, private, expired):
        for suffix in SINGLE:
            response = client.get(f"/api/v1/publications/{hidden.pk}.{suffix}")
            assert response.status_code == 404
            assert "Secret" not in response.content.decode()
        assert client.get(f"/api/v1/publications/{hidden.pk}").status_code == 404
        page = client.get(f"/en/publications/{hidden.slug}/")
        assert "Link" not in page.headers
        assert "citation_title" not in page.content.decode()
    # Nor can a search tell that a former name is there.
    for suffix in ("csl.json", "feed.json"):
        found = json.loads(body(client.get(f"/api/v1/publications.{suffix}", {"q": "Formername"})))
        assert (found["items"] if suffix == "feed.json" else found) == []


def _through_every_door(client: Client, work: PublicationPage) -> Iterator[tuple[str, str]]:
    for locale in ("en", "fr"):
        for suffix in LISTS:
            content = body(client.get(f"/api/v1/publications.{suffix}", {"locale": locale}))
            yield f"{locale} list {suffix}", _text(content, suffix)
        for suffix in SINGLE:
            content = body(client.get(f"/api/v1/publications/{work.pk}.{suffix}", {"locale": locale}))
            yield f"{locale} work {suffix}", content.decode()
        detail = client.get(f"/api/v1/publications/{work.pk}", {"locale": locale})
        yield f"{locale} API", json.dumps(detail.json(), ensure_ascii=False)
        yield f"{locale} API list", client.get("/api/v1/publications", {"locale": locale}).content.decode()
        # The page, with its tags, its JSON-LD, its citations and its headers.
        page = client.get(f"/{locale}/publications/{work.slug}/")
        yield f"{locale} page", f"{page.headers}{page.content.decode()}"
        yield f"{locale} list", client.get(f"/{locale}/publications/").content.decode()


def _text(content: bytes, suffix: str) -> str:
    if suffix != "xlsx":
        return content.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return "\n".join(str(row) for row in sheet.iter_rows(values_only=True))
