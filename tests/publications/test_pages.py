"""What visitors read: the list with its filters, and the page of one work, in both languages."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from directory.models import Affiliation, Institution, ResearchTopic
from institute.accounts.models import User
from institute.content.models import Document
from publications.models import PublicationLink, PublicationPage, PublicationVersion
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.publications.conftest import MakePerson
from tests.support import restrict

pytestmark = pytest.mark.django_db

LIST = "/en/publications/"


@pytest.fixture(autouse=True)
def _tree(site_tree: SiteTree) -> None:
    pass


def titles(client: Client, address: str) -> list[str]:
    text = client.get(address).content.decode()
    found = re.findall(r'class="entry-title"><a [^>]*>(.*?)</a>', text)
    return [html.unescape(re.sub("<[^>]+>", "", title)) for title in found]


def read(client: Client, page: PublicationPage, language: str = "en") -> str:
    response = client.get(page.get_url_for(language))
    assert response.status_code == 200
    return response.content.decode()


def stored_pdf() -> Document:
    return Document.objects.create(title="Paper", file=ContentFile(b"%PDF-1.4 paper", name="paper.pdf"))


# The list


def test_the_newest_stand_first_and_the_undated_last(client: Client) -> None:
    PublicationPageFactory(full_title="Undated", date="")
    PublicationPageFactory(full_title="Old", date="1999")
    PublicationPageFactory(full_title="New", date="2024-05")
    for address in (LIST, "/fr/publications/"):
        assert titles(client, address) == ["New", "Old", "Undated"]
    assert "Undated" in client.get(LIST).content.decode()


def test_each_filter_narrows_the_list(client: Client, make_person: MakePerson) -> None:
    topic = ResearchTopic.objects.create(name_en="Causality", name_fr="Causalité", slug="causality")
    institution = Institution.objects.create(name_en="McGill", slug="mcgill")
    person = make_person("Doina", "Precup")
    person.affiliations.add(Affiliation(institution=institution, sort_order=0))
    person.save_revision().publish()
    venue = VenueFactory(name="Nature", slug="nature")
    PublicationPageFactory(full_title="Wanted", date="2020-06", kind="thesis", venue=venue, topics=[topic],
                           authors=["Doina Precup"], status="retracted")  # fmt: skip
    PublicationPageFactory(full_title="Other", date="2010")
    PublicationPageFactory(full_title="Undated", date="")
    for query in (
        "q=wanted", "q=precup", "q=nature", "year_from=2015", "year_from=2020&amp;year_to=2020".replace("amp;", ""),
        "kind=thesis", "topic=causality", "institution=mcgill", f"person={person.slug}", "venue=nature",
        "status=retracted", "kind=thesis&topic=causality&q=want&status=retracted",
    ):  # fmt: skip
        assert titles(client, f"{LIST}?{query}") == ["Wanted"], query
        assert titles(client, f"/fr/publications/?{query}") == ["Wanted"], query
    assert titles(client, f"{LIST}?year_to=2015") == ["Other"]
    assert titles(client, f"{LIST}?status=published") == ["Other", "Undated"]


def test_searching_ignores_accents_and_capitals(client: Client) -> None:
    PublicationPageFactory(full_title="Réseaux de neurones", abstract_fr="Une étude de l’apprentissage.")
    assert titles(client, f"{LIST}?q=RESEAUX+apprentissage") == ["Réseaux de neurones"]


@pytest.mark.parametrize(
    "query",
    ["year_from=abc", "year_from=2020&year_to=2010", "kind=nonsense", "topic=nonsense", "person=%00", "q=%27%22%3C%26", "q=---", "page=abc", "page=-1", "page=999", "year_to=99999999999", "nonsense=1"],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_no_error_of_ours(client: Client, query: str) -> None:
    PublicationPageFactory(full_title="A work")
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert "%27" not in response.content.decode()


def test_a_wrong_year_is_told_beside_its_field(client: Client) -> None:
    text = client.get(f"{LIST}?year_from=abc").content.decode()
    assert 'aria-invalid="true"' in text
    assert 'class="field-error"' in text


def test_active_filters_can_be_taken_away_one_by_one(client: Client) -> None:
    VenueFactory(name="Nature", slug="nature")
    text = client.get(f"{LIST}?kind=thesis&venue=nature&q=x").content.decode()
    assert 'href="/en/publications/?q=x&amp;venue=nature">Kind: Thesis' in text
    assert '<input type="hidden" name="venue" value="nature">' in text
    assert "No publication matches “x”." in text


@pytest.mark.slow
def test_the_list_is_turned_page_by_page(client: Client) -> None:
    for number in range(22):
        PublicationPageFactory(full_title=f"Work {number:02}", date=str(2000 + number))
    assert len(titles(client, LIST)) == 20
    assert titles(client, f"{LIST}?page=2") == ["Work 01", "Work 00"]


def test_what_visitors_may_not_see_is_in_no_list(client: Client) -> None:
    PublicationPageFactory(full_title="Draft", publish=False)
    restrict(PublicationPageFactory(full_title="Private"))
    expired = PublicationPageFactory(full_title="Expired")
    PublicationPage.objects.filter(pk=expired.pk).update(expire_at=timezone.now() - dt.timedelta(1))
    visible = PublicationPageFactory(full_title="Visible")
    assert titles(client, LIST) == titles(client, f"{LIST}?q=") == ["Visible"]
    for word in ("draft", "private", "expired"):
        assert titles(client, f"{LIST}?q={word}") == []
    assert list(PublicationPage.objects.visible("fr")) == [visible]


def test_a_list_of_many_authors_names_the_first_and_whoever_is_ours(client: Client, make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio")
    PublicationPageFactory(authors=[*(f"Ada Number{number}" for number in range(99)), "Yoshua Bengio"])
    text = client.get(LIST).content.decode()
    assert "Ada Number11" in text
    assert "Ada Number12" not in text
    assert "and 88 others" in text
    assert 'among them <a class="member" href="/en/directory/yoshua-bengio/">Yoshua Bengio</a>' in text


# One work


def test_authors_are_linked_to_their_profiles_in_the_readers_language(client: Client, make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio")
    page = PublicationPageFactory(authors=["Ada Lovelace", "Yoshua Bengio"])
    assert '<bdi>Ada Lovelace</bdi>, <a class="member" href="/fr/annuaire/yoshua-bengio/">' in read(client, page, "fr")
    assert 'href="/en/directory/yoshua-bengio/">' in read(client, page, "en")


def test_the_abstract_in_the_other_language_is_marked(client: Client) -> None:
    page = PublicationPageFactory(abstract_en="In English.", abstract_fr="En français.", language="en")
    text = read(client, page, "fr")
    assert text.index("En français.") < text.index("In English.")
    assert '<div class="prose abstract-full" lang="en"><p>In English.' in text


def test_formulas_are_shown_as_mathml(client: Client) -> None:
    page = PublicationPageFactory(full_title="On $x^2$", abstract_en="Let $y < 1$ & <b>.")
    text = read(client, page)
    assert "On <math" in text
    assert "&amp; &lt;b&gt;." in text
    assert "<title>On x^2" in text


def test_a_retraction_is_told_before_all_else_and_in_lists(client: Client) -> None:
    page = PublicationPageFactory(status="retracted", notice_url="https://example.org/notice",
                                  status_date=dt.date(2024, 5, 3))  # fmt: skip
    text = read(client, page)
    assert text.index("banner-retracted") < text.index("<h1")
    assert 'href="https://example.org/notice"' in text
    assert "status-retracted" in client.get(LIST).content.decode()


def test_highwire_tags_name_every_author_in_order(client: Client) -> None:
    page = PublicationPageFactory(
        full_title="On $x^2$", authors=["Ada Lovelace", "Aaron van den Oord"], date="2010-05-12",
        venue=VenueFactory(name="Nature", issn="0028-0836"), pages="101–110", identifiers_text="10.1000/a",
    )  # fmt: skip
    tags = re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', read(client, page))
    assert tags == [
        ("citation_title", "On x^2"),
        ("citation_author", "Ada Lovelace"),
        ("citation_author", "Aaron van den Oord"),
        ("citation_publication_date", "2010/05/12"),
        ("citation_journal_title", "Nature"),
        ("citation_firstpage", "101"),
        ("citation_lastpage", "110"),
        ("citation_issn", "0028-0836"),
        ("citation_doi", "10.1000/a"),
    ]


def test_what_is_known_of_an_author_follows_the_name(client: Client) -> None:
    page = PublicationPageFactory(authors=["Ada Lovelace", "Charles Babbage"], date="2010-05", publish=False)
    first, second = page.authorships.all()
    first.affiliation = "Analytical Society; University of London"
    second.orcid = "https://orcid.org/0000-0002-9322-3515"
    page.authorships.set([first, second])
    page.save_revision().publish()
    text = read(client, page)
    tags = re.findall(r'<meta name="(citation_(?:author|publication)\w*)" content="([^"]*)">', text)
    assert tags == [
        ("citation_author", "Ada Lovelace"),
        ("citation_author_institution", "Analytical Society"),
        ("citation_author_institution", "University of London"),
        ("citation_author", "Charles Babbage"),
        ("citation_author_orcid", "https://orcid.org/0000-0002-9322-3515"),
        ("citation_publication_date", "2010/05"),
    ]
    authors = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])[
        "author"
    ]
    assert [row["name"] for row in authors[0]["affiliation"]] == ["Analytical Society", "University of London"]
    assert authors[1]["@id"] == "https://orcid.org/0000-0002-9322-3515"


@pytest.mark.parametrize(
    ("kind", "tag", "part_of"),
    [
        ("article", ("citation_journal_title", "A venue"), {"@type": "Periodical", "name": "A venue"}),
        ("magazine-article", ("citation_journal_title", "A venue"), {"@type": "Periodical", "name": "A venue"}),
        ("chapter", ("citation_inbook_title", "A venue"), {"@type": "Book", "name": "A venue", "isbn": "9780306406157"}),
        ("thesis", ("citation_dissertation_institution", "A venue"), None),
        ("preprint", ("citation_publisher", "A venue"), {"@type": "CreativeWork", "name": "A venue"}),
        ("book", ("citation_series_title", "A venue"), {"@type": "CreativeWork", "name": "A venue"}),
    ],
)  # fmt: skip
def test_what_a_work_appeared_in_is_told_as_what_it_is(
    kind: str, tag: tuple[str, str], part_of: dict[str, str] | None, client: Client
) -> None:
    isbn = {"book_isbn": "9780306406157"} if kind == "chapter" else {}
    text = read(client, PublicationPageFactory(kind=kind, venue_text="A venue", **isbn))
    assert tag in re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', text)
    assert text.count('content="A venue"') == 1
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])
    assert data.get("isPartOf") == part_of
    school = {"@type": "Organization", "name": "A venue"}
    assert data.get("sourceOrganization") == (school if kind == "thesis" else None)


def test_json_ld_describes_the_work_and_its_people(client: Client, make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio", orcid="https://orcid.org/0000-0002-9322-3515")
    page = PublicationPageFactory(full_title="</script><b>", authors=["Yoshua Bengio", "The A Collaboration"],
                                  identifiers_text="10.1000/a")  # fmt: skip
    text = read(client, page)
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])
    assert (data["@type"], data["name"]) == ("ScholarlyArticle", "</script><b>")
    assert data["author"][0]["@id"] == "http://localhost/en/directory/yoshua-bengio/#person"
    assert data["author"][0]["sameAs"] == "https://orcid.org/0000-0002-9322-3515"
    assert data["author"][1] == {"@type": "Organization", "name": "The A Collaboration"}
    assert data["identifier"][0]["value"] == "10.1000/a"


def test_versions_links_and_identifiers_are_linked(client: Client) -> None:
    page = PublicationPageFactory(identifiers_text="arXiv:2101.00001", publish=False)
    page.versions = [
        PublicationVersion(kind="preprint", venue_text="arXiv", date="2021-01", url="https://example.org/v1")
    ]
    page.links = [PublicationLink(kind="code", url="https://example.org/code")]
    page.save_revision().publish()
    text = read(client, page)
    assert '<time datetime="2021-01">January 2021</time> <a href="https://example.org/v1">Preprint, arXiv</a>' in text
    assert '<a href="https://example.org/code">Code</a>' in text
    assert 'href="https://arxiv.org/abs/2101.00001"' in text


def test_related_works_share_topics_or_authors(client: Client) -> None:
    topic = ResearchTopic.objects.create(name_en="Causality", slug="causality")
    page = PublicationPageFactory(topics=[topic])
    PublicationPageFactory(full_title="Near", topics=[topic])
    PublicationPageFactory(full_title="Far")
    text = read(client, page)
    assert "Near" in text
    assert "Far" not in text


def test_works_are_related_for_a_reason() -> None:
    causality, vision, games = (
        ResearchTopic.objects.create(name_en=name, slug=name.lower()) for name in ("Causality", "Vision", "Games")
    )
    page = PublicationPageFactory(topics=[causality, vision, games], authors=["Ada Lovelace", "A. Turing"])
    PublicationPageFactory(full_title="One topic of three", topics=[causality])
    PublicationPageFactory(full_title="Two topics of three", topics=[causality, vision])
    PublicationPageFactory(full_title="The same author", authors=["Grace Hopper", "Ada Lovelace"])
    PublicationPageFactory(full_title="The same initial", authors=["A. Turing"])
    related = PublicationPage.objects.visible("en").related_to(PublicationPage.objects.get(pk=page.pk))
    assert {work.title for work in related} == {"Two topics of three", "The same author"}


def test_a_work_with_nothing_in_common_is_not_called_related(client: Client) -> None:
    page = PublicationPageFactory(authors=["A. Turing", "The ENIAC Group"])
    PublicationPageFactory(authors=["A. Turing", "The ENIAC Group"])
    assert "Related papers" not in read(client, page)


def test_a_former_name_is_nowhere_on_the_page(client: Client, make_person: MakePerson) -> None:
    make_person("Nova", "Tremblay", variants=["-Marc Tremblay"])
    page = PublicationPageFactory(authors=["Marc Tremblay"])
    assert "Nova Tremblay" in read(client, page)
    for address in (page.get_url_for("en"), page.get_url_for("fr"), LIST, f"{LIST}?q=marc"):
        body = client.get(address).content.decode().replace('value="marc"', "").replace("“marc”", "")
        assert "Marc" not in body, address


@pytest.mark.slow
def test_a_thousand_authors_are_shown_without_drowning_the_page(client: Client) -> None:
    page = PublicationPageFactory(authors=[f"Ada Number{number}" for number in range(1000)])
    text = read(client, page)
    assert "All 1000 authors" in text or "All 1,000 authors" in text
    assert text.count('<meta name="citation_author"') == 1000


# Files


def test_the_file_of_a_work_is_offered_and_served(client: Client) -> None:
    pdf = stored_pdf()
    text = read(client, PublicationPageFactory(pdf=pdf))
    assert f'href="{pdf.url}"' in text
    assert f'<meta name="citation_pdf_url" content="http://testserver{pdf.url}">' in text
    assert client.get(pdf.url).status_code == 200


def test_an_embargo_closes_the_file_and_not_the_paper(client: Client) -> None:
    pdf = stored_pdf()
    page = PublicationPageFactory(pdf=pdf, embargo_until=timezone.localdate() + dt.timedelta(1))
    assert pdf.url not in read(client, page)
    assert client.get(pdf.url).status_code == 404
    PublicationPage.objects.filter(pk=page.pk).update(embargo_until=timezone.localdate())
    assert client.get(pdf.url).status_code == 200


def test_a_file_under_embargo_is_closed_wherever_else_it_stands(client: Client) -> None:
    pdf = stored_pdf()
    PublicationPageFactory(pdf=pdf)
    PublicationPageFactory(pdf=pdf, embargo_until=timezone.localdate() + dt.timedelta(1))
    assert client.get(pdf.url).status_code == 404


def test_the_file_of_a_work_that_is_not_public_is_closed_to_visitors(client: Client, librarian: User) -> None:
    pdf = stored_pdf()
    page = PublicationPageFactory(pdf=pdf)
    page.unpublish()
    assert client.get(pdf.url).status_code == 404
    client.force_login(librarian)
    assert client.get(pdf.url).status_code == 200


# Profiles


def test_a_profile_lists_featured_works_first_and_all_by_year(client: Client, make_person: MakePerson) -> None:
    from publications.models import FeaturedPublication

    person = make_person("Doina", "Precup")
    make_person("Yoshua", "Bengio")
    old = PublicationPageFactory(full_title="Old work", date="1999", authors=["Doina Precup"])
    PublicationPageFactory(full_title="New work", date="2024", authors=["Doina Precup", "Yoshua Bengio"])
    person.refresh_from_db()
    person.featured_publications.add(FeaturedPublication(publication=old, sort_order=0))
    person.save_revision().publish()
    text = client.get(person.get_url_for("en")).content.decode()
    first = text.index("Old work")
    assert first < text.index('id="year-2024"') < text.index("New work") < text.index('id="year-1999"')
    assert '<a href="/en/directory/yoshua-bengio/">Yoshua Bengio</a>' in text[text.index('id="co-authors"') :]
