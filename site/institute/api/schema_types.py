"""What the document says of a text beyond its being one. Nothing is checked: these texts are written by this site."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

Url = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
# Empty where there is none, as of a draft that was never published.
OptionalUrl = Annotated[str, WithJsonSchema({"type": "string", "format": "uri-reference"})]


@dataclass(frozen=True)
class EnumValues:
    """Says that a text is one of ``choices``; stands in ``Annotated``.

    Choices that are not known yet while modules are imported are given as a function.
    """

    choices: Sequence[str] | Callable[[], Sequence[str]]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler(source)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": list(self.choices() if callable(self.choices) else self.choices)}
