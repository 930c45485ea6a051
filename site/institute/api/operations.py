"""How an operation of the API is declared: what it takes, what it answers, and nothing else."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, get_type_hints

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from ninja import NinjaAPI, Router
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from pydantic import BaseModel

from institute.api.authorization import check_types
from institute.api.context import ApiContext
from institute.api.deprecation import Deprecation, add_link, tell
from institute.api.errors import Problem, ProblemError, WrongParametersError, answer_problem, validation_messages
from institute.api.openapi import MEDIA_TYPE
from institute.api.rich_text import HTML
from institute.api.sparse_fields import Selected, sparse

Handler = Callable[..., BaseModel | Selected | HttpResponseBase]

JSON = "application/json"


def read(
    router: Router,
    path: str,
    answers: Any,
    *,
    tag: str,
    summary: str,
    may_be_missing: bool = False,
    may_be_gone: bool = False,
    may_have_moved: bool = False,
    is_private: bool = False,
    deprecated: Deprecation | None = None,
    media_type: str = JSON,
    name: str = "",
    tells: str = "",
) -> Callable[[Handler], Handler]:
    """Declare the operation that answers ``GET path`` with ``answers``.

    The handler's first parameter is the ``Reading``; the others are those of the path, and ``query``,
    a model of all the parameters that the operation takes. One that answers in another ``media_type``
    than JSON returns the response itself. ``name`` is for a handler that answers several paths. What is private
    is kept by nobody. ``tells`` is the type of the content of which a response of the handler's own tells.
    """
    responses: dict[int, Any] = {
        200: answers,
        400: Problem,
        401: Problem,
        403: Problem,
        422: Problem,
        429: Problem,
        503: Problem,
    }
    responses |= {404: Problem} if may_be_missing else {}
    responses |= {410: Problem} if may_be_gone else {}
    responses |= {301: None} if may_have_moved else {}

    def declare(handler: Handler) -> Handler:
        hints = get_type_hints(handler, include_extras=True)
        chooses = "fields" in hints["query"].__origin__.model_fields
        first, *others = inspect.signature(handler).parameters.values()
        fields = hints["query"].__origin__.model_fields
        known = frozenset(fields)
        leaving = {
            name: deprecation
            for name, field in fields.items()
            for deprecation in field.metadata
            if isinstance(deprecation, Deprecation)
        }

        @wraps(handler)
        def operation(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
            if errors := wrong_names(request):
                raise WrongParametersError(errors)
            query = arguments["query"]
            context = ApiContext(request, getattr(query, "richtext", HTML))
            result = handler(context, **arguments)
            check_types(request, result, tells)
            response = answer(result, context)
            if is_private:
                response.headers["Cache-Control"] = "private, no-store"
            used = [deprecation for name, deprecation in leaving.items() if name in request.GET]
            tell(response, [deprecated, *used] if deprecated is not None else used)
            return response

        operation.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [
                inspect.Parameter("request", first.kind, annotation=HttpRequest),
                *(parameter.replace(annotation=hints[parameter.name]) for parameter in others),
            ]
        )
        decorate_view(_remember(known))(operation)
        router.get(
            path,
            response=responses | ({200: answers | sparse(answers)} if chooses else {}),
            by_alias=True,
            summary=summary,
            tags=[tag],
            operation_id=name or handler.__name__,
            url_name=name or handler.__name__,
            deprecated=True if deprecated is not None else None,
            openapi_extra={MEDIA_TYPE: media_type},
        )(operation)
        return handler

    return declare


def answer(result: BaseModel | Selected | HttpResponseBase, context: ApiContext) -> HttpResponseBase:
    """Return ``result`` as JSON, with the links and the language that it says in its headers as well."""
    if isinstance(result, HttpResponseBase):
        result.headers["Content-Language"] = context.language
        return result
    # What nobody asked to include was never set.
    response = HttpResponse(result.model_dump_json(exclude_unset=True), content_type=JSON)
    response.headers["Content-Language"] = context.language
    if not (context.is_whole and getattr(result, "may_be_kept", True)):
        response.headers["Cache-Control"] = "no-cache"
    for relation in ("next", "prev"):
        if url := getattr(result, relation, None):
            add_link(response, url, relation)
    return response


def moved_to(url: str) -> HttpResponse:
    """Return the answer that leads on to ``url``; it is asked again each time, for addresses can be forgotten."""
    response = HttpResponsePermanentRedirect(url)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _remember(known: frozenset[str]) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let what answers a request know which parameters its operation takes."""

    def decorate(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(run)
        def remembering(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
            request.known_parameters = known  # type: ignore[attr-defined]
            return run(request, **arguments)

        return remembering

    return decorate


def wrong_names(request: HttpRequest) -> dict[str, str]:
    """Return what is wrong with parameters whatever their values: they are unknown here, or given twice."""
    errors = {}
    for name, values in request.GET.lists():
        if name not in request.known_parameters:  # type: ignore[attr-defined]
            errors[name] = gettext("There is no such parameter here.")
        elif len(values) > 1:
            errors[name] = gettext("This parameter may be given once.")
        elif "\x00" in values[0]:
            errors[name] = gettext("This value cannot be read.")
    return errors


def handle_errors(api: NinjaAPI) -> None:
    """Let ``api`` answer with problems."""
    api.add_exception_handler(ProblemError, answer_problem)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, _refuse)  # type: ignore[arg-type]
    # Whatever else is raised is for the middleware.
    api.add_exception_handler(Exception, _raise)  # type: ignore[arg-type]


def _refuse(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer_problem(request, WrongParametersError(validation_messages(error.errors) | wrong_names(request)))


def _raise(request: HttpRequest, error: Exception) -> HttpResponse:
    raise error
