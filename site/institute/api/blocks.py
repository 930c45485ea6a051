"""The blocks that any page may be made of, as they leave the site: one schema a block, told apart by ``type``.

Each is built from the same values that its template prints. An app adds its own with ``register_block_serializer``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, Union, get_args

from pydantic import BaseModel, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.rich_text import RichText

from institute.api.context import ApiContext
from institute.api.links import Link
from institute.api.pictures import Picture, picture
from institute.api.schema_types import OptionalUrl, Url
from institute.api.serializers import Reference, fallbacks, reference
from institute.content.blocks.base import walk
from institute.content.blocks.featured import ShownCard
from institute.content.blocks.link import ShownLink
from institute.content.blocks.outline import with_anchors

BlockBuilder = Callable[[Any, ApiContext], dict[str, Any] | None]
Builder = TypeVar("Builder", bound=BlockBuilder)

# By the name of the block in its stream; filled by ``register_block_serializer``.
BLOCKS: dict[str, tuple[type[Block], BlockBuilder]] = {}


class Block(BaseModel):
    """A part of a page's body."""

    id: str = Field(description="Stays the same while the block is edited and moved.")


def register_block_serializer(schema: type[Block]) -> Callable[[Builder], Builder]:
    """Declare the function that gives the values of ``schema``, or None where visitors see nothing."""
    (name,) = get_args(schema.model_fields["type"].annotation)

    def register(build: Builder) -> Builder:
        BLOCKS[name] = (schema, build)
        return build

    return register


def blocks(stream: StreamValue, context: ApiContext) -> list[Block]:
    """Return the blocks of ``stream`` that visitors see, in order, with the live data in them."""
    context.expand(rich_texts(stream))
    built: list[Block] = []
    for child in stream:
        schema, build = BLOCKS[child.block_type]
        values = build(child.value, context)
        if values is not None:
            built.append(schema.model_validate({"type": child.block_type, "id": child.id or "", **values}))
    return built


@dataclass(frozen=True)
class Palette:
    """Says which blocks a body is composed of, told apart by ``type``; stands in ``Annotated``."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, palette: Iterable[tuple[str, Any]]) -> Palette:
        """Return the blocks of ``palette``, which is a list as a StreamField takes it."""
        return cls(tuple(name for name, _block in palette))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schemas = tuple(BLOCKS[name][0] for name in self.names)
        return handler.generate_schema(Annotated[Union[schemas], Field(discriminator="type")])  # noqa: UP007


def rich_texts(stream: StreamValue) -> Iterator[str]:
    """Yield each rich text of ``stream``, so that the links of several can be resolved at once."""
    for value in walk(stream):
        if isinstance(value, RichText):
            yield value.source
        elif isinstance(value, TypedTable):
            yield from (cell.value.source for row in value.rows for cell in row if isinstance(cell.value, RichText))


def link(shown: ShownLink | None, context: ApiContext) -> Link | None:
    return Link(url=context.absolute(shown.href), text=shown.text) if shown is not None else None


def block_picture(image: Any | None, context: ApiContext) -> Picture | None:
    """Return a picture with the alternative text that it was given in its block."""
    return picture(image, (getattr(image, "contextual_alt_text", "") or "") if image else "", context)


class Card(BaseModel):
    """A card that leads to a page of this site or to an outside address."""

    title: str
    url: Url
    text: str
    kicker: str
    image: Picture | None
    page: Reference | None = Field(description="The page it leads to, where that is one of this site.")
    source: str = Field(description="The host of an outside address.")
    fallbacks: dict[str, str] = Field(description="The texts that are in another language, and in which.")


def card(shown: ShownCard, context: ApiContext) -> Card:
    return Card(
        title=shown.title,
        url=context.absolute(shown.href),
        text=str(shown.text),
        kicker=shown.kicker,
        image=picture(shown.image, shown.alt, context),
        page=reference(shown.page, context) if shown.page is not None else None,
        source=shown.source,
        fallbacks=fallbacks(title=shown.title, text=shown.text),
    )


class FeaturedBlock(Block):
    """Cards that lead to what the institute wants read."""

    type: Literal["featured"]
    heading: str
    cards: list[Card]


@register_block_serializer(FeaturedBlock)
def featured(value: Any, context: ApiContext) -> dict[str, Any] | None:
    cards = [card(shown, context) for shown in value.visible_cards]
    return {"heading": value["heading"], "cards": cards} if cards else None


class SectionBlock(Block):
    """A statement with a picture, and where to read on."""

    type: Literal["section"]
    heading: str
    text: str = Field(description="Rich text.")
    image: Picture | None
    side: Literal["start", "end"] = Field(description="Where the picture stands.")
    link: Link | None
    theme: str


@register_block_serializer(SectionBlock)
def section(value: Any, context: ApiContext) -> dict[str, Any]:
    return {
        "heading": value["heading"],
        "text": context.rich_text(value["text"].source),
        "image": block_picture(value["image"], context),
        "side": value["side"],
        "link": link(value["link"].shown, context),
        "theme": value["theme"],
    }


class RichTextBlock(Block):
    """Running text."""

    type: Literal["rich_text"]
    text: str = Field(description="Rich text; in HTML its second-level headings have the anchors of the contents.")


@register_block_serializer(RichTextBlock)
def rich_text(value: RichText, context: ApiContext) -> dict[str, Any]:
    return {"text": with_anchors(context.rich_text(value.source), getattr(value, "anchors", []))}


class ImageBlock(Block):
    """A picture with its caption."""

    type: Literal["image"]
    image: Picture
    caption: str
    wide: bool


@register_block_serializer(ImageBlock)
def image(value: Any, context: ApiContext) -> dict[str, Any] | None:
    shown = block_picture(value["image"], context)
    return {"image": shown, "caption": value["caption"], "wide": value["wide"]} if shown else None


class QuoteBlock(Block):
    """Somebody's words, without quotation marks."""

    type: Literal["quote"]
    quote: str
    name: str
    role: str
    language: str = Field(description="The language of the words, where it is not that of the page.")


@register_block_serializer(QuoteBlock)
def quote(value: Any, context: ApiContext) -> dict[str, Any]:
    return {name: value[name] or "" for name in ("quote", "name", "role", "language")}


class Logo(BaseModel):
    """One of the logos, and where it leads."""

    name: str
    image: Picture | None
    url: OptionalUrl


class LogosBlock(Block):
    """The logos of partners and founders."""

    type: Literal["logos"]
    heading: str
    logos: list[Logo]


@register_block_serializer(LogosBlock)
def logos(value: Any, context: ApiContext) -> dict[str, Any]:
    return {
        "heading": value["heading"],
        "logos": [
            Logo(name=logo["name"], image=picture(logo["logo"], logo["name"], context), url=logo["url"])
            for logo in value["logos"]
        ],
    }


class EmbedPlayer(BaseModel):
    """An outside player. Ask for it only when a visitor wants to watch: its provider learns who they are."""

    provider: str
    url: Url = Field(description="The address to frame.")


class EmbedBlock(Block):
    """A film or talk on another site, as a link with a picture of ours."""

    type: Literal["embed"]
    url: Url
    title: str
    source: str = Field(description="The host that the link leads to.")
    player: EmbedPlayer | None = Field(description="What may play it in place, where the provider's player is known.")
    image: Picture | None
    caption: str


@register_block_serializer(EmbedBlock)
def embed(value: Any, context: ApiContext) -> dict[str, Any]:
    return {
        "url": value["url"],
        "title": value["title"],
        "source": value.source,
        "player": {"provider": player.provider, "url": player.url} if (player := value.player) else None,
        "image": picture(value["picture"], "", context),
        "caption": value["caption"],
    }


class TextCell(BaseModel):
    """A cell of plain text."""

    type: Literal["text"]
    text: str


class RichTextCell(BaseModel):
    """A cell of a column whose texts have links and emphasis."""

    type: Literal["rich_text"]
    text: str = Field(description="Rich text.")


class NumberCell(BaseModel):
    """A cell of a column of numbers; null where it is empty."""

    type: Literal["number"]
    number: float | None


class TableBlock(Block):
    """A table; ``row_headings`` says that the first column names the rows."""

    type: Literal["table"]
    heading: str
    caption: str
    columns: list[str]
    rows: list[list[Annotated[TextCell | RichTextCell | NumberCell, Field(discriminator="type")]]]
    row_headings: bool


@register_block_serializer(TableBlock)
def table(value: Any, context: ApiContext) -> dict[str, Any]:
    cells = value["table"]
    return {
        "heading": value["heading"],
        "caption": cells.caption or "",
        "columns": [column["heading"] or "" for column in cells.columns],
        "rows": [[_cell(cell, context) for cell in row] for row in cells.rows],
        "row_headings": value["row_headings"],
    }


def _cell(cell: Any, context: ApiContext) -> TextCell | RichTextCell | NumberCell:
    if isinstance(cell.value, RichText):
        return RichTextCell(type="rich_text", text=context.rich_text(cell.value.source))
    if cell.block.name == "number":
        return NumberCell(type="number", number=cell.value)
    return TextCell(type="text", text=cell.value or "")


class AccordionEntry(BaseModel):
    """A question and its answer."""

    title: str
    text: str = Field(description="Rich text.")


class AccordionBlock(Block):
    """Questions whose answers open in place."""

    type: Literal["accordion"]
    heading: str
    entries: list[AccordionEntry]


@register_block_serializer(AccordionBlock)
def accordion(value: Any, context: ApiContext) -> dict[str, Any]:
    return {
        "heading": value["heading"],
        "entries": [
            AccordionEntry(title=entry["title"], text=context.rich_text(entry["text"].source))
            for entry in value["entries"]
        ],
    }


class Download(BaseModel):
    """A file to take away; ``kind`` is its extension in capitals, ``size`` is in bytes."""

    title: str
    url: Url
    kind: str
    size: int | None
    language: str = Field(description="The language of the file, where it is not that of the page.")


class DownloadsBlock(Block):
    """Files to take away."""

    type: Literal["downloads"]
    heading: str
    files: list[Download]


@register_block_serializer(DownloadsBlock)
def downloads(value: Any, context: ApiContext) -> dict[str, Any] | None:
    files = [
        Download(
            title=file.title,
            url=context.absolute(file.href),
            kind=file.kind,
            size=file.size,
            language=file.language or "",
        )
        for file in value.visible_files
    ]
    return {"heading": value["heading"], "files": files} if files else None
