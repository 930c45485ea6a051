"""Parsing of URLs that people typed or sources sent, which may not be URLs at all."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def split_url(url: str) -> SplitResult | None:
    """Return the parts of a URL, or None where it cannot be parsed, as with brackets that hold no IPv6 address."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, or "" where it has none or cannot be parsed."""
    parts = split_url(url)
    return (parts.hostname or "") if parts is not None else ""
