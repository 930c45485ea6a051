"""Answers about content that are not pages."""

from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from institute.content.sitemaps import PageSitemap


@require_safe
def sitemap(request: HttpRequest, section: str | None = None) -> HttpResponse:
    """The sitemap of both languages; an index of its parts once one file cannot hold it."""
    pages = PageSitemap()
    sitemaps: dict[str, type[Sitemap] | Sitemap] = {"pages": pages}
    if section is None and pages.paginator.num_pages > 1:
        return sitemap_views.index(request, sitemaps, sitemap_url_name="sitemap_section")
    return sitemap_views.sitemap(request, sitemaps, section=section)
