"""Text as XML can hold it: texts copied from PDFs are full of what it has no way to write."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """Return ``text`` without control characters and halves of characters."""
    return _UNWRITABLE.sub("", text)
