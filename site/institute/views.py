"""Answers that belong to the site as a whole rather than to one of its pages."""

import sys

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language_from_request
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.static import serve

RENDITIONS_FOLDER = "images"


def redirect_to_language(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the home page in the visitor's language."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def robots(request: HttpRequest) -> HttpResponse:
    context = {"indexable": settings.INDEXABLE, "sitemap": request.build_absolute_uri(reverse("sitemap"))}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


def rendition(request: HttpRequest, path: str) -> FileResponse | HttpResponse:
    """
    A resized image, from the one media folder that is public.

    A front server or CDN may answer this path itself; see docs/deployment.md. What no file system takes for a path is
    not found: a name of 300 characters, a NUL, a folder above.
    """
    try:
        response = serve(request, path, document_root=str(settings.MEDIA_ROOT) + f"/{RENDITIONS_FOLDER}")
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        raise Http404 from error
    patch_cache_control(response, public=True, max_age=86_400)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 where the database did not answer in time, or not at all: it will again. Anything else is a 500."""
    if not isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return defaults.server_error(request)
    content = render_to_string("503.html")
    return HttpResponse(content, status=503, headers={"Retry-After": "10", "Cache-Control": "no-store"})


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers, whatever the state of what it depends on."""
    return HttpResponse("live\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """The process can serve pages: its database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")
