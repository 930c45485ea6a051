"""Capitals after hyphens in English titles, which citeproc-py leaves small: `Low-Rank`, `State-of-the-Art`."""

from __future__ import annotations

import re

_HYPHENS = re.compile("([-\u2010\u2011])")
_SPACES = re.compile(r"(\s+)")
_AS_IT_IS = re.compile(r'(<span class="nocase">[^<]*</span>)')
# Articles, conjunctions and prepositions stay small within a compound.
_SMALL = frozenset(
    ["a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "on", "or", "the", "to",
     "via", "vs", "with", "yet"]
)  # fmt: skip
# What cannot stand by itself: Chicago (8.161) leaves the element after it small.
_PREFIXES = frozenset(
    ["anti", "bi", "co", "de", "hyper", "inter", "intra", "meta", "micro", "mini", "mono", "multi", "neo", "non",
     "post", "pre", "proto", "pseudo", "re", "semi", "sub", "super", "trans", "tri", "ultra", "un"]
)  # fmt: skip


def capitalize_compounds(title: str, *, after_prefixes: bool) -> str:
    """Return ``title`` with capitals after hyphens; what is marked to stay as it is does.

    ``after_prefixes`` says whether the element after a prefix (`pre-training`) gets one too.
    """
    pieces = _AS_IT_IS.split(title)
    for place in range(0, len(pieces), 2):
        words = _SPACES.split(pieces[place])
        pieces[place] = "".join(_compound(word, after_prefixes) for word in words)
    return "".join(pieces)


def _compound(word: str, after_prefixes: bool) -> str:
    elements = _HYPHENS.split(word)
    if len(elements) == 1:
        return word
    for place in range(0, len(elements), 2):
        element = elements[place]
        follows_prefix = place == 2 and elements[0].lower() in _PREFIXES
        if not element.islower() or (follows_prefix and not after_prefixes):
            continue
        # Where a word has capitals of its own (`t-SNE`), its beginning is meant as it is.
        if place == 0:
            elements[place] = element[:1].upper() + element[1:] if word.islower() else element
        elif element.rstrip(",.;:!?)]") not in _SMALL:
            elements[place] = element[:1].upper() + element[1:]
    return "".join(elements)
