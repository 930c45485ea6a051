"""A publication cannot be saved in a state that makes no sense, and says what is wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from bibliography.dates import UNDATED, parse_partial_date
from bibliography.licences import license_url
from publications.models import Authorship, Identifier, PublicationPage, Venue
from tests.factories.publications import IdentifierFactory, PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tree(site_tree: SiteTree) -> None:
    pass


def identifiers_of(page: PublicationPage) -> list[tuple[str, str, bool]]:
    return list(page.identifiers.order_by("pk").values_list("scheme", "value", "entered"))


def test_the_title_is_the_full_one_in_plain_text() -> None:
    page = PublicationPageFactory(full_title=r"The $\alpha$ of things " + "and more " * 60)
    assert page.title.startswith("The α of things and more")
    assert len(page.title) <= 255
    assert page.slug.startswith("the-α-of-things") or page.slug.startswith("the-of-things")


def test_titles_sort_without_accents_and_quotation_marks() -> None:
    assert PublicationPageFactory(full_title="“Élan vital”").sort_title == "elan vital”"


@pytest.mark.parametrize(
    ("text", "shown"), [("2024", "2024"), ("2024-05", "May 2024"), ("2024-05-12", "May 12, 2024"), ("", "")]
)
def test_a_date_is_as_precise_as_what_is_known(text: str, shown: str) -> None:
    page = PublicationPageFactory(date=text)
    with translation.override("en"):
        assert page.display_date == shown
    assert page.date_text == text


@pytest.mark.parametrize("text", ["May 2024", "2024-13", "2024-02-30", "24"])
def test_a_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        parse_partial_date(text)


@pytest.mark.parametrize(
    ("date", "precision"),
    [(dt.date(2024, 5, 12), "year"), (None, "day"), (dt.date(2024, 5, 12), "none"), (None, "year"), (None, "month")],
)
def test_the_database_refuses_a_date_that_contradicts_its_precision(date: dt.date | None, precision: str) -> None:
    page = PublicationPageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationPage.objects.filter(pk=page.pk).update(published=date, date_precision=precision)


def test_a_work_without_a_date_is_checked_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    PublicationPageFactory(date="").full_clean()
    assert not [record for record in caplog.records if record.levelname != "INFO"]


def test_a_work_without_a_date_stands_after_all_others() -> None:
    undated = PublicationPageFactory(date="")
    old = PublicationPageFactory(date="1950")
    new = PublicationPageFactory(date="2024")
    assert undated.sort_date == UNDATED
    assert list(PublicationPage.objects.latest()) == [new, old, undated]


def test_identifiers_are_registered_on_publishing_and_follow_the_text() -> None:
    page = PublicationPageFactory(identifiers_text="https://doi.org/10.1000/A\narXiv:2101.00001v2", publish=False)
    assert identifiers_of(page) == []
    page.save_revision().publish()
    assert identifiers_of(page) == [("doi", "10.1000/a", True), ("arxiv", "2101.00001", True)]
    page.identifiers_text = "10.1000/b"
    page.save_revision().publish()
    assert identifiers_of(page) == [("doi", "10.1000/b", True)]


def test_what_machines_registered_stays() -> None:
    page = PublicationPageFactory(identifiers_text="10.1000/a")
    IdentifierFactory(page=page, scheme="openalex", value="W1")
    page.identifiers_text = ""
    page.save_revision().publish()
    assert identifiers_of(page) == [("openalex", "W1", False)]


def test_restoring_an_old_draft_keeps_what_machines_registered() -> None:
    page = PublicationPageFactory()
    old = page.latest_revision
    page.abstract_en = "Later."
    page.save_revision().publish()
    IdentifierFactory(page=page, scheme="openalex", value="W1")
    old.publish()
    assert identifiers_of(page) == [("openalex", "W1", False)]


def test_a_line_that_is_no_identifier_is_named() -> None:
    page = PublicationPageFactory()
    page.identifiers_text = "10.1000/a\nnonsense"
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert caught.value.message_dict["identifiers_text"][0].startswith("Line 2: “nonsense”")


def test_an_identifier_of_another_work_is_refused_and_the_work_named() -> None:
    PublicationPageFactory(full_title="The first", identifiers_text="10.1000/a")
    page = PublicationPageFactory()
    page.identifiers_text = "doi:10.1000/A"
    with pytest.raises(ValidationError) as caught:
        page.full_clean()
    assert "Line 1: doi:10.1000/A is already an identifier of “The first”" in str(caught.value.message_dict)


def test_of_two_drafts_that_claim_one_identifier_the_second_is_not_published() -> None:
    first = PublicationPageFactory(identifiers_text="10.1000/a", publish=False)
    second = PublicationPageFactory(identifiers_text="10.1000/a", publish=False)
    first.save_revision().publish()
    revision = second.save_revision(clean=False)
    with pytest.raises(ValidationError, match="already an identifier"):
        revision.publish()
    second.refresh_from_db()
    assert not second.live
    assert Identifier.objects.get().page_id == first.pk


def test_an_identifier_is_unique_in_the_database() -> None:
    IdentifierFactory(page=PublicationPageFactory(), value="10.1000/a")
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentifierFactory(page=PublicationPageFactory(), value="10.1000/a")


def test_a_chapter_keeps_the_isbn_of_its_book_apart() -> None:
    page = PublicationPageFactory(kind="chapter")
    page.identifiers_text = "ISBN 978-0-262-03561-3"
    with pytest.raises(ValidationError, match="names the whole book"):
        page.full_clean()
    page.identifiers_text, page.book_isbn = "", "978-0-262-03561-3"
    page.full_clean()
    assert page.book_isbn == "9780262035613"


def test_a_work_is_found_by_any_spelling_of_its_identifiers() -> None:
    page = PublicationPageFactory(identifiers_text="10.48550/arXiv.2101.00001")
    find = PublicationPage.objects.by_identifier
    assert [find("doi", "https://doi.org/10.48550/ARXIV.2101.00001").get(), find("arxiv", "2101.00001v3").get()] == [
        page,
        page,
    ]
    assert not find("doi", "nonsense").exists()
    assert not find("nonsense", "10.1000/a").exists()
    assert page.doi == "10.48550/arxiv.2101.00001"


def test_the_abstract_in_the_readers_language_comes_first() -> None:
    page = PublicationPageFactory(
        abstract_en="English", abstract_fr="Français", abstract_other="Deutsch", language="de"
    )
    with translation.override("fr"):
        assert [(text, text.language, text.is_fallback) for text in page.abstracts()] == [
            ("Français", "fr", False),
            ("English", "en", True),
            ("Deutsch", "de", True),
        ]


def test_authors_are_split_when_they_are_saved() -> None:
    page = PublicationPageFactory(authors=["van den Oord, Aaron"])
    row = page.authorships.get()
    assert (row.name, row.given_name, row.family_name, row.normalized_name) == (
        "Aaron van den Oord", "Aaron", "van den Oord", "aaron van den oord",
    )  # fmt: skip


def test_the_key_of_an_author_outlives_revisions() -> None:
    page = PublicationPageFactory(authors=["Ada Lovelace"])
    key = page.authorships.get().key
    page.save_revision().publish()
    assert PublicationPage.objects.get(pk=page.pk).authorships.get().key == key


def test_a_venue_is_known_under_all_its_names() -> None:
    venue = VenueFactory(name="Neural Information Processing Systems", short_name="NeurIPS", aliases=["NIPS"])
    assert venue.slug == "neurips"
    for name in ("neurips", "NIPS", "Neural  Information Processing systems"):
        assert Venue.objects.named(name).get() == venue
    assert VenueFactory(name="NeurIPS").slug == "neurips-2"


def test_the_issn_of_a_venue_is_checked() -> None:
    with pytest.raises(ValidationError, match="not a valid ISSN"):
        VenueFactory.build(name="A", slug="a", issn="1234-5678").full_clean()


def test_renaming_a_venue_lets_its_works_be_found_by_the_new_name() -> None:
    venue = VenueFactory(name="Old name")
    page = PublicationPageFactory(venue=venue)
    venue = Venue.objects.get(pk=venue.pk)
    venue.name = "Zeitschrift"
    venue.save()
    assert list(PublicationPage.objects.matching("zeitschrift")) == [page]


def test_an_author_given_in_parts_gets_a_printed_name() -> None:
    page = PublicationPageFactory()
    page.authorships.add(Authorship(given_name="Ada", family_name="Lovelace", sort_order=0))
    page.save_revision().publish()
    assert Authorship.objects.get(page=page).name == "Ada Lovelace"


def test_an_author_has_a_name_and_a_valid_orcid() -> None:
    with pytest.raises(ValidationError, match="name"):
        Authorship().clean()
    with pytest.raises(ValidationError, match="ORCID"):
        Authorship(name="Ada Lovelace", orcid="1111-2222-3333-4444").clean()


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-nc-sa-3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://example.org/licence", "https://example.org/licence"),
        ("All rights reserved", ""),
    ],
)
def test_a_known_licence_is_linked(text: str, address: str) -> None:
    assert license_url(text) == address
