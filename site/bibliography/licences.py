"""Licences, as editors write them, and their addresses."""

from __future__ import annotations

import re

_CREATIVE_COMMONS = re.compile(r"(?:cc[\s-]*)(by(?:-nc)?(?:-sa|-nd)?)[\s-]*(\d\.\d)?", re.IGNORECASE)
_PUBLIC_DOMAIN = re.compile(r"cc[\s-]*0(?:[\s-]*1\.0)?", re.IGNORECASE)


def license_url(text: str) -> str:
    """The address of the licence, or an empty string where the text names none that is known."""
    text = text.strip()
    if text.startswith(("https://", "http://")):
        return text
    if _PUBLIC_DOMAIN.fullmatch(text):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if match := _CREATIVE_COMMONS.fullmatch(text):
        return f"https://creativecommons.org/licenses/{match[1].lower()}/{match[2] or '4.0'}/"
    return ""
