"""What the content model asks of every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import render
from django.utils.encoding import escape_uri_path
from wagtail.contrib.redirects import middleware as wagtail_redirects

from institute.content import change_log, former_addresses, locking
from institute.content.languages import language_codes
from institute.content.storage import delete_files_on_error

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

View = Callable[..., HttpResponse]


# Longer than any address of the site; what is longer is looked up nowhere.
LONGEST_ADDRESS = 8000


def refuse_malformed_address(request: HttpRequest) -> None:
    """Raise BadRequest for an address that is too long, and Http404 for one that nothing can have.

    PostgreSQL stores no NUL, and no file has one in its name. In the query string, it is for the view to refuse.
    """
    if len(request.path_info) + len(request.META.get("QUERY_STRING", "")) > LONGEST_ADDRESS:
        raise BadRequest("The address is too long.")
    if "\x00" in request.path_info:
        raise Http404("No address holds a NUL.")


class MalformedAddressMiddleware:
    """Refuse an address that cannot be one of ours before anything looks it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refuse_malformed_address(request)
        return self.get_response(request)


class AtomicWritesMiddleware:
    """Run every view that may write in one transaction.

    Publishing is many writes (the page, its children, identifiers, the change log): a visitor sees
    all of them or none. Reads are left out, for they would only pay for the transaction. Of two editors whose
    changes waited for one another, the one that the database refused is served again. The files that a view saved
    are deleted where its transaction is undone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, arguments: list[Any], keywords: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method in SAFE_METHODS or getattr(view, "is_read_only", False):
            return None
        # Parsed before the transaction begins, uploaded files included.
        _ = request.POST

        def rewind() -> None:
            # What the view saved before its commit failed; what it saved before it failed itself is deleted already.
            saved.delete()
            for _name, files in request.FILES.lists():
                for file in files:
                    file.seek(0)

        def respond() -> HttpResponse:
            # Autosave, approval and publication of one page wait for each other, and read it afterwards.
            if isinstance(page_id := keywords.get("page_id"), int):
                locking.lock_for_editing(page_id)
            with delete_files_on_error():
                return view(request, *arguments, **keywords)

        # The outer block is for a transaction that fails when it is committed.
        with delete_files_on_error() as saved:
            return locking.retry_on_deadlock(respond, before_retry=rewind)


class RedirectMiddleware(wagtail_redirects.RedirectMiddleware):
    """Wagtail's middleware, for redirects whose page is visible: no address leads to a page that is hidden."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 404:
            return response
        found = former_addresses.destination(request, request.get_full_path())
        if found is None:
            return response
        return HttpResponsePermanentRedirect(found.path) if found.is_permanent else HttpResponseRedirect(found.path)


def read_only(view: View) -> View:
    """Mark a view that writes nothing, whatever the method: it needs no transaction."""
    view.is_read_only = True  # type: ignore[attr-defined]
    return view


class GoneMiddleware:
    """Answer 410 where a page once stood, so that readers and machines stop looking for it.

    Stands outside the redirects' middleware: an address that leads elsewhere is not gone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or not self.is_page_address(request.path):
            return response
        was_here = change_log.was_here(escape_uri_path(request.path))
        return render(request, "410.html", status=410) if was_here else response

    @staticmethod
    def is_page_address(path: str) -> bool:
        return path.split("/")[1] in language_codes()
