"""Bidirectional control characters, which can turn the text around a title or a name as well.

Right-to-left text needs none of them: its letters have a direction of their own. See https://unicode.org/reports/tr9/.
"""

from __future__ import annotations

import re

# Embeddings and overrides (LRE, RLE, PDF, LRO, RLO), and isolates (LRI, RLI, FSI, PDI).
_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OVERRIDES = re.compile("[\u202a-\u202e]")
_ISOLATES = re.compile("[\u2066-\u2069]")
_POP_ISOLATE = "\u2069"


def without_bidi_controls(text: str) -> str:
    """Return the text without controls that act beyond it: isolates stay where each is closed."""
    if text.isascii() or not _CONTROLS.search(text):
        return text
    text = _OVERRIDES.sub("", text)
    depth = 0
    for isolate in _ISOLATES.findall(text):
        depth += -1 if isolate == _POP_ISOLATE else 1
        if depth < 0:
            break
    return _ISOLATES.sub("", text) if depth else text
