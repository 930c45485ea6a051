"""Conditional requests: what a client holds is checked against the change log, without building it anew.

Everything that the API says follows from the content, the request and the code. A strong entity tag
is made of exactly these: the version of the content, the address that was asked for, and a fingerprint
of the code. Each encoding has a tag of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, parse_etags

from institute.api.compression import encoding_for
from institute.content.content_version import ContentVersion

# What the answers are made by: a new version of any of them makes what clients hold stale.
_PACKAGES = ["institute", "home", "directory", "publications"]


@dataclass(frozen=True)
class Validator:
    """What an answer to a request would be marked with now."""

    etag: str
    last_modified: datetime
    is_settled: bool

    @classmethod
    def current(cls, request: HttpRequest) -> Validator:
        """Return the validator of what ``request`` asks for; costs one query."""
        now = timezone.now()
        version = ContentVersion.for_request(request)
        # As it was received: written anew, two questions could come to look alike.
        asked = f"{request.path}?{request.META.get('QUERY_STRING', '')}"
        address = f"{request.scheme}://{request.get_host()}{asked}"
        parts = [code_fingerprint(), *version.parts, address]
        tag = hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
        if encoding := encoding_for(request):
            tag = f"{tag}-{encoding}"
        moments = (version.recorded_at, version.expired_at, version.today, min(now, code_changed_at()))
        last_modified = max(moment for moment in moments if moment)
        return cls(f'"{tag}"', last_modified, now - last_modified >= timedelta(seconds=1))

    def held_by(self, request: HttpRequest) -> str:
        """Return the tag of what the client says that it holds, where that is what it would be sent; else ""."""
        if (tags := request.headers.get("If-None-Match")) is not None:
            # Where a tag is weak, ours was, or one on the way has made it so.
            return next((tag for tag in parse_etags(tags) if tag.removeprefix("W/") == self.etag), "")
        is_held = self.is_settled and request.headers.get("If-Modified-Since") == self._date
        return self.etag if is_held else ""

    def confirmation(self, tag: str = "") -> HttpResponse:
        """Return the answer to a client that holds what it would be sent."""
        response = HttpResponse(status=304)
        self.mark(response)
        response.headers["ETag"] = tag or self.etag
        return response

    def mark(self, response: HttpResponseBase) -> None:
        """Let ``response`` be kept by anyone who asks each time whether it still holds."""
        # A file that is packed anew each time says the same in other bytes.
        response.headers["ETag"] = f"W/{self.etag}" if getattr(response, "is_packed", False) else self.etag
        # Dates have seconds: before one has passed, another change could come to have the same date.
        if self.is_settled:
            response.headers["Last-Modified"] = self._date
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)

    @property
    def _date(self) -> str:
        return http_date(self.last_modified.timestamp())


def holds_anything(request: HttpRequest) -> bool:
    """Tell whether the client asks only for what it has nothing of: whatever is there is confirmed."""
    return parse_etags(request.headers.get("If-None-Match", "")) == ["*"]


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """Return a digest of the code and the translations that answers are made by."""
    digest = hashlib.blake2b(digest_size=16)
    for path in _code():
        digest.update(path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def code_changed_at() -> datetime:
    """Return when the newest file of the code was written."""
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in _code()), tz=UTC)


def _code() -> Iterator[Path]:
    for package in _PACKAGES:
        for folder in import_module(package).__path__:
            yield from (path for path in sorted(Path(folder).rglob("*")) if path.suffix in {".py", ".html", ".mo"})
