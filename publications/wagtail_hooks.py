"""What publications add to the admin, and the files that visitors may not read yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import ProtectedError, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from directory.models import PersonPage
from institute.content.models import Document
from publications.files import is_closed
from publications.matching import refuse_to_reveal
from publications.views import AuthorMatchesView
from publications.viewsets import PublicationsGroup

register_snippet(PublicationsGroup)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("publications/<int:pk>/authors/", AuthorMatchesView.as_view(), name="publication_author_matches"),
    ]


@hooks.register("before_serve_document")
def refuse_closed_files(document: Document, request: HttpRequest) -> None:
    """To visitors a closed file does not exist; those who work on the site may read it."""
    if is_closed(document) and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404


@hooks.register("before_delete_page")
def refuse_to_reveal_a_name(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say why the profile stays, where its deletion would show a name that must never be shown."""
    return _refusal(request, PersonPage.objects.descendant_of(page, inclusive=True))


@hooks.register("before_bulk_action")
def refuse_to_reveal_names(
    request: HttpRequest, action_type: str, pages: Iterable[Page], action: Any
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    within = [PersonPage.objects.descendant_of(page, inclusive=True) for page in pages if isinstance(page, Page)]
    return next((refusal for people in within if (refusal := _refusal(request, people))), None)


def _refusal(request: HttpRequest, people: QuerySet[PersonPage]) -> HttpResponse | None:
    hiding = people.filter(author_matches__state="confirmed", author_matches__hides_printed_name=True).first()
    if hiding is None:
        return None
    try:
        refuse_to_reveal(hiding)
    except ProtectedError as error:
        messages.error(request, error.args[0])
    return redirect("wagtailadmin_explore", hiding.get_parent().pk)
