"""The query parameters that operations share. Each operation declares all of its own; any other is refused."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, WithJsonSchema

from institute.content.languages import language_codes
from institute.rest import rich_text

LONGEST_LIST = 100


def one_of(*choices: str) -> Any:
    """Return the type of a parameter that takes one of ``choices``."""

    def check(value: str) -> str:
        if value not in choices:
            raise ValueError(gettext("This should be one of %(choices)s.") % {"choices": ", ".join(choices)})
        return value

    return Annotated[str, AfterValidator(check), WithJsonSchema({"type": "string", "enum": list(choices)})]


def several_of(*choices: str) -> Any:
    """Return the type of a parameter that takes some of ``choices``, separated by commas."""

    def split(value: Any) -> Any:
        names = value.split(",") if isinstance(value, str) else value
        unknown = [name for name in names if name not in choices]
        if unknown:
            values = {"unknown": ", ".join(unknown), "choices": ", ".join(choices)}
            raise ValueError(gettext("%(unknown)s: this should be some of %(choices)s.") % values)
        return ",".join(dict.fromkeys(names))

    choice = f"({'|'.join(choices)})"
    schema = {"type": "string", "pattern": f"^{choice}(,{choice})*$"}
    return Annotated[str, BeforeValidator(split), WithJsonSchema(schema)]


Language = one_of(*sorted(language_codes()))
RichTextFormat = one_of(rich_text.HTML, rich_text.MARKDOWN, rich_text.TEXT)


class ReadingQuery(BaseModel):
    """What every call takes."""

    locale: Language | None = Field(
        None, description="The language to answer in; without it, the default language of the site."
    )


class RichTextQuery(ReadingQuery):
    """What a call takes that answers with rich text."""

    richtext: RichTextFormat = Field(rich_text.HTML, description="The format of rich text.")


class ListQuery(ReadingQuery):
    """What a list takes that is read page by page."""

    limit: int = Field(20, ge=1, le=LONGEST_LIST, description="How many items at most.")
    cursor: str | None = Field(
        None, max_length=2000, description="Where to go on: taken from `next` or `prev` of an answer, never made up."
    )
