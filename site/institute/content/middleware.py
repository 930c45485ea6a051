"""What the content model asks of every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from institute.content import changes, turns
from institute.content.languages import language_codes
from institute.content.storage import delete_files_on_error

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

View = Callable[..., HttpResponse]


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
        if request.method in SAFE_METHODS:
            return None

        def rewind() -> None:
            for _name, files in request.FILES.lists():
                for file in files:
                    file.seek(0)

        def view_in_transaction() -> HttpResponse:
            with delete_files_on_error():
                return view(request, *arguments, **keywords)

        # The outer block is for a transaction that fails when it is committed.
        with delete_files_on_error():
            return turns.in_one_transaction(view_in_transaction, before_another_try=rewind)


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
        return render(request, "410.html", status=410) if changes.was_here(request.path) else response

    @staticmethod
    def is_page_address(path: str) -> bool:
        return path.split("/")[1] in language_codes()
