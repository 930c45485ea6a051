"""OpenAlex gives abstracts as the places of each word: https://docs.openalex.org/api-entities/works/work-object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# The longest abstracts have some thousand words; a place far behind them is an error in the index.
_MOST_WORDS = 100_000


def text_of_inverted_index(index: Any) -> str:
    """`{"Deep": [0], "learning": [1, 3], …}` as text; what is no such index gives an empty text."""
    if not isinstance(index, Mapping):
        return ""
    words: dict[int, str] = {}
    for word, places in index.items():
        for place in places if isinstance(places, list) else ():
            if isinstance(place, int) and 0 <= place < _MOST_WORDS:
                words[place] = str(word)
    return " ".join(words[place] for place in sorted(words))
