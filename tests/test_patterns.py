"""Regular expressions on texts that nobody checked: time grows with the length of the text, and no faster."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count

import pytest

from bibliography.deduplication.titles import read_title
from bibliography.deduplication.venues import compare_venues
from bibliography.formats.bibtex_names import split_names
from bibliography.formats.dates import read_date
from bibliography.formats.pages import page_range
from bibliography.identifiers import IdentifierError, Scheme, normalize_identifier, parse_identifier
from bibliography.licences import license_url
from bibliography.names import parse_name, split_authors
from bibliography.text import paragraphs_from_markup, paragraphs_from_tex
from bibliography.text.math import plain_math
from bibliography.text.prose import language_of
from bibliography.text_normalization import normalize
from institute.content.blocks.outline import with_anchors
from institute.content.players import player_of
from institute.search.index import words_of
from publications.imports.vocabularies import spellings
from tests.patterns import Attack, UsedPattern, attacks, patterns_built_at_run_time, used_patterns

COUNTER = count()

LENGTH = 1_000
# Growth below this is noise: a linear pattern reads four times LENGTH in far less.
_MEASURABLE = 0.003
# Four times the text takes four times as long for a linear pattern, sixteen times for a quadratic one.
_MOST_GROWTH = 8


def seconds(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


def grows_too_fast(use: Callable[[str], object], text: Callable[[int], str]) -> bool:
    """Whether four times the text takes far more than four times as long; measured again before it is believed."""
    for length in (LENGTH // 10, 4 * LENGTH):
        shorter = text(length)
        taken = seconds(lambda shorter=shorter: use(shorter))
        if taken > 1:
            # Longer texts would not end.
            return True
    if taken < _MEASURABLE:
        return False
    best = [
        min(seconds(lambda length=factor * LENGTH: use(text(length))) for _run in range(4)) for factor in (1, 2, 4)
    ]
    return best[2] > _MEASURABLE and best[2] > _MOST_GROWTH * best[0] and best[1] > 2.5 * best[0]


def test_patterns_are_known_before_run_time() -> None:
    # Of constants chosen by a condition, the indentation of a line, a title, or the name of an element.
    assert sorted(set(patterns_built_at_run_time())) == [
        "bibliography.citations._with_title_once",
        "bibliography.formats.bibtex_record._texts",
        "bibliography.formats.json_stream._skip_broken_item",
        "bibliography.text.elements.__init__",
        "bibliography.text_normalization._runs_of_marks",
    ]


@pytest.mark.parametrize("used", used_patterns(), ids=lambda used: f"{used.where}.{used.method}")
def test_pattern_takes_linear_time(used: UsedPattern) -> None:
    for attack in attacks(used.pattern):
        assert not grows_too_fast(used.apply, attack.text), (used.pattern.pattern, attack)


def identifier_of(scheme: str) -> Callable[[str], object]:
    def read(text: str) -> object:
        try:
            return normalize_identifier(scheme, text) if scheme else parse_identifier(text)
        except IdentifierError as error:
            return error

    return read


READERS: dict[str, Callable[[str], object]] = {
    **{f"identifier {scheme}": identifier_of(scheme) for scheme in ("", *Scheme.values)},
    "anchors": lambda text: with_anchors(text, ["a"]),
    "authors": split_authors,
    "BibTeX names": split_names,
    "date": read_date,
    "folding": normalize,
    "language": language_of,
    "license": license_url,
    "markup": paragraphs_from_markup,
    "mathematics": plain_math,
    "name": parse_name,
    "pages": page_range,
    "player": lambda text: player_of(f"https://{text}"),
    "search words": words_of,
    "TeX": paragraphs_from_tex,
    "title": read_title,
    "venue": lambda text: list(spellings(text)),
    "venues": lambda text: compare_venues([text], frozenset(), [f"{text} b"], frozenset()),
}
REPEATED = (
    " ", "\n", "a", "1", "A b ", "-", ",", ";", "a,", "and ", " and and", "{", "{a", "}", "\\", "\\a", "\\emph{", "\\(", "\\[",
    "\\begin{math}", "\\'", "$", "$a", "\\$", "`", "<", "<a", "<?", "<!--", "<i>", "<i>a</i>", "<b><i>", "<p>", "<math>",
    "<tex-math>", "<h2>", "&", "&amp;", "&#", "[", "(", "()", "a(", ".", "a.", "doi:", "doi ", "arxiv ", "10.1000/", "1,",
    "\u0301", "\u0345\u0300", "é", "中", "et al ", "http://", "/", "v1", "a-", "(1999", "2001-", "~", "''", ": ", "\u00ad",
)  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_reader_of_untrusted_text_takes_linear_time(name: str) -> None:
    for number, repeated in enumerate(REPEATED):
        for attack in (Attack("", repeated, ""), Attack("a {", repeated, "\n\x00")):

            def read(text: str, marker: str = f"{number}{attack.start}") -> object:
                # Some readers remember what they have read.
                return READERS[name](f"{text}{marker}{next(COUNTER)}")

            assert not grows_too_fast(read, attack.text), (name, attack)


def test_identifier_of_any_length_is_refused_at_once() -> None:
    for scheme in Scheme.values:
        with pytest.raises(IdentifierError, match="too long"):
            normalize_identifier(scheme, "a" * 20_000)
    with pytest.raises(IdentifierError, match="too long"):
        parse_identifier("a" * 20_000)
