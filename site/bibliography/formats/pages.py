"""Pages as sources print them."""

from __future__ import annotations

from bibliography.page_ranges import with_en_dash


def page_range(text: str) -> str:
    """`125--128` as `125–128`. Left out is what only says that a page is not known (`??`), and a last page like the first."""
    first, dash, last = with_en_dash(text.strip()).partition("–")
    if last == first or not last.strip("?"):
        dash = last = ""
    return f"{first}{dash}{last}" if first.strip("?") else ""
