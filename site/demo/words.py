"""Leaves of the demo's content that differ from language to language, and references between its parts.

Bodies of pages are plain lists and dictionaries with these as leaves; `builder` turns them into the raw
data of a StreamField in one language.
"""

from dataclasses import dataclass
from typing import NamedTuple

from demo.typography import typeset_french


class Words(NamedTuple):
    """A text in both languages. `{page:about}` inside it stands for the id of that page."""

    en: str
    fr: str

    def said_in(self, language: str) -> str:
        return typeset_french(self.fr) if language == "fr" else self.en


@dataclass(frozen=True)
class PageOf:
    """The page of a demo page's key, in the language of whoever refers to it."""

    key: str


@dataclass(frozen=True)
class PictureOf:
    """A picture with its description as alternative text."""

    slug: str


@dataclass(frozen=True)
class PaperOf:
    """A publication, named by its title."""

    title: str


@dataclass(frozen=True)
class DocumentOf:
    """A file of the demo, named by its key."""

    key: str
