"""What is written as BibTeX compiles and says what the page says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bibliography.formats.bibtex_writer import bibtex_entry, escape, escape_title
from bibliography.publication_types import Kind
from publications.structured_data import split_pages
from tests.publications.exports.works import make_work


def test_special_characters_are_escaped_outside_formulas() -> None:
    assert escape(r"R&D: 50% of #1_a {x} ~ $a_1 & b$ for \$5") == (
        r"R\&D: 50\% of \#1\_a \textbraceleft{}x\textbraceright{} \textasciitilde{} $a_1 & b$ for \$5"
    )


@pytest.mark.parametrize(
    "text", [r"x $}, url={http://evil.example}, z={$ y", "A lone { brace", r"$\left\{ x \right.$", "}"]
)
def test_no_brace_ends_the_field_that_it_stands_in(text: str) -> None:
    depth = 0
    for letter in escape(text):
        depth += (letter == "{") - (letter == "}")
        assert depth >= 0
    assert depth == 0


def test_a_doi_with_a_brace_costs_no_entry() -> None:
    work = make_work(title="A title", identifiers=(("doi", "10.1000/a{b"),))
    assert "doi = {10.1000/a%7Bb}" in bibtex_entry(work)


def test_what_tex_would_join_is_kept_apart() -> None:
    assert escape("a--b ''c'' `d`") == r"a-{}-b '{}'c'{}' \textasciigrave{}d\textasciigrave{}"


def test_titles_keep_their_emphasis_and_their_capitals() -> None:
    assert escape_title(r"A GAN of \emph{E. coli in $x$} & co") == r"A {GAN} of \emph{E. coli in $x$} \& co"


def test_an_entry_says_what_the_page_says() -> None:
    work = make_work(
        title="GANs for MaNGA & others",
        authors=["Aaron van den Oord", "Martin Luther King Jr.", "The ATLAS Collaboration"],
        date="2024-05",
        venue_name="Nature & Co",
        volume="12",
        issue="3",
        pages="101–110",
        identifiers=(("doi", "10.1000/a_b"), ("arxiv", "2101.00001")),
        abstract="Left out.",
    )
    assert bibtex_entry(work, brief=True) == (
        "@article{vandenoord2024_7,\n"
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


def test_a_file_tells_programs_more_than_a_bibliography_prints() -> None:
    entry = bibtex_entry(
        make_work(
            kind=Kind.REVIEW,
            language="fr",
            topics=("R & D", "Learning"),
            license="CC BY 4.0",
            abstract=r"With $x_1$ & \emph{so} on.",
            pdf_url="https://www.example.org/documents/1/a_b.pdf",
        )
    )
    for field in (
        "  entrysubtype = {review},",
        "  langid = {fr},",
        r"  keywords = {R \& D; Learning},",
        "  copyright = {CC BY 4.0},",
        r"  abstract = {With $x_1$ \& \emph{so} on.},",
        r"  pdf = {https://www.example.org/documents/1/a\_b.pdf},",
        "  url = {https://www.example.org/en/publications/a-work/},",
    ):
        assert field in entry.splitlines()


def test_a_work_without_date_or_authors_has_an_entry() -> None:
    work = make_work(title="Nothing known", kind=Kind.OTHER)
    assert bibtex_entry(work, brief=True) == "@misc{anonymous_7,\n  title = {Nothing known},\n}"


def test_a_key_depends_on_the_work_alone() -> None:
    works = [make_work(number=number, authors=["Ada Lovelace"], date="1843") for number in (1, 2)]
    assert [work.key for work in works] == ["lovelace1843_1", "lovelace1843_2"]
    assert replace(works[0], title="Another title", venue_name="Elsewhere").key == "lovelace1843_1"


@pytest.mark.parametrize("field", ["publisher", "venue_name"])
def test_a_thesis_names_its_school(field: str) -> None:
    work = make_work(kind=Kind.THESIS, **{field: "Université de Montréal"})
    assert "  school = {Université de Montréal},\n" in bibtex_entry(work)


@pytest.mark.parametrize(
    ("pages", "split"), [("101–110", ("101", "110")), ("1--2", ("1", "2")), ("e1234", ("e1234", "")), ("", ("", ""))]
)
def test_pages_are_split_for_machines(pages: str, split: tuple[str, str]) -> None:
    assert split_pages(pages) == split
