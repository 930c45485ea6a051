"""JSON-LD that stands in a page."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# A "</script>" within a title must not end the element (as django.utils.html.json_script does).
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def as_script(data: dict[str, Any]) -> SafeString:
    """Return ``data``, with its schema.org context, as the script element of a page's head."""
    text = json.dumps({"@context": "https://schema.org", **data}, cls=DjangoJSONEncoder, ensure_ascii=False)
    escaped = mark_safe(text.translate(_ESCAPES))
    return format_html('<script type="application/ld+json">{}</script>', escaped)
