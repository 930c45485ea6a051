"""The one door of the read API.

An answer of the API depends on its address and on the content, never on who asks: sessions, accounts
and the languages that browsers prefer are left aside, with all that they would add to the headers.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from institute.api.authorization import authenticate, grant_of, keep_apart
from institute.api.compression import compress, encoding_for
from institute.api.conditional import Validator, holds_anything
from institute.api.errors import problem_response
from institute.api.limits import seconds_to_wait
from institute.api.response_cache import CachedResponse, keep, kept
from institute.content.languages import default_language, language_codes
from institute.content.middleware import refuse_malformed_address

logger = logging.getLogger("django.request")

ROOT = "/api/v1"
METHODS = "GET, HEAD, OPTIONS"
_CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Content-Disposition, Content-Language, Deprecation, ETag, Last-Modified, Link, Retry-After, Sunset"
    ),
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class ReadApiMiddleware:
    """Answers everything below ``/api/v1``; belongs above all that deals with sessions and languages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info != ROOT and not request.path_info.startswith(f"{ROOT}/"):
            return self.get_response(request)
        language = _language_of(request)
        with translation.override(language):
            response = self._answer_safely(request)
        if not isinstance(response, CachedResponse):
            self._finish(request, response, language)
            keep(request, response)
        if request.method == "HEAD" and isinstance(response, HttpResponse):
            response.content = b""
        return response

    def _finish(self, request: HttpRequest, response: HttpResponseBase, language: str) -> None:
        """Give ``response`` what every answer has, and pack it as the client reads it best."""
        if response.status_code == 304:
            # A cache takes the headers of a confirmation for those of the answer that it keeps.
            del response.headers["Content-Type"]
        else:
            response.headers.setdefault("Content-Language", language)
        keep_apart(request, response)
        for name, value in _CROSS_ORIGIN.items():
            response.headers[name] = value
        if response.status_code == 304:
            patch_vary_headers(response, ["Accept-Encoding"])
        if isinstance(response, StreamingHttpResponse):
            patch_vary_headers(response, ["Accept-Encoding"])
            # How long it will be is known when it is written; who asks for the headers has none of it written.
            if request.method == "HEAD":
                response.streaming_content = ()
        elif isinstance(response, HttpResponse):
            if response.status_code == 200:
                compress(response, encoding_for(request))
            if request.method == "HEAD" or response.status_code not in (204, 304):
                response.headers["Content-Length"] = str(len(response.content))

    def _answer_safely(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self._answer(request)
        except Http404:
            return problem_response(404)
        except (BadRequest, SuspiciousOperation):
            return problem_response(400)
        except (OperationalError, InterfaceError):
            logger.exception("The database did not answer: %s", request.path)
            response = problem_response(503)
            response.headers["Retry-After"] = "10"
            return response
        except Exception:
            got_request_exception.send(sender=type(self), request=request)
            logger.exception("Internal Server Error: %s", request.path, extra={"status_code": 500, "request": request})
            return problem_response(500)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        refuse_malformed_address(request)
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": METHODS, **_PREFLIGHT})
        if request.method not in ("GET", "HEAD"):
            response = problem_response(405, _("Ask with GET, HEAD or OPTIONS."))
            response.headers["Allow"] = METHODS
            return response
        refusal = authenticate(request)
        # Whoever guesses at tokens is counted too, by address.
        if wait := seconds_to_wait(request):
            response = problem_response(429)
            response.headers["Retry-After"] = str(wait)
            return response
        if refusal is not None:
            return refusal
        if request.path_info == ROOT:
            return HttpResponsePermanentRedirect(f"{ROOT}/")
        validator = Validator.current(request)
        if grant_of(request) is None and (tag := validator.held_by(request)):
            return validator.confirmation(tag)
        if (found := kept(request, validator)) is not None:
            return validator.confirmation() if holds_anything(request) else found
        match = resolve(request.path_info)
        request.resolver_match = match
        asked_with, request.method = request.method, "GET"
        response = match.func(request, *match.args, **match.kwargs)
        request.method = asked_with
        if response.status_code == 200 and "Cache-Control" not in response.headers:
            if grant_of(request) is None and holds_anything(request):
                return validator.confirmation()
            validator.mark(response)
        return response


def _language_of(request: HttpRequest) -> str:
    """Return the language asked for; a wrong one is refused later, in the default language."""
    wanted = request.GET.get("locale", "")
    return wanted if wanted in language_codes() else default_language()
