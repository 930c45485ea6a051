"""Detection of hidden names in slugs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import permutations

from bibliography.text_normalization import normalize

# Longer names are compared word by word only (permutations).
LONGEST_JOINED_NAME = 4
# Shorter words occur in others by chance ("li" in "julia").
SHORTEST_PART = 3


def spells_name(slug: str, hidden_names: Iterable[str], shown_names: Iterable[str]) -> bool:
    """Return whether ``slug`` spells one of ``hidden_names``, or a part of it that no name in ``shown_names`` has.

    Where "Alex Martin" is shown and "Alexandra Martin" is hidden, ``martin-alexandra`` and ``alexandramartin`` spell
    the hidden name, ``alex-martin-2`` does not.
    """
    written = _words(slug)
    shown = [_words(name) for name in shown_names]
    shown_words = {word for words in shown for word in words}
    unexplained = [word for word in written if word not in shown_words and not word.isdecimal()]
    for name in hidden_names:
        words = _words(name)
        if not words:
            continue
        if set(words) <= set(written) and not any(set(words) <= set(other) for other in shown):
            return True
        secret = {word for word in words if word not in shown_words}
        if any(_holds(word, part) for word in unexplained for part in secret):
            return True
        if unexplained and len(words) <= LONGEST_JOINED_NAME:
            joined = "".join(written)
            orders = ("".join(order) for order in permutations(words))
            if any(order in joined for order in orders):
                return True
    return False


def _holds(word: str, part: str) -> bool:
    return word == part or (len(part) >= SHORTEST_PART and part in word)


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", normalize(name))
