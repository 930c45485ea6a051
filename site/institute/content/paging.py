"""Long lists in the pages of the admin, as Wagtail pages its own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.paginator import WagtailPaginator


def paged(request: HttpRequest, items: Any, size: int) -> dict[str, Any]:
    """Return what a template shows of ``items``: the ``page`` asked for, and the numbers that lead to the others."""
    paginator = WagtailPaginator(items, size)
    page = paginator.get_page(request.GET.get("p"))
    return {"page": page, "elided_page_range": paginator.get_elided_page_range(page.number)}
