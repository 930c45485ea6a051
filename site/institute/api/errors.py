"""Errors as problem details (RFC 9457), in the language of the request, with nothing of the inside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

CONTENT_TYPE = "application/problem+json"

_TITLES: dict[int, Any] = {
    400: _("The request cannot be understood"),
    401: _("The token is not valid"),
    403: _("The token does not allow this"),
    404: _("There is nothing here"),
    405: _("The API is read-only"),
    410: _("What was here is gone"),
    422: _("A parameter is wrong"),
    429: _("Too many requests"),
    500: _("Something went wrong on our side"),
    503: _("The service is not available just now"),
}


# What is said of a problem of a status where there is no more to say.
_DETAILS: dict[int, Any] = {
    401: _("This token is unknown, revoked or expired."),
    403: _("The token does not allow this type of content."),
    429: _("Please ask again after the time in Retry-After."),
    503: _("Please try again in a moment."),
}


class ParameterError(BaseModel):
    """One parameter that was refused."""

    parameter: str = Field(description="Its name.")
    message: str = Field(description="What is wrong with it, in the language of the request.")


class Problem(BaseModel):
    """An error, after RFC 9457."""

    type: str = Field(description="about:blank: the status says what kind of problem it is.")
    title: str = Field(description="What went wrong, in short.")
    status: int = Field(description="The HTTP status.")
    detail: str | None = Field(description="More about this occurrence.")
    errors: list[ParameterError] = Field(description="Each parameter that was refused.")


class ProblemError(Exception):
    """Raised by a handler to answer with a problem."""

    def __init__(
        self, status: int, detail: str | Promise | None = None, errors: Iterable[ParameterError] = ()
    ) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.errors = list(errors)


class NotFoundError(ProblemError):
    def __init__(self, detail: str | Promise | None = None) -> None:
        super().__init__(404, detail)


class WrongParametersError(ProblemError):
    """Names every parameter that is wrong: ``errors`` is messages by parameter."""

    def __init__(self, errors: Mapping[str, Any]) -> None:
        super().__init__(
            422, errors=[ParameterError(parameter=name, message=str(text)) for name, text in errors.items()]
        )


def refuse_wrong_values(form: BaseForm) -> None:
    """Raise if a filter of ``form`` was given a value that it does not understand."""
    if not form.is_valid():
        raise WrongParametersError({name: messages[0] for name, messages in form.errors.items()})


def problem_response(
    status: int, detail: str | Promise | None = None, errors: Iterable[ParameterError] = ()
) -> HttpResponse:
    """Return the answer that tells of a problem; nothing may keep it."""
    problem = Problem(
        type="about:blank",
        title=str(_TITLES.get(status) or HTTPStatus(status).phrase),
        status=status,
        detail=str(found) if (found := detail or _DETAILS.get(status)) is not None else None,
        errors=list(errors),
    )
    response = HttpResponse(problem.model_dump_json(), status=status, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def problem_example(status: int) -> dict[str, Any]:
    """Return the problem of ``status`` as the document shows it: in English, with one parameter refused by a 422."""
    with translation.override("en"):
        errors = [_refused_limit()] if status == 422 else []
        found: dict[str, Any] = json.loads(problem_response(status, errors=errors).content)
    return found


def _refused_limit() -> ParameterError:
    return ParameterError(parameter="limit", message=gettext("This should be at most %(most)s.") % {"most": 100})


def answer_problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    return problem_response(error.status, error.detail, error.errors)


def validation_messages(errors: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return what is wrong with each parameter, from what pydantic found."""
    messages: dict[str, str] = {}
    for error in errors:
        messages.setdefault(str(error["loc"][-1]), _message(error))
    return messages


def _message(error: dict[str, Any]) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return gettext("This parameter is required.")
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            return gettext("This should be a whole number.")
        case "bool_parsing" | "bool_type":
            return gettext("This should be “true” or “false”.")
        case "greater_than_equal":
            return gettext("This should be at least %(least)s.") % {"least": context["ge"]}
        case "less_than_equal":
            return gettext("This should be at most %(most)s.") % {"most": context["le"]}
        case "literal_error" | "enum":
            return gettext("This should be one of %(choices)s.") % {"choices": _choices(context["expected"])}
        case "string_too_long":
            return gettext("This is longer than %(most)s characters.") % {"most": context["max_length"]}
        case "value_error":
            return str(context["error"])
        case kind if kind.startswith(("date", "time")):
            return iso_8601_message()
    return gettext("This value cannot be read.")


def iso_8601_message() -> str:
    return gettext("This should be a date, or a date and time, after ISO 8601, such as 2026-03-31T12:00:00Z.")


def _choices(expected: str) -> str:
    """Pydantic lists choices as "'a', 'b' or 'c'"; the word between depends on the language."""
    return ", ".join(part.strip().strip("'") for part in expected.replace(" or ", ",").split(","))
