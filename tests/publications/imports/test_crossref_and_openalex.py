"""Works as the two great indexes give them."""

from __future__ import annotations

import copy
import datetime as dt
import json
from typing import Any

import pytest

from bibliography.entry import LinkRecord, UnreadableEntryError, UpdateRecord, VenueRecord, VersionRecord, WorkRecord
from bibliography.formats import ADAPTERS
from bibliography.identifiers import ParsedIdentifier
from bibliography.publication_types import Kind
from tests.publications.imports.reading import entries_of, everything_in, file_of, record_from, records_of, texts_in


@pytest.fixture(scope="module")
def works() -> list[WorkRecord]:
    return records_of(file_of("crossref.json"))


def test_a_work_of_crossref(works: list[WorkRecord]) -> None:
    work = works[0]
    assert (work.external_id, work.kind, work.language) == ("10.1000/abc", Kind.ARTICLE, "en")
    assert work.title == r"Deep \emph{E. coli} & H₂O: A study"
    assert [(author.name, author.orcid, author.affiliation, author.is_group) for author in work.authors] == [
        ("Aäron van den Oord", "https://orcid.org/0000-0002-1825-0097", "Mila; UdeM", False),
        ("Bob Roy", "", "", False),
        ("The ATLAS Collaboration", "", "", True),
    ]
    assert work.unmapped["orcid"] == "https://orcid.org/1111-2222-3333-4444"
    assert (work.published, work.date_precision) == (dt.date(2020, 5, 3), "day")
    assert work.venue == VenueRecord("Nature Letters", "Nat. Lett.", ("0028-0836", "1476-4687"), "journal")
    assert (work.volume, work.issue, work.pages, work.publisher) == ("3", "4", "101–110", "Springer")
    assert work.abstracts == {"": "We have ${x}^{2}$, p < 0.05.\n\nMethods: None."}
    assert work.license == "https://creativecommons.org/licenses/by/4.0/"
    assert work.funding == "NSERC (RGPIN-1); CIFAR"
    assert work.links == (LinkRecord("https://example.org/abc.pdf", "pdf"),)
    assert work.identifiers == (("doi", "10.1000/abc"),)


def test_a_retraction_marks_the_work_and_its_notice_names_it(works: list[WorkRecord]) -> None:
    work, notice, _ = works
    assert (work.status, work.notice_url, work.status_date) == (
        "retracted", "https://doi.org/10.1000/notice", dt.date(2021, 1, 2)
    )  # fmt: skip
    assert notice.status == "published"
    assert notice.updates == (
        UpdateRecord(
            ParsedIdentifier("doi", "10.1000/abc"), "retracted", "https://doi.org/10.1000/notice", dt.date(2021, 1, 2)
        ),
    )


def test_a_preprint_and_its_article_name_each_other(works: list[WorkRecord]) -> None:
    work, _, preprint = works
    assert work.same_work == (("doi", "10.1101/2020.01.01.123456"),)
    assert work.versions == (VersionRecord("preprint", url="https://doi.org/10.1101/2020.01.01.123456"),)
    assert (preprint.kind, preprint.venue) == (Kind.PREPRINT, VenueRecord("bioRxiv", kind="preprint-server"))
    assert preprint.same_work == (("doi", "10.1000/abc"),)
    assert preprint.published == dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("correction", "corrected"),
        ("erratum", "corrected"),
        ("expression_of_concern", "corrected"),
        ("withdrawal", "retracted"),
        ("new_version", "published"),
    ],
)
def test_kinds_of_updates(kind: str, status: str) -> None:
    work = record_from(
        "crossref", {"title": ["A"], "DOI": "10.1000/a", "updated-by": [{"DOI": "10.1000/b", "type": kind}]}
    )
    assert work.status == status


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"issued": {"date-parts": [[2020, 5]]}}, "2020-05-01 month"),
        ({"issued": {"date-parts": [[None]]}}, "None none"),
        ({"issued": {"date-parts": [[2023, 2, 31]]}}, "2023-02-01 month"),
        (
            {"published-print": {"date-parts": [[2021]]}, "published-online": {"date-parts": [[2020, 5]]}},
            "2021-01-01 year",
        ),
        ({"issued": None, "created": {"date-parts": [[2020]]}}, "None none"),
    ],
)
def test_partial_dates(fields: dict[str, Any], date: str) -> None:
    work = record_from("crossref", {"title": ["A"], **fields})
    assert f"{work.published} {work.date_precision}" == date


def test_one_work_a_list_and_lines_are_read_alike() -> None:
    items = json.loads(file_of("crossref.json"))["message"]["items"]
    titles = [record.title for record in records_of(file_of("crossref.json"))]
    for text in (json.dumps(items), "\n".join(map(json.dumps, items)), json.dumps({"message": {"items": items}})):
        assert [record.title for record in records_of(text)] == titles
    for text in (json.dumps(items[0]), json.dumps({"status": "ok", "message-type": "work", "message": items[0]})):
        assert [record.title for record in records_of(text)] == titles[:1]
    lines = "\n".join(json.dumps({"message": item, "message-type": "work"}) for item in items)
    assert [record.title for record in records_of(lines)] == titles


def test_a_work_of_openalex() -> None:
    work, empty = (ADAPTERS["openalex"].record(entry) for entry in entries_of(file_of("openalex.json"))[:2])
    assert (work.external_id, work.kind, work.status) == ("W123", Kind.CONFERENCE_PAPER, "retracted")
    assert work.title == r"Deep $O(n)$ \emph{nets}"
    assert work.abstracts == {"": "Deep nets and nets"}
    assert [
        (author.name, author.openalex_id, author.affiliation, author.corresponding) for author in work.authors
    ] == [
        ("Yoshua Bengio", "https://openalex.org/A5", "Mila, Montréal; UdeM", True),
        ("Ada Lovelace", "", "UdeM", False),
    ]
    assert (work.published, work.date_precision) == (dt.date(2020, 5, 3), "day")
    assert work.venue == VenueRecord("NeurIPS", kind="conference")
    assert (work.volume, work.pages, work.publisher, work.license) == ("33", "1–12", "Curran", "CC BY-NC")
    assert set(work.identifiers) == {
        ("openalex", "W123"), ("doi", "10.1000/abc"), ("pmid", "12345"), ("arxiv", "2001.00001")
    }  # fmt: skip
    assert work.versions == (VersionRecord("preprint", "arXiv", url="https://arxiv.org/abs/2001.00001"),)
    assert [link.url for link in work.links] == ["https://example.org/abc.pdf", "https://arxiv.org/pdf/2001.00001"]
    assert work.keywords == ("Learning", "Neural Networks")
    assert work.funding == "NSERC (1)"
    assert (empty.title, empty.year, empty.date_precision) == ("Nulls everywhere", 2021, "year")
    assert empty.status == "published"


def test_a_work_without_a_title_is_refused() -> None:
    entry = entries_of(file_of("openalex.json"))[2]
    with pytest.raises(UnreadableEntryError):
        ADAPTERS["openalex"].record(entry)


def _marked(value: Any, numbers: list[int]) -> Any:
    """The same structure with a mark of its own in each text."""
    if isinstance(value, dict):
        return {name: _marked(inner, numbers) for name, inner in value.items()}
    if isinstance(value, list):
        return [_marked(inner, numbers) for inner in value]
    if isinstance(value, str):
        numbers.append(len(numbers))
        return f"{value}mark{len(numbers)}"
    return value


@pytest.mark.parametrize("format_name", ["crossref", "openalex"])
def test_every_field_is_mapped_or_kept(format_name: str) -> None:
    for entry in entries_of(file_of(f"{format_name}.json")):
        payload = copy.deepcopy(dict(entry.payload))
        if not (payload.get("title") or payload.get("display_name")):
            continue
        texts = {name: value for name, value in payload.items() if name not in ("abstract", "title", "display_name")}
        everything = {**_marked(texts, []), "title": "Title", "unheard-of": {"deep": ["Mark"]}}
        known = everything_in(record_from(format_name, everything)).casefold()
        missing = [text for text in texts_in(everything) if _last_word(text) not in known]
        # What says of an author only where they stand among the others.
        assert [text for text in missing if not text.startswith(("first", "last", "additional"))] == []


def _last_word(text: str) -> str:
    return text.casefold().replace("-", "–").split()[-1].rsplit("/", 1)[-1].rsplit("mark")[-1]
