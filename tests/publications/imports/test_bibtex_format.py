"""BibTeX as people keep it: all that can be read is read, all that cannot is reported with its line."""

from __future__ import annotations

import datetime as dt

import pytest

from bibliography.entry import AuthorRecord, VenueRecord, VersionRecord, WorkRecord
from bibliography.formats import ADAPTERS
from bibliography.formats.bibtex_names import split_names
from bibliography.publication_types import Kind
from tests.publications.imports.reading import entries_of, everything_in, file_of, record_from, record_of


@pytest.fixture(scope="module")
def works() -> dict[str, WorkRecord]:
    entries = [entry for entry in entries_of(file_of("papers.bib"), "papers.bib") if not entry.error]
    return {entry.position: ADAPTERS["bibtex"].record(entry) for entry in entries}


def test_a_broken_entry_is_reported_with_its_line_and_costs_nothing_else() -> None:
    entries = entries_of(file_of("papers.bib"), "papers.bib")
    assert [(entry.position, entry.payload.get("key"), bool(entry.error)) for entry in entries] == [
        ("papers.bib:5", "bengio2020", False),
        ("papers.bib:29", "child", False),
        ("papers.bib:33", None, True),
        ("papers.bib:35", "parent", False),
        ("papers.bib:37", "commas", False),
        ("papers.bib:41", "", False),
        ("papers.bib:42", "child", False),
    ]


def test_an_article(works: dict[str, WorkRecord]) -> None:
    work = works["papers.bib:5"]
    assert work.title == r"A GAN of \emph{E. coli}: $x^2$ and été: The sequel"
    assert work.kind == Kind.ARTICLE
    assert (work.published, work.date_precision) == (dt.date(2020, 5, 12), "day")
    assert [author.name for author in work.authors] == [
        "Yoshua Bengio", "Émile Zola", "Aäron van den Oord", "Martin Luther King Jr.", "The ATLAS Collaboration"
    ]  # fmt: skip
    assert work.authors[0].orcid == "https://orcid.org/0000-0002-1825-0097"
    assert work.authors[2] == AuthorRecord("Aäron van den Oord", "Aäron", "van den Oord")
    assert work.authors[4].is_group
    assert work.has_more_authors
    assert work.venue == VenueRecord("Nature Letters", issns=("0028-0836",), kind="journal")
    assert (work.volume, work.issue, work.pages, work.language) == ("3", "4", "101–110", "fr")
    assert set(work.identifiers) == {("doi", "10.1000/ab_c"), ("arxiv", "2101.00001")}
    assert work.versions == (VersionRecord("preprint", "arXiv", url="https://arxiv.org/abs/2101.00001"),)
    assert [link.kind for link in work.links] == ["code"]
    assert work.keywords == ("learning", "genes")
    assert work.abstracts == {"": "First, $a_1$.\n\nSecond."}
    assert work.unmapped["note"] == ["Also arXiv:2101.00001v2", "A second note"]
    assert work.warnings == ("“12345678” is not a valid ISSN.",)
    assert work.external_id == "bengio2020 doi:10.1000/ab_c"


def test_a_chapter_inherits_from_a_parent_that_stands_behind_it(works: dict[str, WorkRecord]) -> None:
    work = works["papers.bib:29"]
    assert (work.title, work.kind, work.year) == ("A child", Kind.CONFERENCE_PAPER, 2019)
    assert work.venue == VenueRecord("Proceedings of Things", kind="conference")
    assert work.book_isbn == "9780306406157"
    assert work.identifiers == ()


def test_a_comma_that_is_missing_and_commas_between_authors(works: dict[str, WorkRecord]) -> None:
    work = works["papers.bib:37"]
    assert (work.title, work.year) == ("No comma before the year", 2001)
    assert [author.name for author in work.authors] == ["Yoshua Bengio", "Geoffrey Hinton", "Yann LeCun"]


def test_a_preprint_by_any_other_name(works: dict[str, WorkRecord]) -> None:
    for position, number in (("papers.bib:41", "2101.00002"), ("papers.bib:42", "hep-th/9901001")):
        work = works[position]
        assert (work.kind, work.identifiers) == (Kind.PREPRINT, (("arxiv", number),))
        assert work.venue == VenueRecord("arXiv", kind="preprint-server")
        assert work.versions == ()


@pytest.mark.parametrize(
    "fields",
    [
        "journal = {arXiv preprint arXiv:2101.00001}",
        "url = {https://arxiv.org/abs/2101.00001v3}",
        "url = {http://arxiv.org/pdf/2101.00001.pdf}",
        r"howpublished = {\url{https://arxiv.org/abs/2101.00001}}",
        "note = {arXiv:2101.00001 [cs.LG]}",
        "eprint = {2101.00001}, eprinttype = {arXiv}",
        "eprint = {arXiv:2101.00001}",
        "arxivid = {2101.00001}",
        "doi = {10.48550/arXiv.2101.00001}",
        "journal = {ArXiv e-prints}, eprint = {2101.00001}",
    ],
)
def test_arxiv_is_found_wherever_it_stands(fields: str) -> None:
    work = record_of(f"@article{{key, title = {{Title}}, {fields}}}")
    assert work.identifiers == (("arxiv", "2101.00001"),)
    assert work.kind == Kind.PREPRINT


@pytest.mark.parametrize(
    ("journal", "name"),
    [
        (r"{\aap}", "Astronomy & Astrophysics"),
        (r"\mnras", "Monthly Notices of the Royal Astronomical Society"),
        (r"{\own}", "own"),
    ],
)
def test_a_journal_that_is_a_macro(journal: str, name: str) -> None:
    work = record_of(
        f"@article{{a, title = {{One}}, journal = {{{journal}}}, doi = {{10.1051/x}}, eprint = {{1502.01589}}}}"
    )
    assert (work.kind, work.venue) == (Kind.ARTICLE, VenueRecord(name, kind="journal"))


def test_an_article_with_a_doi_and_no_journal_is_no_preprint() -> None:
    work = record_of("@article{a, title = {One}, doi = {10.1051/x}, eprint = {1502.01589}}")
    assert work.kind == Kind.ARTICLE


def test_every_field_is_mapped_or_kept() -> None:
    names = """title subtitle titleaddon author editor translator journal booktitle booksubtitle maintitle series year
        month day volume number issue pages eid pagetotal publisher school institution organization address location
        edition chapter type note annote howpublished doi url isbn issn eprint eprinttype primaryclass keywords abstract
        crossref langid language copyright file timestamp bibsource urldate pmid pmcid mrnumber zblnumber eventtitle
        venue shorttitle shortjournal collaboration funding orcid-numbers author+an foreword unheard-of"""
    for kind in ("article", "inproceedings", "book", "phdthesis", "misc", "something"):
        fields = {name: f"Mark{number}" for number, name in enumerate(names.split(), start=100)}
        known = everything_in(record_from("bibtex", {"type": kind, "key": "thekey", "fields": fields}))
        assert [name for name, value in fields.items() if value not in known] == []
        repeated = {name: [f"{value}a", f"{value}b"] for name, value in fields.items()}
        known = everything_in(record_from("bibtex", {"type": kind, "key": "thekey", "fields": repeated}))
        assert [value for values in repeated.values() for value in values if value not in known] == []


def test_repeated_keys_are_two_works_with_names_of_their_own() -> None:
    entries = entries_of("@misc{a, title = {One}}\n@misc{a, title = {Two}}\n")
    records = [ADAPTERS["bibtex"].record(entry) for entry in entries]
    assert len({record.external_id for record in records}) == 2


def test_the_payload_does_not_change_with_the_place_in_the_file() -> None:
    (first,) = entries_of("@misc{a, title = {One}}")
    _, second = entries_of("\n\n@misc{b, title = {Two}}\n@misc{a,\n  title = {One}\n}\n")
    assert first.payload_hash() == second.payload_hash()
    assert first.position != second.position


@pytest.mark.parametrize(
    ("authors", "names", "has_more"),
    [
        ("Bengio, Yoshua and Hinton, Geoffrey", ["Yoshua Bengio", "Geoffrey Hinton"], False),
        ("Bengio, Yoshua and others", ["Yoshua Bengio"], True),
        ("Bengio, Y. and et al.", ["Y. Bengio"], True),
        ("Bengio, Y. et al.", ["Y. Bengio"], True),
        ("{Barnes and Noble} and Ada Lovelace", ["Barnes and Noble", "Ada Lovelace"], False),
        ("{Bengio, Yoshua and Hinton, Geoffrey}", ["Yoshua Bengio", "Geoffrey Hinton"], False),
        ("Garcia Lopez, Maria Jose", ["Maria Jose Garcia Lopez"], False),
        ("Yoshua Bengio, Yann LeCun and Geoffrey Hinton", ["Yoshua Bengio", "Yann LeCun", "Geoffrey Hinton"], False),
        ("Bengio, Y.; Hinton, G.", ["Y. Bengio", "G. Hinton"], False),
        ("Bengio, Y., Hinton, G. and LeCun, Y.", ["Y. Bengio", "G. Hinton", "Y. LeCun"], False),
        ("Ludwig van Beethoven AND Charles Louis Xavier Joseph de la Vall{\\'e}e Poussin",
         ["Ludwig van Beethoven", "Charles Louis Xavier Joseph de la Vallée Poussin"], False),
        ("given=Hans, family=Harman, prefix=von", ["Hans von Harman"], False),
        ("王, 小明 and 李小龙", ["王小明", "李小龙"], False),
        ("BENGIO, YOSHUA", ["Yoshua Bengio"], False),
        ("Plato", ["Plato"], False),
        ("Wei{-}Yu Chen and\n               Jia{-}Bin Huang", ["Wei-Yu Chen", "Jia-Bin Huang"], False),
        ("Aks{\\i}n, {\\\"O}zge and {\\c{C}}etinkaya, Bekir", ["Özge Aksın", "Bekir Çetinkaya"], False),
        ("{\\'A}ngel Faraldo", ["Ángel Faraldo"], False),
        ("{{OpenAI}}", ["OpenAI"], False),
        ("", [], False),
    ],
)  # fmt: skip
def test_authors(authors: str, names: list[str], has_more: bool) -> None:
    found, more = split_names(authors)
    assert ([name.name for name in found], more) == (names, has_more)


@pytest.mark.parametrize(
    ("author", "given", "family"),
    [
        ("de la Vall{\\'e}e Poussin, Charles", "Charles", "de la Vallée Poussin"),
        ("Jean de la Fontaine", "Jean", "de la Fontaine"),
        ("Maria {Garcia Lopez}", "Maria", "Garcia Lopez"),
        ("Jos{\\'e} Ortega y Gasset", "José", "Ortega y Gasset"),
        ("{\\'E}mile Zola", "Émile", "Zola"),
        ("Bengio, Y. M.", "Y. M.", "Bengio"),
        ('van~den~Oord, A{\\"a}ron', "Aäron", "van den Oord"),
    ],
)
def test_parts_of_a_name(author: str, given: str, family: str) -> None:
    ((name,), _) = split_names(author)
    assert (name.given, name.family, name.is_group) == (given, family, False)


@pytest.mark.parametrize(
    ("fields", "date", "precision"),
    [
        ("year = 2020", "2020-01-01", "year"),
        ("year = {2020}, month = {5}", "2020-05-01", "month"),
        ("year = 2020, month = mai", "2020-05-01", "month"),
        ("year = {May 2020}", "2020-05-01", "month"),
        ("date = {2020-05-12}", "2020-05-12", "day"),
        ("date = {2020~}", "2020-01-01", "year"),
        ("date = {2023-02-31}", "2023-02-01", "month"),
        ("year = 2023, month = feb, day = 31", "2023-02-01", "month"),
        ("date = {2020-21}", "2020-01-01", "year"),
        ("year = {in press}", "None", "none"),
        ("year = {0}", "None", "none"),
        ("year = {forthcoming}, month = jun", "None", "none"),
    ],
)
def test_dates(fields: str, date: str, precision: str) -> None:
    work = record_of(f"@article{{key, title = {{Title}}, {fields}}}")
    assert (str(work.published), work.date_precision) == (date, precision)


@pytest.mark.parametrize(
    ("kind", "identifiers", "book_isbn", "kept"),
    [
        ("book", (("isbn", "9780306406157"),), "", None),
        ("inproceedings", (), "9780306406157", None),
        ("article", (), "", "9780306406157"),
    ],
)
def test_an_isbn_names_a_book_and_nothing_in_it(
    kind: str, identifiers: object, book_isbn: str, kept: str | None
) -> None:
    work = record_of(f"@{kind}{{a, title = {{One}}, isbn = {{0-306-40615-2}}}}")
    assert (work.identifiers, work.book_isbn, work.unmapped.get("isbn")) == (identifiers, book_isbn, kept)


def test_a_title_of_any_length_stays_whole() -> None:
    title = "word " * 200
    assert record_of(f"@misc{{a, title = {{{title}}}}}").title == title.strip()


@pytest.mark.parametrize(
    ("printed", "kept"),
    [("125--128", "125–128"), ("31--??", "31"), ("??--??", ""), ("c3--c3", "c3"), ("1--5, 7--9", "1–5, 7–9")],
)
def test_pages_are_kept_as_far_as_they_are_known(printed: str, kept: str) -> None:
    assert record_of(f"@article{{a, title={{A title}}, pages={{{printed}}}}}").pages == kept


@pytest.mark.parametrize("doi", ["10/abcd", "{doi:10/ABCD}", "https://doi.org/10/abcd"])
def test_short_doi_becomes_a_link_and_is_reported(doi: str) -> None:
    work = record_of(f"@article{{a, title={{Deep sets}}, author={{Ada Lovelace}}, year=2020, doi={{{doi}}}}}")
    assert not work.identifiers
    assert [link.url for link in work.links] == ["https://doi.org/10/abcd"]
    assert any("short DOI" in warning for warning in work.warnings)


def test_second_doi_of_a_field_is_reported_and_the_first_is_kept() -> None:
    work = record_of("@article{a, title={Deep sets}, year=2020, doi={10.1000/a; https://doi.org/10.1000/b}}")
    assert [identifier.value for identifier in work.identifiers] == ["10.1000/a"]
    assert "10.1000/b" in everything_in(work)


@pytest.mark.parametrize("given", ["M. D.", "MD", "Md", "M. Sc."])
def test_given_name_that_reads_like_a_degree_is_imported(given: str) -> None:
    work = record_of(f"@article{{a, title={{Deep sets}}, author={{Rahman, {given} and Lovelace, Ada}}, year=2020}}")
    assert [(author.given, author.family) for author in work.authors] == [(given, "Rahman"), ("Ada", "Lovelace")]


QUOTED = "@article{b, title={Of another entry}}"


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        (
            f"@article{{a, title={{A}}, abstract={{Quoted:\n{QUOTED}\nend.}}, year=2000}}",
            {"title", "abstract", "year"},
        ),
        (
            f'@article{{a, title={{A}}, abstract="Quoted:\n  {QUOTED}\nend.", year=2000}}',
            {"title", "abstract", "year"},
        ),
        ("@article{a, title={A}, , year=2000,,\n volume=3, }", {"title", "year", "volume"}),
        ("@article{a,, title={A, , with commas}}", {"title"}),
    ],
)
def test_an_entry_with_commas_too_many_or_with_bibtex_in_its_abstract_is_one_entry(
    block: str, fields: set[str]
) -> None:
    first, second = entries_of(f"{block}\n@book{{c, title={{After}}}}\n", "f", "bibtex")

    assert (first.error, first.payload["key"], first.payload["fields"].keys()) == ("", "a", fields)
    assert (second.payload["key"], second.position) == ("c", f"f:{block.count(chr(10)) + 2}")
    assert QUOTED in first.payload["fields"].get("abstract", QUOTED)
    assert "\ue012" not in str(first.payload)


@pytest.mark.parametrize(
    "broken",
    [
        "@article{a, title={Half",
        '@article{a, title="Half',
        "@article{a, title={Whole}, year=2000",
        "@article(a, title={Half",
    ],
)
def test_a_brace_that_nobody_closed_still_spoils_one_entry(broken: str) -> None:
    after = "".join(f"@book{{c{number}, title={{After}}}}\n" for number in range(3))

    first, *rest = entries_of(f"{broken}\n\n{after}", "f", "bibtex")

    assert "never closed" in first.error
    assert [entry.payload["key"] for entry in rest] == ["c0", "c1", "c2"]


def test_an_entry_that_is_too_long_is_named_and_costs_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bibliography.formats.bibtex_blocks._LONGEST_BLOCK", 1000)
    long = "@article{a, title={A}, abstract={" + "word " * 500 + "}}\n"

    first, second = entries_of(f"{long}@book{{c, title={{After}}}}\n", "f", "bibtex")

    assert (first.position, second.position) == ("f:1", "f:2")
    assert "longer than" in first.error
    assert second.payload["key"] == "c"
