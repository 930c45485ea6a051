"""Choosing fields: a client that needs three of them is sent three."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field

from institute.api.parameters import SomeOf

# Without these a client could not tell what it holds.
ALWAYS = ("id", "type", "title", "url")


def _require_what_always_comes(schema: dict[str, Any]) -> None:
    schema["required"] = [name for name in schema["properties"] if name in ALWAYS]


@cache
def sparse(schema: type[BaseModel]) -> type[BaseModel]:
    """Return ``schema`` as ``fields`` leaves it: of the answer, or of the items of a list, only a few are required."""
    item = _item_of(schema)
    values: dict[str, Any] = {"__module__": schema.__module__}
    if item is None:
        values["model_config"] = ConfigDict(json_schema_extra=_require_what_always_comes)
    else:
        values["__annotations__"] = {"items": list[sparse(item)]}  # type: ignore[misc]
    values["__doc__"] = f"{schema.__doc__} With `fields`: only what they name."
    return type(f"Sparse{schema.__name__}", (schema,), values)


def _item_of(schema: type[BaseModel]) -> type[BaseModel] | None:
    items = schema.model_fields.get("items")
    found: type[BaseModel] | None = get_args(items.annotation)[0] if items is not None else None
    return found


def _left_out() -> None:
    """What stands for a field that nobody asked for; it is not sent."""


def included(description: str) -> Any:
    """Return a field that is sent only where ``include`` names it."""
    return Field(default_factory=_left_out, description=f"{description} Only with `include`.")


@dataclass(frozen=True)
class Selected:
    """An answer of which some fields are sent."""

    answer: BaseModel
    include: dict[str, Any]

    def model_dump_json(self, **options: Any) -> str:
        return self.answer.model_dump_json(include=self.include, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.answer, name)


def fields_of(schema: type[BaseModel]) -> SomeOf:
    """Return what a ``fields`` parameter may hold that chooses among the fields of ``schema``."""
    return SomeOf(tuple(name for name, field in schema.model_fields.items() if field.default_factory is not _left_out))


def includable(*schemas: type[BaseModel]) -> SomeOf:
    """Return what an ``include`` parameter may hold that adds to the fields of ``schemas``: of items, and of their list."""
    return SomeOf(
        tuple(
            name
            for schema in schemas
            for name, field in schema.model_fields.items()
            if field.default_factory is _left_out
        )
    )


def include_parameter(names: str) -> Any:
    return Field(None, description=f"What to send besides, separated by commas: {names}.")


def fields_parameter() -> Any:
    always = ", ".join(ALWAYS)
    return Field(None, description=f"The fields to send, separated by commas; {always} always come. Without it, all.")


def select(answer: BaseModel, fields: str | None) -> BaseModel | Selected:
    """Return ``answer`` with only the ``fields`` asked for."""
    return Selected(answer, _chosen(fields)) if fields else answer


def select_from_items(answer: BaseModel, fields: str | None, more: str | None = None) -> BaseModel | Selected:
    """Return the list ``answer``, whose items have only the ``fields`` asked for, and ``more`` beside them."""
    if not fields:
        return answer
    include: dict[str, Any] = dict.fromkeys(type(answer).model_fields, ...)
    return Selected(answer, include | {"items": {"__all__": _chosen(f"{fields},{more}" if more else fields)}})


def parse_include(include: str | None) -> frozenset[str]:
    """Return the names that an ``include`` parameter holds."""
    return frozenset(include.split(",")) if include else frozenset()


def _chosen(fields: str) -> dict[str, Any]:
    return dict.fromkeys([*ALWAYS, *fields.split(",")], ...)
