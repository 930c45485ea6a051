"""Which of two values says less."""

from __future__ import annotations

import pytest

from publications.imports.completeness import is_poorer


@pytest.mark.parametrize(
    ("field", "value", "other"),
    [
        ("venue_text", "Gene", "Genetics"),
        ("venue_text", "Neuron", "Neuroscience"),
        ("publisher", "IEEE", "Ieee"),
        ("full_title", "BERT", "Bert"),
    ],
)
def test_acronym_and_name_of_one_word_are_not_poorer(field: str, value: str, other: str) -> None:
    assert not is_poorer(field, value, other)


@pytest.mark.parametrize(
    ("field", "value", "other"),
    [
        ("venue_text", "Genet.", "Genetics"),
        ("venue_text", "J. Mach. Learn. Res.", "Journal of Machine Learning Research"),
        ("full_title", "DEEP LEARNING", "Deep Learning"),
    ],
)
def test_abbreviation_and_title_in_capitals_are_poorer(field: str, value: str, other: str) -> None:
    assert is_poorer(field, value, other)
