"""Page ranges."""

from __future__ import annotations

import re

# Not from within white space, for each start would read all that follows it.
_DASH = re.compile(r"(?<!\s)\s*[-–—]+\s*")


def with_en_dash(pages: str) -> str:
    """Return `125--128` and `125 - 128` as `125–128`."""
    return _DASH.sub("–", pages)
