"""RIS and CSL-JSON, as reference managers and publishers write them."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from rispy.config import TAG_KEY_MAPPING, TYPE_OF_REFERENCE_MAPPING

from bibliography.entry import UnreadableEntryError, VenueRecord, WorkRecord
from bibliography.formats import ADAPTERS
from bibliography.publication_types import Kind
from tests.publications.imports.reading import entries_of, everything_in, file_of, record_from, record_of, records_of


@pytest.fixture(scope="module")
def works() -> list[WorkRecord]:
    return records_of(file_of("papers.ris"))


def test_each_entry_has_its_line() -> None:
    assert [entry.position for entry in entries_of(file_of("papers.ris"), "papers.ris")] == [
        "papers.ris:1", "papers.ris:33", "papers.ris:38", "papers.ris:45"
    ]  # fmt: skip


def test_an_article(works: list[WorkRecord]) -> None:
    work = works[0]
    assert work.title == r"A title in H₂O & \emph{E. coli} that goes on"
    assert [author.name for author in work.authors] == [
        "Yoshua Bengio", "Aäron van den Oord", "Martin Luther King Jr.", "The ATLAS Collaboration"
    ]  # fmt: skip
    assert work.venue == VenueRecord("Nature Letters", "Nat. Lett.", ("0028-0836",), "journal")
    assert (work.published, work.date_precision) == (dt.date(2020, 5, 12), "day")
    assert (work.volume, work.issue, work.pages, work.language) == ("3", "4", "101–110", "en")
    assert work.identifiers == (("doi", "10.1000/xyz"),)
    assert [(link.kind, link.url) for link in work.links] == [
        ("code", "https://github.com/example/code"),
        ("pdf", "https://example.org/paper.pdf"),
    ]
    assert work.keywords == ("learning", "genes", "cells")
    assert work.abstracts == {"": "First paragraph continues.\n\nSecond."}
    assert work.unmapped["L1"] == "file:///home/jane/paper.pdf"
    assert (work.unmapped["C1"], work.unmapped["XX"]) == ("custom", "unknown")


def test_an_entry_without_end_ends_where_the_next_begins(works: list[WorkRecord]) -> None:
    assert (works[1].title, works[1].kind, works[1].book_isbn) == (
        "No end of the record",
        Kind.CHAPTER,
        "9780306406157",
    )
    assert works[1].venue == VenueRecord("A Book")


def test_fewer_spaces_than_the_rule(works: list[WorkRecord]) -> None:
    work = works[2]
    assert (work.title, work.authors[0].name, work.kind) == ("Fewer spaces than the rule", "J. Smith", Kind.THESIS)
    assert (work.publisher, work.date_precision, work.published) == (
        "Université de Montréal",
        "month",
        dt.date(2019, 5, 1),
    )
    assert work.external_id.startswith("5 ")


def test_tags_of_more_than_two_letters_end_the_line_before() -> None:
    work = record_of(
        "TY  - JOUR\nTI  - One\nDO  - 10.1000/x\nPMID  - 12345\nN1  - first\n      line\nN1  - second\nER  -\n"
    )
    assert work.identifiers == (("doi", "10.1000/x"), ("pmid", "12345"))
    assert work.unmapped["N1"] == ["first\nline", "second"]


@pytest.mark.parametrize(
    ("tags", "date"),
    [
        ("PY  - 2020\nDA  - MAY 12", "2020-05-12 day"),
        ("PY  - 2020\nDA  - 2020/05//", "2020-05-01 month"),
        ("PY  - 2021\nDA  - 2020/05/12", "2021-01-01 year"),
        ("Y1  - 2020/05/12/Spring", "2020-05-12 day"),
        ("DA  - 2020/02/31", "2020-02-01 month"),
        ("PY  - n.d.", "None none"),
    ],
)
def test_dates_in_ris(tags: str, date: str) -> None:
    work = record_of(f"TY  - JOUR\nTI  - One\n{tags}\nER  - \n")
    assert f"{work.published} {work.date_precision}" == date


def test_a_preprint_without_a_date(works: list[WorkRecord]) -> None:
    work = works[3]
    assert (work.kind, work.published, work.venue) == (
        Kind.PREPRINT,
        None,
        VenueRecord("arXiv", kind="preprint-server"),
    )
    assert [author.name for author in work.authors] == ["Y Bengio", "G Hinton"]
    assert work.identifiers == (("arxiv", "2101.00001"),)
    assert work.unmapped["PY"] == "in press"


@pytest.mark.parametrize("kind", sorted(TYPE_OF_REFERENCE_MAPPING))
def test_every_tag_of_every_type_is_mapped_or_kept(kind: str) -> None:
    tags = [tag for tag in TAG_KEY_MAPPING if tag not in ("TY", "ER", "UK")] + ["DI", "JX", "ED", "LK"]
    fields: dict[str, str] = {tag: f"Mark{number}" for number, tag in enumerate(tags, start=100)}
    known = everything_in(record_from("ris", {"TY": kind, **fields}))
    assert [tag for tag, value in fields.items() if value not in known] == []
    lists = {tag: [f"{value}a", f"{value}b"] for tag, value in fields.items()}
    known = everything_in(record_from("ris", {"TY": kind, **lists}))
    assert [value for values in lists.values() for value in values if value not in known] == []


def test_a_csl_article() -> None:
    work, preprint = (ADAPTERS["csl"].record(entry) for entry in entries_of(file_of("items.json"))[:2])
    assert work.title == r"On \emph{E. coli} & CO₂"
    assert [(author.name, author.family, author.is_group) for author in work.authors] == [
        ("Aäron van den Oord", "van den Oord", False),
        ("Martin Luther King Jr.", "King", False),
        ("ATLAS Collaboration", "ATLAS Collaboration", True),
        ("Ada Lovelace", "Lovelace", False),
    ]
    assert (work.published, work.date_precision) == (dt.date(2020, 5, 1), "month")
    assert work.venue == VenueRecord("Nature Letters", "Nat. Lett.", ("0028-0836", "1476-4687"), "journal")
    assert set(work.identifiers) == {("doi", "10.1000/xyz"), ("pmid", "12345")}
    assert (work.volume, work.issue, work.pages, work.language) == ("3", "4", "101–110", "fr")
    assert work.unmapped["custom"] == {"citation-key": "own"}
    assert work.external_id == "bengio doi:10.1000/xyz"
    assert (preprint.kind, preprint.year, preprint.date_precision) == (Kind.PREPRINT, 2021, "year")
    assert preprint.identifiers == (("arxiv", "2101.00001"),)


def test_an_item_without_a_title_is_refused_and_costs_nothing_else() -> None:
    entries = entries_of(file_of("items.json"), "items.json")
    assert [entry.position for entry in entries] == ["items.json:2", "items.json:25", "items.json:33"]
    with pytest.raises(UnreadableEntryError):
        ADAPTERS["csl"].record(entries[2])


def test_items_in_an_object_and_one_a_line() -> None:
    items = [{"id": str(number), "title": f"Title {number}", "type": "book"} for number in range(3)]
    for text in (json.dumps({"items": items}), "\n".join(map(json.dumps, items)), json.dumps(items, indent=2)):
        assert [record.title for record in records_of(text)] == ["Title 0", "Title 1", "Title 2"]
    assert record_of(json.dumps(items[0])).title == "Title 0"


def test_every_variable_of_csl_is_mapped_or_kept() -> None:
    names = """title title-short original-title container-title container-title-short collection-title event-title
        event-place publisher publisher-place volume number-of-volumes issue page article-number number edition genre
        medium status archive archive_location call-number annote note abstract keyword language license DOI PMID PMCID
        ISBN ISSN URL source version scale section unheard-of journalAbbreviation categories"""
    for kind in ("article-journal", "chapter", "book", "article", "webpage"):
        fields: dict[str, str] = {name: f"Mark{number}" for number, name in enumerate(names.split(), start=100)}
        fields["title"] += "title"
        people = [
            {"family": "Marka", "given": "Markb", "suffix": "Markc", "role": "Markd"},
            {"literal": "Marke"},
            {"x": "Markf"},
        ]
        everything = {
            "type": kind,
            "id": "Markg",
            **fields,
            "author": people,
            "editor": people,
            "issued": {"season": "Markh"},
        }
        known = everything_in(record_from("csl", everything))
        wanted = [*fields.values(), *(f"Mark{letter}" for letter in "abcdefgh")]
        assert [value for value in wanted if value not in known] == []
