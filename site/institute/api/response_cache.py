"""Answers that are said again as they were said, for as long as their tag holds.

A tag tells the content, the address, the encoding and the code (``conditional``): whatever was answered under it
is the answer still. Each process keeps two hundred, packed and with their headers.
"""

from __future__ import annotations

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from institute.api.authorization import grant_of
from institute.api.conditional import Validator
from institute.content.content_version import ContentVersion

# Bytes; more is for files.
LONGEST = 128 << 10


class CachedResponse(HttpResponse):
    """A response that was finished once, and is sent as it was."""


def kept(request: HttpRequest, validator: Validator) -> CachedResponse | None:
    """Return the answer that everyone is given who asks this, where there is one."""
    found = caches["answers"].get(validator.etag) if _is_for_all(request) else None
    if found is None:
        return None
    headers, content = found
    response = CachedResponse(content, headers=headers)
    # The date could not be told yet in the second of a change.
    validator.mark(response)
    return response


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep a finished ``response`` for all who ask the same, if it is one that they may be given."""
    tag = response.headers.get("ETag", "")
    if (
        request.method == "GET"
        and response.status_code == 200
        and isinstance(response, HttpResponse)
        and tag.startswith('"')
        and len(response.content) <= LONGEST
        and _is_for_all(request)
    ):
        caches["answers"].set(tag, (dict(response.headers), response.content))


def _is_for_all(request: HttpRequest) -> bool:
    return grant_of(request) is None and ContentVersion.for_request(request).is_committed
