"""Pictures and documents of the demo: drawn or written here, stored in the library, removed if the load fails."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from demo.art import PICTURES, Picture
from demo.fixtures import facts
from institute.content.languages import default_language
from institute.content.models import Document, Image

# What the titles of the reading list speak of.
READING_LIST_SUBJECTS = ("stereotypical bias", "fairness", "attack", "unlearning", "reproducibility")


class StoredFiles:
    """Remembers what was written, since files do not take part in the transaction."""

    def __init__(self) -> None:
        self._written: list[tuple[Storage, str]] = []

    def keep_track_of(self, stored: Any) -> None:
        self._written.append((stored.storage, stored.name))

    def remove_all(self) -> None:
        for storage, name in self._written:
            storage.delete(name)

    @classmethod
    @contextmanager
    def removed_on_failure(cls) -> Iterator["StoredFiles"]:
        files = cls()
        try:
            yield files
        except BaseException:
            files.remove_all()
            raise

    def add_picture(self, picture: Picture) -> Image:
        french = default_language() == "fr"
        image = Image(
            title=picture.title_fr if french else picture.title,
            description=(picture.description_fr if french else picture.description_en)[:255],
            credit=picture.credit,
        )
        content = ContentFile(picture.jpeg())
        image.file.save(f"{picture.slug}.jpg", content, save=False)
        self.keep_track_of(image.file)
        image.file.field.update_dimension_fields(image, force=True)
        image._set_image_file_metadata()
        if picture.focal_point:
            _focus(image, *picture.focal_point)
        image.save()
        return image

    def add_pictures(self) -> dict[str, Image]:
        return {slug: self.add_picture(picture) for slug, picture in PICTURES.items()}

    def add_reading_list(self) -> Document:
        document = Document(title="Bias, fairness, attacks, unlearning, reproducibility")
        content = ContentFile(_reading_list().encode("utf-8-sig"))
        document.file.save("reading-list-responsible-ai.csv", content, save=False)
        self.keep_track_of(document.file)
        document._set_document_file_metadata()
        document.save()
        return document


def _focus(image: Image, across: float, down: float) -> None:
    image.focal_point_x, image.focal_point_y = round(image.width * across), round(image.height * down)
    image.focal_point_width = image.focal_point_height = image.width // 4


def _reading_list() -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["title", "authors", "year", "address"])
    for paper in facts("publications"):
        title = paper["title"].casefold()
        if any(subject in title for subject in READING_LIST_SUBJECTS) and paper["source"].startswith("https://"):
            authors = "; ".join(author["name"] for author in paper["authors"])
            writer.writerow([paper["title"], authors, paper.get("year", ""), paper["source"]])
    return buffer.getvalue()
