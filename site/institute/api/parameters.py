"""The query parameters that operations share. Each operation declares all of its own; any other is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext
from pydantic import BaseModel, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from institute.api import rich_text
from institute.api.errors import iso_8601_message
from institute.content.languages import language_codes

LONGEST_LIST = 100


@dataclass(frozen=True)
class OneOf:
    """Says that a text is one of ``choices``; stands in ``Annotated``."""

    choices: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": list(self.choices)}

    def _check(self, value: str) -> str:
        if value not in self.choices:
            raise ValueError(gettext("This should be one of %(choices)s.") % {"choices": ", ".join(self.choices)})
        return value


@dataclass(frozen=True)
class SomeOf:
    """Says that a text is some of ``choices``, separated by commas; stands in ``Annotated``.

    Choices that are not known yet while modules are imported are given as a function.
    """

    choices: Sequence[str] | Callable[[], Sequence[str]]

    @property
    def _known(self) -> Sequence[str]:
        return self.choices() if callable(self.choices) else self.choices

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        choice = f"({'|'.join(self._known)})"
        return {"type": "string", "pattern": f"^{choice}(,{choice})*$"}

    def _check(self, value: str) -> str:
        unknown = [name for name in value.split(",") if name not in self._known]
        if unknown:
            values = {"unknown": ", ".join(filter(None, unknown)), "choices": ", ".join(self._known)}
            if not values["unknown"]:
                raise ValueError(gettext("This should be some of %(choices)s, separated by commas.") % values)
            raise ValueError(gettext("%(unknown)s: this should be some of %(choices)s.") % values)
        return value


Language = Annotated[str, OneOf(tuple(sorted(language_codes())))]
RichTextFormat = Annotated[str, OneOf((rich_text.HTML, rich_text.MARKDOWN, rich_text.TEXT))]

# No longer than the longest moment that Python writes, with room for a time zone.
_LONGEST_MOMENT = 40
_ISO_8601 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ][0-9:.,]{4,20}(?:[Zz]|[+-][0-9:]{2,9})?)?")


def _iso_8601(value: Any) -> Any:
    """Return ``value`` if it is written after ISO 8601: pydantic alone reads bare numbers as seconds since 1970."""
    if len(str(value)) > _LONGEST_MOMENT or not _ISO_8601.fullmatch(str(value)):
        raise ValueError(iso_8601_message())
    return value


Moment = Annotated[datetime, BeforeValidator(_iso_8601)]


class LocaleQuery(BaseModel):
    """What every call takes."""

    locale: Language | None = Field(
        None, description="The language to answer in; without it, the default language of the site."
    )


class RichTextQuery(LocaleQuery):
    """What a call takes that answers with rich text."""

    richtext: RichTextFormat = Field(rich_text.HTML, description="The format of rich text.")


class ListQuery(LocaleQuery):
    """What a list takes that is read page by page."""

    limit: int = Field(20, ge=1, le=LONGEST_LIST, description="How many items at most.")
    cursor: str | None = Field(
        None, max_length=2000, description="Where to go on: taken from `next` or `prev` of an answer, never made up."
    )
