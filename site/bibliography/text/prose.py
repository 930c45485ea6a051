"""Telling English from French, for abstracts whose source does not say."""

from __future__ import annotations

import re

# Frequent words that the other language does not have; what both write alike ("on", "a", "or") says nothing.
_WORDS = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "to",
            "is",
            "we",
            "that",
            "for",
            "this",
            "with",
            "are",
            "which",
            "by",
            "our",
            "from",
            "these",
            "an",
            "have",
            "been",
            "their",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "et",
            "est",
            "une",
            "nous",
            "que",
            "pour",
            "dans",
            "cette",
            "avec",
            "sont",
            "qui",
            "par",
            "du",
            "au",
            "aux",
            "ces",
            "sur",
        ]
    ),
}


def language_of(text: str) -> str:
    """`en` or `fr`, or nothing where the words do not clearly tell."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {language: sum(word in known for word in words) for language, known in _WORDS.items()}
    likely, unlikely = sorted(counts, key=lambda language: -counts[language])
    if counts[likely] >= 3 and counts[likely] >= 3 * counts[unlikely]:
        return likely
    return ""
