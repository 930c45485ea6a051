"""Who asks, where they say so: a token in ``Authorization``, which is good or is refused.

What a token may read is told by whoever knows tokens (``authenticate_with``). A read with a token is kept
by nobody else, and whatever is wrong with one is an answer of 401: never a read as if there were none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from institute.api.errors import ProblemError, problem_response


@dataclass(frozen=True)
class Grant:
    """What the token of a request allows: these types of content, or all."""

    types: frozenset[str]
    preview: bool
    holder: Any

    def allows(self, names: Iterable[str]) -> bool:
        return not self.types or self.types.issuperset(names)


Authenticator = Callable[[str], Grant | None]
_authenticators: list[Authenticator] = []


def authenticate_with(authenticator: Authenticator) -> Authenticator:
    """Register a function that answers what a token allows, and None for one that is not good."""
    if authenticator not in _authenticators:
        _authenticators.append(authenticator)
    return authenticator


def authenticate(request: HttpRequest) -> HttpResponse | None:
    """Note on ``request`` what its token allows; return the refusal where it has one that is not good."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _space, token = header.partition(" ")
    if scheme.lower() == "bearer":
        for authenticator in _authenticators:
            if (grant := authenticator(token.strip())) is not None:
                request.grant = grant  # type: ignore[attr-defined]
                return None
    response = problem_response(401)
    response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response


def grant_of(request: HttpRequest) -> Grant | None:
    return getattr(request, "grant", None)


def check_types(request: HttpRequest, result: Any, tells: str) -> None:
    """Raise unless the token, where there is one, allows what ``result`` tells; a file ``tells`` of one type."""
    told = {tells} if tells else set()
    if not isinstance(result, HttpResponseBase):
        parts = [result, getattr(result, "page", None), *(getattr(result, "items", None) or ())]
        # What a search found stands beside why it was found.
        parts += [getattr(part, "item", None) for part in parts]
        told |= {name for part in parts if isinstance(name := getattr(part, "type", None), str)}
    require(request, told)


def require(request: HttpRequest, names: Iterable[str]) -> None:
    """Raise unless the token, where there is one, allows these types."""
    grant = grant_of(request)
    if grant is not None and not grant.allows(names):
        raise ProblemError(403)


def allowed_of(request: HttpRequest, names: Iterable[str]) -> list[str]:
    """Return those of these types that the token allows, where there is one."""
    grant = grant_of(request)
    return [name for name in names if grant is None or grant.allows([name])]


def keep_apart(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let no cache give what one caller was told to another."""
    patch_vary_headers(response, ["Authorization"])
    if "Authorization" in request.headers:
        response.headers["Cache-Control"] = "private, no-store"
        for name in ("ETag", "Last-Modified"):
            if name in response.headers:
                del response.headers[name]
