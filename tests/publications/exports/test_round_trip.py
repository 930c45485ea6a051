"""What is written here is read back as the same work, whichever the format."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from bibliography.dates import DatePrecision
from bibliography.entry import WorkRecord
from bibliography.formats import open_source
from bibliography.formats.bibtex_writer import bibtex_entry
from bibliography.formats.csl_writer import csl_item
from bibliography.formats.ris_writer import ris_entry
from bibliography.identifiers import Scheme
from bibliography.names import AuthorName, name_from_parts
from bibliography.publication_types import INSIDE_A_BOOK, Kind
from publications.exports.works import Work
from tests.publications.exports.works import make_author, make_work

WRITERS: dict[str, Callable[[list[Work]], str]] = {
    "bibtex": lambda works: "\n\n".join(map(bibtex_entry, works)),
    "ris": lambda works: "".join(map(ris_entry, works)),
    "csl": lambda works: f"[{','.join(csl_item(work).as_json() for work in works)}]",
}


def read_back(text: str, name: str) -> list[WorkRecord]:
    adapter, stream = open_source(io.BytesIO(text.encode()), f"file.{name}")
    assert adapter.name == name
    return [adapter.record(entry) for entry in adapter.entries(stream, "file")]


def told(work: Work) -> dict[str, Any]:
    """What of a record every format can say."""
    return {
        "title": work.title,
        "kind": work.kind,
        "authors": [
            (author.given_name, author.family_name, author.suffix, author.is_group) for author in work.authors
        ],
        "date": work.date_text,
        "venue": work.venue_name,
        "volume": work.volume,
        "issue": work.issue,
        "pages": work.page_range,
        "publisher": work.publisher,
        "edition": work.edition,
        "book_isbn": work.book_isbn,
        "language": work.language,
        "abstract": str(work.abstract),
        "identifiers": set(work.identifiers),
        "keywords": work.topics,
    }


def understood(record: WorkRecord) -> dict[str, Any]:
    length = {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7, DatePrecision.DAY: 10, DatePrecision.NONE: 0}
    return {
        "title": record.title,
        "kind": record.kind,
        "authors": [(author.given, author.family, author.suffix, author.is_group) for author in record.authors],
        "date": record.published.isoformat()[: length[record.date_precision]] if record.published else "",
        "venue": record.venue.name if record.venue else "",
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.pages,
        "publisher": record.publisher,
        "edition": record.edition,
        "book_isbn": record.book_isbn,
        "language": record.language,
        "abstract": record.abstracts.get("", ""),
        "identifiers": {(row.scheme, row.value) for row in record.identifiers},
        "keywords": record.keywords,
    }


# What titles are made of: prose, signs that some format means something by, formulas, emphasis.
_WORDS = st.sampled_from(
    ["On", "the", "α-divergence", "of", "R&D:", "50%", "#1", "a_b", "x^2", "MaNGA", "iPhone", "{A, B}", "~2", "C:\\dir",
     "«été»", "“so”", "it's", "a--b", "<3", "AT&T", "深度学习", "Ærø", "don’t", "`code`", "@home", "a | b"]
)  # fmt: skip
_FORMULAS = st.sampled_from(["$x^2$", r"$\alpha_i$", r"$\mathbb{R}^n$", r"$\frac{a}{b} < \epsilon$", "$O(n \\log n)$"])
_EMPHASES = st.sampled_from([r"\emph{E. coli}", r"\emph{a $x^2$ b}"])


@st.composite
def _texts(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.one_of(_WORDS, _WORDS, _WORDS, _FORMULAS, _EMPHASES), min_size=1, max_size=8))
    return f"Study {' '.join(pieces)} works"


_PLAIN = st.sampled_from(["Nature", "R & D Letters", "Actes de l’été", "Journal of 100% Open Things", "S_n #2"])
_FAMILIES = st.sampled_from(
    ["Bengio", "van den Oord", "de la Cruz", "O’Neil", "Ngô Đình", "Müller-Schmidt", "Åkesson"]
)
_GIVENS = st.sampled_from(["Yoshua", "Jean-Pierre", "J. P.", "María José", "Émilie", "Ada M."])
_NAMES = st.one_of(
    st.builds(name_from_parts, _GIVENS, _FAMILIES, st.sampled_from(["", "", "Jr.", "III"])),
    st.sampled_from(["The ATLAS Collaboration", "OpenAI", "Barnes & Noble and Sons"]).map(
        lambda name: AuthorName(name, family=name, is_group=True)
    ),
    st.just(AuthorName("Plato", family="Plato")),
)
_DATES = st.one_of(
    st.just(""),
    st.integers(1900, 2030).map(str),
    st.dates(dt.date(1900, 1, 1), dt.date(2030, 1, 1)).map(lambda date: date.isoformat()),
    st.dates(dt.date(1900, 1, 1), dt.date(2030, 1, 1)).map(lambda date: date.isoformat()[:7]),
)
_IDENTIFIERS = st.fixed_dictionaries(
    {},
    optional={
        Scheme.DOI: st.sampled_from(["10.1000/a_b%c", "10.1016/s0140-6736(98)00001-x", "10.1002/<x>;2-#"]),
        Scheme.ARXIV: st.sampled_from(["2101.00001", "math/0101001"]),
        Scheme.OPENALEX: st.just("W123"),
        Scheme.PMID: st.just("456"),
        Scheme.PMCID: st.just("PMC789"),
        Scheme.HAL: st.just("hal-01234567"),
        Scheme.HANDLE: st.just("1866/12_34"),
    },
)


@st.composite
def works(draw: st.DrawFn) -> Work:
    kind = draw(st.sampled_from(list(Kind)))
    # A preprint stands on a server; what has a number of arXiv and stands nowhere else is one.
    venue = "arXiv" if kind == Kind.PREPRINT else "" if kind == Kind.THESIS else draw(_PLAIN)
    identifiers = draw(_IDENTIFIERS)
    if kind in (Kind.BOOK, Kind.PROCEEDINGS, Kind.THESIS, Kind.REPORT) and draw(st.booleans()):
        identifiers[Scheme.ISBN] = "9780306406157"
    order = list(Scheme)
    return make_work(
        number=draw(st.integers(1, 10**6)),
        kind=kind,
        title=draw(_texts()),
        authors=[make_author(name) for name in draw(st.lists(_NAMES, max_size=5, unique=True))],
        date=draw(_DATES),
        venue_name=venue,
        volume=draw(st.sampled_from(["", "12", "12_B", "LIII"])),
        issue=draw(st.sampled_from(["", "3", "3–4", "S1"])),
        pages=draw(st.sampled_from(["", "101–110", "101--110", "e1234", "12"])),
        publisher=draw(st.sampled_from(["", "Springer & Co", "Université de Montréal"])),
        edition=draw(st.sampled_from(["", "2nd", "Deuxième"])),
        book_isbn=draw(st.sampled_from(["", "9780306406157"])) if kind in INSIDE_A_BOOK else "",
        language=draw(st.sampled_from(["", "en", "fr", "de"])),
        abstract="\n\n".join(draw(st.lists(_texts(), max_size=2))),
        identifiers=tuple((scheme.value, identifiers[scheme]) for scheme in sorted(identifiers, key=order.index)),
        doi=identifiers.get(Scheme.DOI, ""),
        topics=tuple(
            draw(st.lists(st.sampled_from(["Deep Learning", "R & D", "Santé 50 %"]), unique=True, max_size=2))
        ),
    )


@pytest.mark.parametrize("name", WRITERS)
@given(st.lists(works(), min_size=1, max_size=3, unique_by=lambda work: work.number))
def test_what_is_written_is_read_back(name: str, written: list[Work]) -> None:
    records = read_back(WRITERS[name](written), name)
    assert [understood(record) for record in records] == [told(work) for work in written]


# The schema of CSL's own makers, version 1.0 of the format (github.com/citation-style-language/schema, MIT licence).
CSL_SCHEMA = json.loads((Path(__file__).parent / "data" / "csl-data.json").read_text())


@given(st.lists(works(), max_size=3, unique_by=lambda work: work.number))
def test_csl_json_is_what_its_schema_says(written: list[Work]) -> None:
    Draft7Validator(CSL_SCHEMA).validate(json.loads(WRITERS["csl"](written)))


def test_other_programs_read_the_whole_abstract_of_ris() -> None:
    work = make_work(abstract="One.\n\nTwo & three.\n\nER  - looks like a tag.")
    (entry,) = rispy.loads(ris_entry(work))
    assert entry["abstract"].split() == ["One.", "Two", "&", "three.", "ER", "-", "looks", "like", "a", "tag."]
    (record,) = read_back(ris_entry(work), "ris")
    assert record.abstracts[""] == "One.\n\nTwo & three. ER - looks like a tag."
