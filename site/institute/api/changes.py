"""``/changes``: what happened to what visitors see, in the order in which it was committed.

A client that comes with nothing is first told what is there (from the addresses that are kept beside the
log), then what has happened since it began to ask. What it is told twice that way says the same twice; at
the end of the log it holds exactly what is visible.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from django.apps import apps
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field

from institute.api.authorization import allowed_of
from institute.api.context import NAMESPACE, ApiContext
from institute.api.errors import ProblemError, WrongParametersError
from institute.api.operations import read
from institute.api.parameters import LONGEST_LIST, Language, LocaleQuery, SomeOf
from institute.api.schema_types import EnumValues, Url
from institute.content import change_log
from institute.content.models import Change, PublicPage
from institute.webhooks.event_types import FILES, choices, labels_of, type_names


class ChangeItem(BaseModel):
    """Something that appeared, changed, moved or disappeared."""

    kind: Annotated[str, EnumValues(Change.Kind.values)]
    type: Annotated[str, EnumValues(choices)] = Field(
        description="As in the rest of the API; `file` is a picture or a document that pages may show."
    )
    id: int | None = Field(description="The same in every language; null for files.")
    locale: str | None = Field(description="The language it happened in; null for what pages share.")
    path: str | None = Field(description="Where visitors read it from then on; of people, where they do now.")
    url: Url | None = Field(description="The same, with scheme and host.")
    api_url: Url | None = Field(description="Where to read it in this API.")
    previous: str | None = Field(
        description="The path where it was read before. Not told of people, whose addresses may hold a former name."
    )
    at: datetime


class Changes(BaseModel):
    """Some of what happened, oldest first."""

    items: list[ChangeItem]
    next: Url = Field(description="Where to go on: always there, for there will be more one day. Keep it.")
    more: bool = Field(description="Whether there is more already.")


class ChangesQuery(LocaleQuery):
    locale: Language | None = Field(
        None, description="Tell only what happened in this language, and what pages share; without it, in all."
    )
    since: str | None = Field(
        None,
        max_length=2000,
        description="Where to go on: taken from `next` of an answer. Without it, what is there is told first.",
    )
    limit: int = Field(LONGEST_LIST, ge=1, le=1000, description="How many items at most.")
    types: Annotated[str, SomeOf(choices)] | None = Field(
        None, description="The types to tell of, separated by commas."
    )


@dataclass(frozen=True)
class Place:
    """How far a client has come: in the log, and before that in what was there when it began (``address``)."""

    position: int
    address: int | None = None

    @classmethod
    def read(cls, text: str) -> Place:
        try:
            position, address = _signer().unsign_object(text)
        except (BadSignature, ValueError, TypeError, UnicodeError):
            raise WrongParametersError({"since": gettext("This is not a cursor of this API.")}) from None
        return cls(position, address)

    def __str__(self) -> str:
        return _signer().sign_object([self.position, self.address])


def _signer() -> Signer:
    return Signer(salt="institute.webhooks.changes")


def page_api_path(identifier: int, language: str) -> str:
    path = reverse(f"{NAMESPACE}:page", kwargs={"page_id": identifier})
    return f"{path}?{urlencode({'locale': language})}"


def vocabulary_api_path(name: str, identifier: int, language: str = "") -> str | None:
    """Return where one row of a vocabulary is read: at the operation that has the name of its type. Files have none."""
    if name == FILES:
        return None
    path = reverse(f"{NAMESPACE}:{name}", kwargs={"vocabulary_id": identifier})
    return f"{path}?{urlencode({'locale': language})}" if language else path


def router() -> Router:
    """Return the router of this operation; call it once every type is known."""
    router = Router()

    @read(
        router,
        "/changes",
        Changes,
        tag="changes",
        summary="What changed, in order",
        may_be_gone=True,
    )
    def list_changes(context: ApiContext, query: Query[ChangesQuery]) -> Changes:
        """Start without `since`, follow `next` while `more` is true, then keep `next` and ask again later.

        410 says that the cursor is of a log that is no more (the site was restored from a backup): begin again.
        """
        names = allowed_of(context.request, query.types.split(",") if query.types else choices())
        latest = change_log.latest_position()
        place = Place.read(query.since) if query.since is not None else Place(latest, 0)
        if place.position > latest:
            raise ProblemError(410, _("This cursor is of a log that is no more: begin again without “since”."))
        if place.address is not None:
            return _what_is_there(context, query, names, place)
        return _what_happened(context, query, names, place)

    return router


def _what_is_there(context: ApiContext, query: Any, names: list[str], place: Place) -> Changes:
    addresses = PublicPage.objects.visible().filter(pk__gt=place.address).select_related("page__content_type")
    addresses = addresses.filter(_of_labels("page__content_type", labels_of(names)))
    if query.locale:
        addresses = addresses.filter(language=query.locale)
    found = list(addresses.order_by("pk")[: query.limit + 1])
    more = len(found) > query.limit
    shown = found[: query.limit]
    items = [
        _item(
            context,
            Change(
                kind=Change.Kind.CREATED,
                subject_type=".".join(address.page.content_type.natural_key()),
                identifier=address.identifier,
                language=address.language,
                path=address.path,
                recorded_at=address.updated_at,
            ),
        )
        for address in shown
    ]
    following = Place(place.position, shown[-1].pk) if more else Place(place.position)
    behind = more or change_log.committed().filter(position__gt=place.position).exists()
    return Changes(items=items, next=_address(context, following), more=behind)


def _of_labels(field: str, labels: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for label in labels:
        app_label, _dot, model = label.partition(".")
        condition |= Q(**{f"{field}__app_label": app_label, f"{field}__model": model})
    return condition


def _what_happened(context: ApiContext, query: Any, names: list[str], place: Place) -> Changes:
    rows = change_log.committed().filter(position__gt=place.position, subject_type__in=labels_of(names))
    if query.locale:
        rows = rows.filter(language__in=["", query.locale])
    found = list(rows[: query.limit + 1])
    more = len(found) > query.limit
    shown = found[: query.limit]
    position = shown[-1].position if shown else place.position
    _forget_former_addresses(shown)
    return Changes(
        items=[_item(context, row) for row in shown], next=_address(context, Place(position or 0)), more=more
    )


def _forget_former_addresses(rows: list[Change]) -> None:
    """Let rows about pages whose former addresses are nobody's business tell only where each is read now."""
    private = [row for row in rows if row.language and not tells_former_addresses(row.subject_type)]
    addresses = PublicPage.objects.filter(page__in={row.subject_id for row in private})
    current = {(page, language): path for page, language, path in addresses.values_list("page", "language", "path")}
    for row in private:
        row.previous_path = ""
        row.path = current.get((row.subject_id, row.language), "") if row.path else ""


def tells_former_addresses(label: str) -> bool:
    """Tell whether others may hear where something of this type was read before; ``label`` is the log's."""
    return bool(getattr(apps.get_model(label), "tells_former_addresses", True))


def _item(context: ApiContext, row: Change) -> ChangeItem:
    name = type_names()[row.subject_type]
    api_path = None
    if row.kind != Change.Kind.REMOVED:
        api_path = (
            page_api_path(row.identifier, row.language)
            if row.language
            else vocabulary_api_path(name, row.identifier, context.language)
        )
    return ChangeItem(
        kind=row.kind,
        type=name,
        id=None if name == FILES else row.identifier,
        locale=row.language or None,
        path=row.path or None,
        url=context.absolute(row.path) if row.path else None,
        api_url=context.absolute(api_path) if api_path else None,
        previous=row.previous_path or None,
        at=row.recorded_at,
    )


def _address(context: ApiContext, place: Place) -> str:
    parameters = {**context.request.GET.dict(), "since": str(place)}
    return f"{context.absolute(context.request.path)}?{urlencode(parameters)}"
