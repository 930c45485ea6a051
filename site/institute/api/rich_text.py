"""Rich text as it leaves the site: links lead to public addresses, in the format that a client asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from django.utils.html import strip_tags
from markdownify import ATX, markdownify
from wagtail.rich_text import expand_db_html

HTML, MARKDOWN, TEXT = "html", "markdown", "text"

# Wagtail looks up the links of one text at once; texts are joined so that it does so for all of them.
_SEPARATOR = "<!-- next text -->"
_LOCAL_ADDRESS = re.compile(r'(\b(?:href|src)=")(/[^/"][^"]*|/)"')
_END_OF_BLOCK = re.compile(r"(?i)</(p|h[1-6]|li|blockquote|tr)>|<br\s*/?>|<hr\s*/?>")


def expand(sources: list[str], absolute: Callable[[str], str]) -> list[str]:
    """Return the HTML of rich texts as Wagtail keeps them; ``absolute`` completes local addresses."""
    if not sources:
        return []
    html = expand_db_html(_SEPARATOR.join(sources))
    html = _LOCAL_ADDRESS.sub(lambda match: f'{match[1]}{absolute(match[2])}"', html)
    return html.split(_SEPARATOR)


def convert(html: str, text_format: str) -> str:
    """Return ``html`` in ``text_format``."""
    if text_format == MARKDOWN:
        return str(markdownify(html, heading_style=ATX, bullets="-")).strip()
    if text_format == TEXT:
        return as_text(html)
    return html


def as_text(html: str) -> str:
    """Return the words of ``html``, one block a line."""
    lines = unescape(strip_tags(_END_OF_BLOCK.sub("\n", html))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
