"""Choosing fields: a client that needs three of them is sent three."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from institute.rest.parameters import SomeOf

# Without these a client could not tell what it holds.
ALWAYS = ("id", "type", "title", "url")


def _require_what_is_always_there(schema: dict[str, Any]) -> None:
    schema["required"] = [name for name in schema["properties"] if name in ALWAYS]


class Selectable(BaseModel):
    """A representation of which ``fields`` may choose a part: only what is always there is required."""

    model_config = ConfigDict(json_schema_extra=_require_what_is_always_there)


@dataclass(frozen=True)
class Selected:
    """An answer of which some fields are sent."""

    answer: BaseModel
    include: dict[str, Any]

    def model_dump_json(self) -> str:
        return self.answer.model_dump_json(include=self.include)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.answer, name)


def fields_of(schema: type[BaseModel]) -> SomeOf:
    """Return what a ``fields`` parameter may hold that chooses among the fields of ``schema``."""
    return SomeOf(tuple(schema.model_fields))


def fields_parameter() -> Any:
    always = ", ".join(ALWAYS)
    return Field(None, description=f"The fields to send, separated by commas; {always} always come. Without it, all.")


def select(answer: BaseModel, fields: str | None) -> BaseModel | Selected:
    """Return ``answer`` with only the ``fields`` asked for."""
    return Selected(answer, _chosen(fields)) if fields else answer


def select_from_items(answer: BaseModel, fields: str | None) -> BaseModel | Selected:
    """Return the list ``answer``, whose items have only the ``fields`` asked for."""
    if not fields:
        return answer
    include: dict[str, Any] = dict.fromkeys(type(answer).model_fields, ...)
    return Selected(answer, include | {"items": {"__all__": _chosen(fields)}})


def _chosen(fields: str) -> dict[str, Any]:
    return dict.fromkeys([*ALWAYS, *fields.split(",")], ...)
