"""What machines find on the pages: JSON-LD, links to other formats, signposts; and the feeds."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from pyld import jsonld

from publications.models import PublicationPage
from tests.factories.home import DocumentFactory
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.publications.conftest import MakePerson
from tests.publications.exports.asking import body, get
from tests.support import settle

pytestmark = pytest.mark.django_db

ORCID = "https://orcid.org/0000-0002-9322-3515"
LIST = "/en/publications/"


@pytest.fixture
def paper(site_tree: SiteTree, make_person: MakePerson) -> PublicationPage:
    make_person("Yoshua", "Bengio", orcid=ORCID)
    make_person("Émilie", "Tremblay")
    page = PublicationPageFactory(
        full_title="On $x^2$ & </script><b>",
        authors=["Yoshua Bengio", "Émilie Tremblay", "The A Collaboration", "Ada Lovelace"],
        date="2024-05-12",
        venue=VenueFactory(name="Nature", issn="0028-0836"),
        volume="12",
        issue="3",
        pages="101–110",
        abstract_en="Let $y < 1$ & <b>.",
        identifiers_text="10.1000/a<b>\narXiv:2101.00001",
        license="CC BY 4.0",
        pdf=DocumentFactory(title="Paper"),
    )
    settle()
    return page


def address_of(page: PublicationPage, language: str = "en") -> str:
    return f"/{language}/publications/{page.slug}/"


def json_ld(html: str) -> dict[str, Any]:
    match = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert match
    data: dict[str, Any] = json.loads(match[1])
    return data


def offline(url: str, options: dict[str, Any]) -> dict[str, Any]:
    """The part of schema.org's context that tells which of its words are addresses; nothing is asked of the web."""
    assert url == "https://schema.org"
    terms = ("url", "sameAs", "license", "mainEntityOfPage", "contentUrl")
    context = {"@vocab": "https://schema.org/", **{name: {"@type": "@id"} for name in terms}}
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": {"@context": context},
    }


def triples(data: dict[str, Any]) -> list[dict[str, Any]]:
    expanded: list[dict[str, Any]] = jsonld.expand(data, {"documentLoader": offline})
    return expanded


def said(node: dict[str, Any], name: str) -> list[Any]:
    return [value.get("@value", value.get("@id")) for value in node.get(f"https://schema.org/{name}", [])]


def test_the_json_ld_of_a_work_can_be_read_by_a_processor(paper: PublicationPage, client: Client) -> None:
    (work,) = triples(json_ld(client.get(address_of(paper)).content.decode()))
    assert work["@type"] == ["https://schema.org/ScholarlyArticle"]
    assert said(work, "name") == ["On x^2 & </script><b>"]
    assert said(work, "datePublished") == ["2024-05-12"]
    assert (said(work, "pageStart"), said(work, "pageEnd")) == (["101"], ["110"])
    assert said(work, "license") == ["https://creativecommons.org/licenses/by/4.0/"]
    authors = work["https://schema.org/author"][0]
    authors = authors["@list"] if "@list" in authors else work["https://schema.org/author"]
    assert [said(author, "name")[0] for author in authors] == [
        "Yoshua Bengio", "Émilie Tremblay", "The A Collaboration", "Ada Lovelace"
    ]  # fmt: skip
    assert authors[0]["@id"] == "http://localhost/en/directory/yoshua-bengio/#person"
    assert said(authors[0], "sameAs") == [ORCID]
    assert authors[2]["@type"] == ["https://schema.org/Organization"]
    (file,) = work["https://schema.org/encoding"]
    assert said(file, "contentUrl")[0].startswith("http://testserver/documents/")


def test_a_profile_is_a_profile_page_about_a_person(paper: PublicationPage, client: Client) -> None:
    html = client.get("/en/directory/yoshua-bengio/").content.decode()
    (page,) = triples(json_ld(html))
    assert page["@type"] == ["https://schema.org/ProfilePage"]
    (person,) = page["https://schema.org/mainEntity"]
    assert person["@type"] == ["https://schema.org/Person"]
    assert person["@id"] == "http://localhost/en/directory/yoshua-bengio/#person"
    assert said(person, "sameAs") == said(person, "identifier") == [ORCID]
    assert '<link rel="alternate" type="application/atom+xml" title="Yoshua Bengio"' in html
    assert 'href="/api/v1/publications.bib?person=yoshua-bengio"' in html


def test_the_home_page_is_about_the_organisation(site_tree: SiteTree, client: Client) -> None:
    home = site_tree.home["en"]
    home.organisation_ror = "https://ror.org/05c22rx21"
    home.save_revision().publish()
    (organisation,) = triples(json_ld(client.get("/en/").content.decode()))
    assert organisation["@type"] == ["https://schema.org/ResearchOrganization"]
    assert organisation["@id"] == "https://ror.org/05c22rx21"
    assert said(organisation, "sameAs") == said(organisation, "identifier") == ["https://ror.org/05c22rx21"]


def test_signposts_lead_to_all_that_belongs_to_a_work(paper: PublicationPage, client: Client) -> None:
    header = client.get(address_of(paper)).headers["Link"]
    links = re.findall(r'<([^>]*)>; rel="([\w-]+)"(?:; type="([^"]+)")?', header)
    # A DOI may hold what would end the address.
    assert ("https://doi.org/10.1000/a%3Cb%3E", "cite-as", "") in links
    assert [target for target, relation, _type in links if relation == "author"] == [
        ORCID,
        "http://localhost/en/directory/emilie-tremblay/",
    ]
    assert {target for target, relation, _type in links if relation == "type"} == {
        "https://schema.org/AboutPage",
        "https://schema.org/ScholarlyArticle",
    }
    (item,) = [target for target, relation, kind in links if (relation, kind) == ("item", "application/pdf")]
    assert client.get(item.removeprefix("http://testserver")).status_code == 200
    described = [(target, kind) for target, relation, kind in links if relation == "describedby"]
    assert len(described) == 3
    for target, kind in described:
        file = client.get(target)
        assert file.headers["Content-Type"].partition(";")[0] == kind
        assert file.headers["Link"] == f'<http://testserver{address_of(paper)}>; rel="describes"; type="text/html"'
    assert client.head(address_of(paper)).headers["Link"] == header
    assert ("https://creativecommons.org/licenses/by/4.0/", "license", "") in links


def test_the_paper_of_a_collaboration_sends_headers_that_servers_take(site_tree: SiteTree, client: Client) -> None:
    page = PublicationPageFactory(authors=[f"Ada Number{number}" for number in range(300)])
    for number, row in enumerate(page.authorships.all()):
        row.orcid = f"https://orcid.org/0000-0001-0000-{number:04}"
    page.save_revision().publish()
    assert len(client.get(address_of(page)).headers["Link"]) < 4_000


def test_a_work_without_identifier_is_cited_as_its_own_page(site_tree: SiteTree, client: Client) -> None:
    page = PublicationPageFactory(full_title="Alone")
    link = client.get(address_of(page, "fr")).headers["Link"]
    assert link.startswith(f'<http://testserver{address_of(page, "fr")}>; rel="cite-as"')


def test_a_work_can_be_cited_and_taken_in_every_style(paper: PublicationPage, client: Client) -> None:
    html = client.get(address_of(paper, "fr")).content.decode()
    assert html.count('name="cite-style"') == html.count('class="cite-entry"') == 7
    assert "Bengio, Y., Tremblay, É., The A Collaboration, &amp; Lovelace, A. (2024, 12 mai)" in html or (
        "Bengio, Y., Tremblay, É., The A Collaboration, &amp; Lovelace, A. (2024)" in html
    )
    assert "<b>" not in html
    for suffix in ("bib", "ris", "csl.json"):
        address = f"/api/v1/publications/{paper.pk}.{suffix}?locale=fr"
        assert html.count(f'href="{address}"') == 2
        assert client.get(address).status_code == 200


def test_a_list_leads_to_its_files_and_feeds_with_its_filters(paper: PublicationPage, client: Client) -> None:
    html = client.get(f"{LIST}?kind=article&year_from=2000&page=1&nonsense=1").content.decode()
    hrefs = re.findall(r'href="(/api/v1/publications\.[^"]+)"', html)
    assert {href.partition("?")[0].removeprefix("/api/v1/publications.") for href in hrefs} == {
        "bib", "ris", "csl.json", "csv", "xlsx", "atom", "feed.json"
    }  # fmt: skip
    for href in hrefs:
        assert href.partition("?")[2] == "year_from=2000&amp;kind=article"
        assert client.get(href.replace("&amp;", "&")).status_code == 200
    titles = set(re.findall(r'<link rel="alternate" type="application/(?:atom|feed)[^"]*" title="([^"]*)"', html))
    assert titles == {"Publications – From year 2000, Kind Journal article"}
    french = client.get("/fr/publications/").content.decode()
    assert 'type="application/atom+xml" title="Publications" href="/api/v1/publications.atom?locale=fr">' in french
    assert "/api/v1/publications" not in client.get(f"{LIST}?q=nothing").content.decode()


@pytest.mark.parametrize("suffix", ["atom", "feed.json"])
def test_feeds_are_understood_by_readers(suffix: str, paper: PublicationPage, client: Client) -> None:
    PublicationPageFactory(full_title="Older", date="2001", status="retracted")
    settle()
    address = f"/api/v1/publications.{suffix}?year_from=1990&locale=fr"
    response = client.get(address)
    text = response.content.decode()
    if suffix == "atom":
        feed = feedparser.parse(text)
        assert not feed.bozo
        assert feed.version == "atom10"
        assert feed.feed.language == "fr"
        assert feed.feed.id == f"http://testserver{address}"
        assert {link.rel: link.href for link in feed.feed.links} == {
            "self": f"http://testserver{address}",
            "alternate": "http://testserver/fr/publications/?year_from=1990",
        }
        entry, older = feed.entries
        assert [author.name for author in entry.authors][:2] == ["Yoshua Bengio", "Émilie Tremblay"]
        assert entry.authors[0].href == "http://testserver/fr/annuaire/yoshua-bengio/"
        assert entry.updated
        links = {link.rel: link.href for link in entry.links}
        assert links["related"].startswith("https://doi.org/10.1000/a")
        assert links["enclosure"].startswith("http://testserver/documents/")
        content = entry.content[0].value
        titles = [entry.title, older.title]
        identifier, url = entry.id, entry.link
    else:
        document = json.loads(text)
        assert document["version"] == "https://jsonfeed.org/version/1.1"
        assert document["feed_url"] == f"http://testserver{address}"
        assert document["home_page_url"] == "http://testserver/fr/publications/?year_from=1990"
        assert document["language"] == "fr"
        entry, older = document["items"]
        assert [author["name"] for author in entry["authors"]][:2] == ["Yoshua Bengio", "Émilie Tremblay"]
        assert entry["attachments"][0]["mime_type"] == "application/pdf"
        content = entry["content_html"]
        titles = [entry["title"], older["title"]]
        identifier, url = entry["id"], entry["url"]
    assert identifier == f"http://testserver/api/v1/publications/{paper.pk}"
    assert url == f"http://testserver{address_of(paper, 'fr')}"
    assert "<b>" not in content.replace("&lt;b&gt;", "")
    assert "</script>" in titles[0].replace("&lt;", "<").replace("&gt;", ">")
    assert titles[1] == "[Rétractée] Older"


def test_a_feed_has_the_newest_alone(site_tree: SiteTree, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publications.api.exports.NEWEST", 2)
    for year in (2001, 2003, 2002):
        PublicationPageFactory(full_title=f"Of {year}", date=str(year))
    settle()
    assert [entry.title for entry in feedparser.parse(client.get("/api/v1/publications.atom").content).entries] == [
        "Of 2003",
        "Of 2002",
    ]
    first = json.loads(body(get(client, "feed.json")))["items"][0]
    assert first["date_modified"]
    assert first["id"] in client.get("/api/v1/publications.atom").content.decode()


def test_a_file_under_embargo_is_not_told_of(paper: PublicationPage, client: Client) -> None:
    PublicationPage.objects.filter(pk=paper.pk).update(embargo_until=timezone.localdate() + timedelta(1))
    settle()
    page = client.get(address_of(paper))
    everything = page.content.decode() + page.headers["Link"]
    everything += "".join(
        body(get(client, suffix)).decode() for suffix in ("bib", "ris", "csl.json", "csv", "atom", "feed.json")
    )
    assert "/documents/" not in everything
