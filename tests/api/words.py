"""Pages whose every field holds a word that stands nowhere else: where one is read, and where not, is beyond doubt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.db import models
from wagtail.blocks import (
    Block,
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StructBlock,
    TextBlock,
    URLBlock,
)
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from home.models import SectionPage
from tests.factories.home import DocumentFactory, ImageFactory

# Links are read in lower case, and addresses of pages are made of their titles.
_WORD = re.compile(r"zq[a-z]+\d+zq", re.IGNORECASE)


def words_in(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


@dataclass
class Words:
    """Makes words, and remembers what each was made for."""

    purposes: dict[str, str] = field(default_factory=dict)
    # What blocks choose, by its class; of other pages the section.
    chosen: dict[type[Page], Page] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def word(self, purpose: str) -> str:
        # Short enough for the names of files.
        word = f"zq{re.sub('[^a-z]', '', purpose.lower())[-12:]}{next(self._numbers)}zq"
        self.purposes[word] = purpose
        return word

    def picture(self, purpose: str) -> Any:
        """A picture whose file and whose credit are words."""
        named = get_test_image_file(filename=f"{self.word(f'{purpose} file')}.png", size=(64, 48))
        return ImageFactory(file=named, credit=self.word(f"{purpose} credit"))

    def texts_of(self, model: type[models.Model], *besides: str) -> dict[str, str]:
        """A word for each text column that ``model`` itself has, ``besides`` those named."""
        columns = [
            column
            for column in model._meta.get_fields()
            if isinstance(column, (models.CharField, models.TextField)) and column.model is model
        ]
        return {
            column.name: self.word(f"{model.__name__} {column.name}")
            for column in columns
            if not column.choices and column.editable and column.name not in besides
        }

    def stream(self, blocks: list[tuple[str, Block]]) -> str:
        """One of each of ``blocks``, as a StreamField keeps it."""
        return json.dumps(
            [{"type": name, "value": self.value(block, name), "id": f"{name}-0"} for name, block in blocks]
        )

    def value(self, block: Block, purpose: str) -> Any:
        """A raw value of ``block`` with a word in all of its texts."""
        match block:
            case ImageBlock():
                picture = self.picture(purpose)
                return {"image": picture.pk, "decorative": False, "alt_text": self.word(f"{purpose} alternative")}
            case TypedTableBlock():
                return self._table(block, purpose)
            case StructBlock():
                # Where either a page or an outside address may be given, it is the address.
                names = [name for name in block.child_blocks if not (name == "page" and "url" in block.child_blocks)]
                return {name: self.value(block.child_blocks[name], f"{purpose} {name}") for name in names}
            case ListBlock():
                return [self.value(block.child_block, purpose)]
            case RichTextBlock():
                link = f"https://{self.word(f'{purpose} link')}.example/"
                return f'<p>{self.word(purpose)} <a href="{link}">{self.word(f"{purpose} linked")}</a></p>'
            case ImageChooserBlock():
                return self.picture(purpose).pk
            case DocumentChooserBlock():
                return DocumentFactory(title=self.word(f"{purpose} of document")).pk
            case PageChooserBlock():
                return self._page_for(block).pk
            case SnippetChooserBlock():
                return None
            case URLBlock():
                return f"https://{self.word(purpose)}.example/"
            case ChoiceBlock() | BooleanBlock() | IntegerBlock():
                return block.get_default()
            case CharBlock() | TextBlock():
                return self.word(purpose)
        raise TypeError(f"No words are known for {type(block).__name__} ({purpose}).")

    def _table(self, block: TypedTableBlock, purpose: str) -> dict[str, Any]:
        columns = [name for name in block.child_blocks if name != "number"]
        return {
            "caption": self.word(f"{purpose} caption"),
            "columns": [{"type": name, "heading": self.word(f"{purpose} heading of {name}")} for name in columns],
            "rows": [{"values": [self.value(block.child_blocks[name], f"{purpose} {name}") for name in columns]}],
        }

    def _page_for(self, block: PageChooserBlock) -> Page:
        model = next((model for model in self.chosen if model in block.target_models), SectionPage)
        return self.chosen[model]
