"""Lists that are read page by page, each page as quickly as the first.

A cursor holds where its page ended: the values of the last item in the columns that order the list,
and which way to go on. The next page is found by comparison with them, never by counting rows off.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, JSONSerializer, Signer
from django.db.models import F, IntegerField, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext
from pydantic import BaseModel, Field

from institute.api.authorization import grant_of
from institute.api.context import ApiContext
from institute.api.errors import NotFoundError, WrongParametersError
from institute.api.parameters import Language, ListQuery
from institute.api.schema_types import Url
from institute.content.content_version import VersionedCache

# The parameters that choose how a list is shown, not what is in it.
_SHOWING = frozenset({"cursor", "facets", "fields", "include", "limit", "locale", "richtext", "sort"})

Item = TypeVar("Item")
Items = TypeVar("Items", bound=QuerySet)


class Listing(BaseModel, Generic[Item]):
    """One page of a list."""

    locale: Language = Field(description="The language that was served.")
    count: int = Field(description="How many items the whole list has.")
    next: Url | None = Field(description="The address of the next page.")
    prev: Url | None = Field(description="The address of the page before.")
    items: list[Item]


@dataclass(frozen=True)
class Ordering:
    """The order of a list: columns as for ``order_by``, of which the last one is unique.

    None of them may be null, for nothing comes before or after a null.
    """

    name: str
    columns: tuple[str, ...]

    def reversed(self) -> Ordering:
        return Ordering(self.name, tuple(_opposite(column) for column in self.columns))

    def values(self, item: Any) -> list[Any]:
        return [getattr(item, column.lstrip("-")) for column in self.columns]

    def after(self, values: Sequence[Any]) -> Q:
        """Return the condition of what comes after the item with ``values``.

        The first column's bound is said by itself, so that the database reads its index from there.
        """
        condition = Q()
        for position in range(len(self.columns)):
            equal = {column.lstrip("-"): value for column, value in zip(self.columns[:position], values, strict=False)}
            condition |= Q(**equal, **{_beyond(self.columns[position]): values[position]})
        return condition & Q(**{f"{_beyond(self.columns[0])}e": values[0]})


@dataclass(frozen=True)
class Cursor:
    values: list[Any]
    backwards: bool

    @classmethod
    def read(cls, text: str, ordering: Ordering, item_type: Callable[[str, Any], Any]) -> Cursor:
        """Return the cursor kept in ``text``; raise WrongParametersError unless it belongs to this order."""
        try:
            name, direction, values = _signer().unsign_object(text, serializer=_Serializer)
        except (BadSignature, ValueError, UnicodeError):
            raise WrongParametersError({"cursor": gettext("This is not a cursor of this API.")}) from None
        if name != ordering.name:
            raise WrongParametersError({"cursor": gettext("This cursor belongs to a list in another order.")})
        columns = [column.lstrip("-") for column in ordering.columns]
        typed = [item_type(column, value) for column, value in zip(columns, values, strict=True)]
        return cls(typed, direction == "prev")


class CountOf(Subquery):
    """How many rows a query has, told beside the rows of another one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class _Serializer(JSONSerializer):
    """JSON, with dates."""

    def dumps(self, obj: Any) -> bytes:
        return json.dumps(obj, separators=(",", ":"), cls=DjangoJSONEncoder).encode()


def _signer() -> Signer:
    return Signer(salt="institute.api.cursor")


def paginate(
    items: QuerySet[Any],
    ordering: Ordering,
    query: ListQuery,
    context: ApiContext,
) -> tuple[list[Any], dict[str, Any]]:
    """Return one page of ``items``, and the values of ``Listing`` that go with it."""
    cursor = Cursor.read(query.cursor, ordering, _typed_by(items)) if query.cursor is not None else None
    backwards = cursor is not None and cursor.backwards
    order = ordering.reversed() if backwards else ordering
    found = items.filter(order.after(cursor.values)) if cursor else items
    remembered: VersionedCache[int] = VersionedCache(context.request, "count", *selection(context))
    found = found.order_by(*order.columns)
    if (count := remembered.value) is None:
        found = found.annotate(count_of_all=CountOf(items.order_by().values("pk")))
    page = list(found[: query.limit + 1])
    if count is None:
        count = page[0].count_of_all if page else items.count() if cursor else 0
        remembered.keep(count)
    has_more = len(page) > query.limit
    page = page[: query.limit]
    if backwards:
        page.reverse()
    follows = page and (backwards or has_more)
    precedes = page and (has_more if backwards else cursor is not None)
    return page, {
        "locale": context.language,
        "count": count,
        "next": _address(context, ordering, "next", page[-1]) if follows else None,
        "prev": _address(context, ordering, "prev", page[0]) if precedes else None,
    }


def one_row(rows: QuerySet[Any], key: int) -> Any:
    """Return the row of a list that ``key`` names; raise NotFoundError where there is none."""
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFoundError
    return found


def selection(context: ApiContext) -> list[str]:
    """Return what tells which items a list has, however much of which page of it is shown."""
    chosen = (f"{name}={value}" for name, value in sorted(context.request.GET.items()) if name not in _SHOWING)
    grant = grant_of(context.request)
    return [context.language, context.request.path, *chosen, *(sorted(grant.types) if grant is not None else ())]


def with_relevance(items: Items) -> Items:
    """Annotate what a search found with its rank as a whole number, which a cursor can be compared with."""
    return items.annotate(relevance=Cast(F("rank") * 1_000_000, IntegerField()))


def _address(context: ApiContext, ordering: Ordering, direction: str, item: Any) -> str:
    held = [ordering.name, direction, ordering.values(item)]
    cursor = _signer().sign_object(held, serializer=_Serializer)
    parameters = {**context.request.GET.dict(), "cursor": cursor}
    return f"{context.absolute(context.request.path)}?{urlencode(parameters)}"


def _typed_by(items: QuerySet[Any]) -> Callable[[str, Any], Any]:
    """Return the function that reads a value of a cursor as its column has it."""

    def typed(column: str, value: Any) -> Any:
        if column in items.query.annotations or column == "pk":
            return value
        return items.model._meta.get_field(column).to_python(value)

    return typed


def _opposite(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _beyond(column: str) -> str:
    return f"{column[1:]}__lt" if column.startswith("-") else f"{column}__gt"
