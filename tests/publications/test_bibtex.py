"""What is written as BibTeX compiles and says what the page says."""

from __future__ import annotations

import pytest
from django.utils import translation

from publications.exporting.bibtex import bibtex_entry, escape, escape_title
from publications.exporting.reference import plain_reference
from publications.models import PublicationPage
from publications.structured_data import split_pages
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree

pytestmark = pytest.mark.django_db


def test_special_characters_are_escaped_outside_formulas() -> None:
    assert escape(r"R&D: 50% of #1_a {x} ~ $a_1 & b$ for \$5") == (
        r"R\&D: 50\% of \#1\_a \{x\} \textasciitilde{} $a_1 & b$ for \$5"
    )


def test_what_tex_would_join_is_kept_apart() -> None:
    assert escape("a--b ''c'' `d`") == r"a-{}-b '{}'c'{}' \textasciigrave{}d\textasciigrave{}"


def test_titles_keep_their_emphasis_and_their_capitals() -> None:
    assert escape_title(r"A GAN of \emph{E. coli in $x$} & co") == r"A {GAN} of \emph{E. coli in $x$} \& co"


def test_an_entry_says_what_the_page_says(site_tree: SiteTree) -> None:
    page = PublicationPageFactory(
        full_title="GANs for MaNGA & others",
        authors=["Aaron van den Oord", "Martin Luther King Jr.", "The ATLAS Collaboration"],
        date="2024-05",
        venue=VenueFactory(name="Nature & Co"),
        volume="12",
        issue="3",
        pages="101–110",
        identifiers_text="10.1000/a_b\narXiv:2101.00001",
    )
    assert bibtex_entry(PublicationPage.objects.get(pk=page.pk)) == (
        f"@article{{vandenoord2024_{page.pk},\n"
        "  title = {{GANs} for {MaNGA} \\& others},\n"
        "  author = {van den Oord, Aaron and King, Jr., Martin Luther and {The ATLAS Collaboration}},\n"
        "  journal = {Nature \\& Co},\n"
        "  year = {2024},\n"
        "  month = may,\n"
        "  volume = {12},\n"
        "  number = {3},\n"
        "  pages = {101--110},\n"
        "  doi = {10.1000/a_b},\n"
        "  eprint = {2101.00001},\n"
        "  archiveprefix = {arXiv},\n"
        "}"
    )


def test_a_work_without_date_or_authors_has_an_entry(site_tree: SiteTree) -> None:
    page = PublicationPageFactory(full_title="Nothing known", date="", kind="other")
    assert bibtex_entry(page) == f"@misc{{anonymous_{page.pk},\n  title = {{Nothing known}},\n}}"


def test_a_thesis_names_its_school(site_tree: SiteTree) -> None:
    page = PublicationPageFactory(kind="thesis", publisher="Université de Montréal")
    assert "  school = {Université de Montréal},\n" in bibtex_entry(page)


def test_a_reference_in_one_line(site_tree: SiteTree) -> None:
    page = PublicationPageFactory(
        full_title="On $x^2$.",
        authors=["Jean-Pierre Roy", "Ada Lovelace"],
        date="2024",
        venue_text="Nature",
        pages="1--2",
        identifiers_text="10.1000/a",
    )
    with translation.override("en"):
        assert (
            plain_reference(page) == "Roy, J.-P. & Lovelace, A. (2024). On x^2. Nature, 1–2. https://doi.org/10.1000/a"
        )


def test_a_reference_names_few_of_many_authors(site_tree: SiteTree) -> None:
    page = PublicationPageFactory(authors=[f"Ada Number{number}" for number in range(60)])
    reference = plain_reference(page)
    assert "Number18, A., … Number59, A." in reference
    assert "Number19," not in reference


@pytest.mark.parametrize(
    ("pages", "split"), [("101–110", ("101", "110")), ("1--2", ("1", "2")), ("e1234", ("e1234", "")), ("", ("", ""))]
)
def test_pages_are_split_for_machines(pages: str, split: tuple[str, str]) -> None:
    assert split_pages(pages) == split
