"""Images and documents of the demo: added to the library from `site/demo`, and removed if the load fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage

from demo.content import FOLDER, rows
from institute.content.languages import default_language
from institute.content.models import Document, Image

PICTURES = FOLDER / "pictures"
DOCUMENTS = FOLDER / "documents"


class StoredFiles:
    """Remembers what was written, since files do not take part in the transaction."""

    def __init__(self) -> None:
        self._written: list[tuple[Storage, str]] = []

    @classmethod
    @contextmanager
    def removed_on_failure(cls) -> Iterator["StoredFiles"]:
        files = cls()
        try:
            yield files
        except BaseException:
            for storage, name in files._written:
                storage.delete(name)
            raise

    def add_pictures(self) -> dict[str, Image]:
        """Add every picture of the demo, and return them by slug."""
        return {row["slug"]: self._add_picture(row) for row in rows("pictures")}

    def add_documents(self) -> dict[str, Document]:
        """Add every document of the demo, and return them by slug."""
        return {row["slug"]: self._add_document(row) for row in rows("documents")}

    def _add_picture(self, row: dict[str, Any]) -> Image:
        language = "fr" if default_language() == "fr" else "en"
        image = Image(title=row[f"title_{language}"], description=row[f"description_{language}"], credit=row["credit"])
        self._store(image.file, PICTURES / f"{row['slug']}.jpg")
        image.file.field.update_dimension_fields(image, force=True)
        image._set_image_file_metadata()
        if "focal_point" in row:
            across, down = row["focal_point"]
            image.focal_point_x, image.focal_point_y = round(image.width * across), round(image.height * down)
            image.focal_point_width = image.focal_point_height = image.width // 4
        image.save()
        return image

    def _add_document(self, row: dict[str, Any]) -> Document:
        document = Document(title=row["title"])
        self._store(document.file, DOCUMENTS / row["file"])
        document._set_document_file_metadata()
        document.save()
        return document

    def _store(self, stored: Any, path: Path) -> None:
        """Copy a file into the storage of a field, without saving its row."""
        with path.open("rb") as file:
            stored.save(path.name, File(file), save=False)
        self._written.append((stored.storage, stored.name))
