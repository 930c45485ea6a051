"""Conditional requests: what a client holds is checked against the change log, without building it anew.

Everything that the API says follows from the content, the request and the code. A strong entity tag
is made of exactly these: the position of the change log, the address that was asked for, and a
fingerprint of the code. What changes by the mere passing of time is in it as well: the day (a person
becomes an alumnus, an embargo ends), and the last page that expired and still awaits the task which
unpublishes it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path

from django.db.models import Max, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, parse_etags
from wagtail.models import Page

from institute.content.models import Change

# What the answers are made by: a new version of any of them makes what clients hold stale.
_PACKAGES = ["institute", "home", "directory", "publications"]


@dataclass(frozen=True)
class Validator:
    """What an answer to a request would be marked with now."""

    etag: str
    last_modified: datetime

    @classmethod
    def current(cls, request: HttpRequest) -> Validator:
        """Return the validator of what ``request`` asks for; costs one query."""
        now = timezone.now()
        expired = Page.objects.filter(live=True, expire_at__lte=now).order_by().values("live")
        latest = (
            Change.objects.filter(position__isnull=False)
            .order_by("-position")
            .annotate(expired_at=Subquery(expired.annotate(latest=Max("expire_at")).values("latest")))
            .values_list("position", "recorded_at", "expired_at")
            .first()
        )
        position, recorded_at, expired_at = latest or (0, None, None)
        today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        parts = [
            code_fingerprint(),
            str(position),
            str(expired_at),
            today.isoformat(),
            f"{request.scheme}://{request.get_host()}{request.get_full_path()}",
        ]
        digest = hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
        return cls(f'"{digest}"', max(moment for moment in (recorded_at, expired_at, today) if moment))

    def is_held_by(self, request: HttpRequest) -> bool:
        """Tell whether the client says that it holds what it would be sent."""
        held = parse_etags(request.headers.get("If-None-Match", ""))
        return any(tag.removeprefix("W/") == self.etag for tag in held)

    def mark(self, response: HttpResponseBase) -> None:
        """Let ``response`` be kept by anyone who asks each time whether it still holds."""
        # A file that is packed anew each time says the same in other bytes.
        response.headers["ETag"] = f"W/{self.etag}" if getattr(response, "is_packed", False) else self.etag
        response.headers["Last-Modified"] = http_date(self.last_modified.timestamp())
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)


@lru_cache(maxsize=1)
def code_fingerprint() -> str:
    """Return a digest of the code and the translations that answers are made by."""
    digest = hashlib.blake2b(digest_size=16)
    for package in _PACKAGES:
        for folder in import_module(package).__path__:
            for path in sorted(Path(folder).rglob("*")):
                if path.suffix in {".py", ".html", ".mo"}:
                    digest.update(path.read_bytes())
    return digest.hexdigest()
