"""Answers about content that are not pages."""

from __future__ import annotations

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe
from wagtail import views as wagtail_views
from wagtail.documents.views.serve import serve as serve_wagtail_document
from wagtail.models import Site
from wagtail.url_routing import RouteResult

from institute.content.document_access import Access, access_to
from institute.content.models import Document
from institute.content.sitemaps import PageSitemap
from institute.content.urls import UrlResolver


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Answer with the page at ``path`` as Wagtail does, but find it in the site tree, which the layout needs too.

    Wagtail looks up the locale, the home page in its language and every page on the way, one by one.
    """
    # Where Wagtail keeps what it has found for a request, and looks before it searches.
    request._wagtail_route_for_request = _route(request, path)  # type: ignore[attr-defined]
    return wagtail_views.serve(request, path)


def _route(request: HttpRequest, path: str) -> RouteResult | None:
    site = Site.find_for_request(request)
    if site is None:
        return None
    site_tree = UrlResolver.for_request(request).site_tree
    home = site_tree.entrance(site)
    parts = [part for part in path.split("/") if part]
    try:
        return home.specific_class.route_from(home, request, parts) if home else site.root_page.route(request, parts)
    except Http404:
        return None


@require_safe
def sitemap(request: HttpRequest, section: str | None = None) -> HttpResponse:
    """The sitemap of both languages; an index of its parts once one file cannot hold it."""
    pages = PageSitemap()
    sitemaps: dict[str, type[Sitemap] | Sitemap] = {"pages": pages}
    if section is None and pages.paginator.num_pages > 1:
        return sitemap_views.index(request, sitemaps, sitemap_url_name="sitemap_section")
    return sitemap_views.sitemap(request, sitemaps, section=section)


@require_safe
def serve_document(request: HttpRequest, document_id: str, filename: str) -> HttpResponse:
    """Answer with a document to those who may read it; to all others it does not exist.

    A document that is public today may be withheld in a minute, so that nobody serves it from a cache without asking
    first. What only some may read is in no cache at all.
    """
    document = get_object_or_404(Document, pk=document_id)
    # As Wagtail does later; a name that is not the document's is compared, and leads nowhere.
    access = access_to(document, request) if document.filename == filename else None
    if access is None:
        raise Http404
    response: HttpResponse = serve_wagtail_document(request, document_id, filename)
    if access is Access.PUBLIC:
        patch_cache_control(response, no_cache=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    patch_vary_headers(response, ["Cookie"])
    return response
