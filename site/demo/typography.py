"""French typography for text that was typed with plain spaces.

The narrow no-break space (U+202F) stands before ; ! and ?, the no-break space (U+00A0) before a colon and
inside guillemets, and between a number and what it counts in thousands. Addresses and markup are left alone.
"""

import re

NARROW, WIDE = "\u202f", "\u00a0"

_MARKUP = re.compile(r"(<[^>]*>|https?://\S+)")
_RULES = (
    (re.compile(r" ([;!?])"), NARROW + r"\1"),
    (re.compile(r" :"), WIDE + ":"),
    (re.compile(r"« "), "«" + WIDE),
    (re.compile(r" »"), WIDE + "»"),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NARROW),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
)


def typeset_french(text: str) -> str:
    """The text with the spaces and apostrophes that a French typographer would use."""
    pieces = _MARKUP.split(text)
    for index in range(0, len(pieces), 2):
        for pattern, replacement in _RULES:
            pieces[index] = pattern.sub(replacement, pieces[index])
    return "".join(pieces)
