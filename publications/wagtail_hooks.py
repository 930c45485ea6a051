"""What publications add to the admin, and the files that visitors may not read yet."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from institute.content.models import Document
from publications.files import is_closed
from publications.views import AuthorMatchesView
from publications.viewsets import PublicationsGroup

register_snippet(PublicationsGroup)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [path("publications/<int:pk>/authors/", AuthorMatchesView.as_view(), name="publication_author_matches")]


@hooks.register("before_serve_document")
def refuse_closed_files(document: Document, request: HttpRequest) -> None:
    """To visitors a closed file does not exist; those who work on the site may read it."""
    if is_closed(document) and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
