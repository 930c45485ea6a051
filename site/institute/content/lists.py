"""Lists on pages: twenty at a time, with their number, whatever their length."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from institute.content.content_version import VersionedCache

# From here on, passing over whole rows costs more than asking for the keys of those wanted first.
FAR_DOWN = 200


class ListPaginator(Paginator):
    """Pages of the rows that a query has ``found``, each drawn from what ``whole`` makes of them.

    Their number is counted once for as long as the content stays as it is. ``about`` tells this list from all others.
    """

    def __init__(
        self,
        found: Any,
        per_page: int,
        *,
        whole: Callable[[Any], Any],
        request: HttpRequest,
        about: Hashable,
    ) -> None:
        super().__init__(found, per_page)
        self.found = found
        self.whole = whole
        self._count: VersionedCache[int] = VersionedCache(request, "count", about)

    @cached_property
    def count(self) -> int:
        return self._count.get_or_set(self.found.count)

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        if first < FAR_DOWN:
            rows = list(self.whole(self.found)[first:last])
        else:
            keys = list(self.found.values_list("pk", flat=True)[first:last])
            found = {row.pk: row for row in self.whole(self.found.filter(pk__in=keys))}
            rows = [found[key] for key in keys if key in found]
        return Page(rows, number, self)
