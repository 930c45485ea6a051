"""Which content is there now: one value that is another as soon as visitors see anything else.

It is made of the position of the change log and of what changes by the mere passing of time: the day
(a person becomes an alumnus, an embargo ends), and the last page that expired and still awaits the task
which unpublishes it. What was worked out for a version holds as long as that version is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.core.cache import caches
from django.db.models import Exists, Max, Subquery
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from institute.content.models import Change

Value = TypeVar("Value")


@dataclass(frozen=True)
class ContentVersion:
    """The content as one request sees it."""

    position: int
    recorded_at: datetime | None
    expired_at: datetime | None
    today: datetime
    # Within a transaction that has changed content, what is seen has no position yet.
    is_committed: bool

    @classmethod
    def current(cls) -> ContentVersion:
        """Return the version that is there now; costs one query."""
        now = timezone.now()
        expired = Page.objects.filter(live=True, expire_at__lte=now).order_by().values("live")
        latest = (
            Change.objects.filter(position__isnull=False)
            .order_by("-position")
            .annotate(
                expired_at=Subquery(expired.annotate(latest=Max("expire_at")).values("latest")),
                is_changing=Exists(Change.objects.filter(position__isnull=True)),
            )
            .values_list("position", "recorded_at", "expired_at", "is_changing")
            .first()
        )
        position, recorded_at, expired_at, is_changing = latest or (0, None, None, True)
        today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(position or 0, recorded_at, expired_at, today, not is_changing)

    @classmethod
    def for_request(cls, request: HttpRequest) -> ContentVersion:
        """Return the version that ``request`` is answered from, asked for once."""
        version: ContentVersion | None = getattr(request, "_institute_version", None)
        if version is None:
            version = cls.current()
            request._institute_version = version  # type: ignore[attr-defined]
        return version

    @property
    def parts(self) -> tuple[str, ...]:
        """What tells this version from all others."""
        return str(self.position), str(self.expired_at), self.today.isoformat()


class VersionedCache(Generic[Value]):
    """What was worked out about something since the content last changed; each process remembers for itself.

    ``about`` is made of texts and numbers, and tells all that the value depends on besides the content, the language
    included. The value is never None.
    """

    def __init__(self, request: HttpRequest, *about: Hashable) -> None:
        version = ContentVersion.for_request(request)
        self._may_be_kept = version.is_committed
        self._key = hashlib.blake2b(repr((version.parts, about)).encode(), digest_size=16).hexdigest()

    @property
    def value(self) -> Value | None:
        """The value, or None where it has to be worked out (and given to ``keep``)."""
        return caches["memory"].get(self._key) if self._may_be_kept else None

    def keep(self, value: Value) -> None:
        if self._may_be_kept:
            caches["memory"].set(self._key, value)

    def get_or_set(self, work_out: Callable[[], Value]) -> Value:
        """Return the value, worked out now where it is not remembered."""
        value = self.value
        if value is None:
            value = work_out()
            self.keep(value)
        return value
