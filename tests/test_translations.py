"""The French of the interface: all of it, faithful to the English, and set as French is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from institute.devtools import messages

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|</?\w+[^>]*>|https?://\S*\w|\$[^$]+\$")
_PLAIN_SPACE_BEFORE_A_SIGN = re.compile(r" [;:!?»]")
_SIGN_WITHOUT_ITS_SPACE = re.compile(r"(?<!\u202f)[;!?](?=\s|$)|(?<!\u00a0):(?=\s|$)|(?<!\u00a0)»|«(?!\u00a0)")
_STRAIGHT_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_FOREIGN_QUOTATION_MARK = re.compile('[“”"]')


class Pair(NamedTuple):
    """One form of a string, in English and in French."""

    english: str
    french: str


def catalogue() -> Catalog:
    with (messages.FOLDER / "django.po").open("rb") as file:
        return read_po(file, locale=messages.LANGUAGE)


def entries(catalog: Catalog) -> list[Message]:
    """Every string but the first, which is the header of the file."""
    return [message for message in catalog if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def pairs() -> Iterator[Pair]:
    for message in entries(catalogue()):
        yield from map(Pair, forms(message.id), forms(message.string))


def french_with(pattern: re.Pattern[str]) -> list[str]:
    return [pair.french for pair in pairs() if pattern.search(pair.french)]


def test_every_string_of_the_code_is_in_the_catalogue():
    known = {(message.id, message.context) for message in entries(catalogue())}
    found = {(message.id, message.context) for message in entries(messages.collected())}
    assert found - known == set(), "run `make messages`, then translate what it adds"


def test_every_string_is_translated_in_each_of_its_forms():
    catalog = catalogue()
    assert len(entries(catalog)) > 600
    assert [message.id for message in entries(catalog) if not messages.is_translated(message)] == []
    assert all(
        len(forms(message.string)) == (catalog.num_plurals if message.pluralizable else 1)
        for message in entries(catalog)
    )


def test_no_translation_is_a_guess_to_be_checked():
    assert [message.id for message in entries(catalogue()) if message.fuzzy] == []


def test_a_translation_keeps_the_placeholders_and_the_addresses_of_its_source():
    kept = [
        (sorted(_PLACEHOLDER.findall(english)), sorted(_PLACEHOLDER.findall(french))) for english, french in pairs()
    ]
    assert any(source for source, _ in kept)
    assert [(source, translation) for source, translation in kept if source != translation] == []


def test_no_plain_space_lets_a_sign_fall_onto_the_next_line():
    assert french_with(_PLAIN_SPACE_BEFORE_A_SIGN) == []


def test_each_sign_has_the_no_break_space_that_french_gives_it():
    assert french_with(_SIGN_WITHOUT_ITS_SPACE) == []


def test_apostrophes_are_curled():
    assert french_with(_STRAIGHT_APOSTROPHE) == []


def test_quotation_marks_are_french():
    assert french_with(_FOREIGN_QUOTATION_MARK) == []


def test_what_is_served_was_compiled_from_the_catalogue():
    with (messages.FOLDER / "django.mo").open("rb") as file:
        compiled = read_mo(file)
    assert translations(compiled) == translations(catalogue())


def translations(catalog: Catalog) -> dict[tuple[tuple[str, ...], str], tuple[str, ...]]:
    return {(forms(message.id), context_of(message)): forms(message.string) for message in entries(catalog)}


def context_of(message: Message) -> str:
    """Babel leaves the contexts of a compiled catalogue in bytes."""
    context: str | bytes = message.context or ""
    return context.decode() if isinstance(context, bytes) else context
