"""Counts beside a list: how many items each choice of a filter would leave, every other filter staying in force."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from pydantic import BaseModel, Field

from institute.content.languages import LocalizedText


class Choice(Protocol):
    """A choice that an app has counted."""

    @property
    def slug(self) -> str: ...

    @property
    def name(self) -> LocalizedText: ...

    @property
    def count(self) -> int: ...

    @property
    def selected(self) -> bool: ...


class FacetItem(BaseModel):
    """One choice of a filter."""

    value: str = Field(description="What the parameter of this name takes.")
    name: str
    fallback: str | None = Field(description="The language of the name, where it is not the one served.")
    count: int = Field(description="How many items it would leave; the filter itself is left out of the counting.")
    selected: bool = Field(description="Whether it is in force.")


class FacetsQuery(BaseModel):
    """What a list takes that can be counted by its filters."""

    facets: bool = Field(False, description="Whether to count what each choice of each filter would leave.")


def facets_field(schema: type[BaseModel]) -> Any:
    """Return the field of a list that holds its counts, where they were asked for."""
    return Field(description=f"With `facets=true`; null without it. The lists are those of {schema.__name__}.")


def facet_items(choices: Iterable[Choice]) -> list[FacetItem]:
    return [
        FacetItem(
            value=choice.slug,
            name=str(choice.name),
            fallback=choice.name.language if choice.name.is_fallback else None,
            count=choice.count,
            selected=choice.selected,
        )
        for choice in choices
    ]
