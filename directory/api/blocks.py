"""The blocks of this app in the read API."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from directory.api.people import person_item
from directory.api.schemas import PersonItem
from directory.models import (
    DirectoryPage,
)
from institute.api.blocks import Block, block_picture, register_block_serializer
from institute.api.context import ApiContext
from institute.api.pictures import Picture
from institute.api.serializers import Reference, Term, reference, term


class PeopleBlock(Block):
    """Chosen people."""

    type: Literal["people"]
    heading: str
    people: list[PersonItem]


@register_block_serializer(PeopleBlock)
def people_block(value: Any, context: ApiContext) -> dict[str, Any] | None:
    people = [person_item(person, context) for person in value.shown]
    return {"heading": value["heading"], "people": people} if people else None


class FacultyBlock(Block):
    """The professors in a figure, the affiliated institutions, and the way to the directory."""

    type: Literal["faculty"]
    heading: str
    text: str = Field(description="Rich text.")
    figure: str = Field(description="How many professors: typed, or counted now.")
    figure_label: str
    professor_count: int = Field(description="How many professors there are now.")
    image: Picture | None
    caption: str
    institutions: list[Term]
    directory: Reference | None
    link_label: str


@register_block_serializer(FacultyBlock)
def faculty_block(value: Any, context: ApiContext) -> dict[str, Any]:
    directory = context.url_resolver.site_tree.index(DirectoryPage, context.language)
    return {
        "heading": value["heading"],
        "text": context.rich_text(value["text"].source),
        "figure": str(value.number),
        "figure_label": value["figure_label"],
        "professor_count": value.professor_count,
        "image": block_picture(value["portrait"], context),
        "caption": value["caption"],
        "institutions": [term(institution) for institution in value.institutions],
        "directory": reference(directory, context) if directory is not None else None,
        "link_label": value["link_label"],
    }
