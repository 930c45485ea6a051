"""Files to take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, StructValue
from wagtail.documents.blocks import DocumentChooserBlock

from institute.content.blocks.base import MEDIA, ContentBlock
from institute.content.blocks.languages import spoken_languages
from institute.content.document_access import withheld_among


@dataclass(frozen=True)
class ShownDownload:
    """A file as visitors meet it; ``kind`` is its extension in capitals, ``size`` is in bytes."""

    title: str
    href: str
    kind: str
    size: int | None
    language: str
    document: Any


class DownloadsValue(StructValue):
    @cached_property
    def visible_files(self) -> list[ShownDownload]:
        """The files that anyone may take, in the editor's order."""
        chosen = [item for item in self["files"] if item["document"] is not None]
        closed = withheld_among(item["document"].pk for item in chosen)
        return [
            ShownDownload(
                title=item["title"] or item["document"].title,
                href=item["document"].url,
                kind=item["document"].file_extension.upper(),
                size=item["document"].file_size,
                language=item["language"],
                document=item["document"],
            )
            for item in chosen
            if item["document"].pk not in closed
        ]


class Download(ContentBlock):
    document = DocumentChooserBlock(label=_("File"))
    title = CharBlock(required=False, max_length=160, label=_("Title"), help_text=_("The file’s own if empty."))
    language = ChoiceBlock(
        choices=spoken_languages,
        required=False,
        label=_("Language of the file"),
        help_text=_("Where it is not the language of the page."),
    )

    class Meta:
        icon = "doc-full"
        label = _("File")
        description = _("One file.")
        label_format = "{title} {document}"


class Downloads(ContentBlock):
    # Which files anyone may take.
    live_data = ("wagtailcore.collection", "wagtailcore.collectionviewrestriction")

    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    files = ListBlock(Download(), min_num=1, label=_("Files"))

    class Meta:
        icon = "download"
        group = MEDIA
        label = _("Downloads")
        description = _("Files to take away, with their kind and size.")
        value_class = DownloadsValue
        template = "content/blocks/downloads.html"
        label_format = "{heading}"

    def get_preview_value(self) -> StructValue:
        from wagtail.documents import get_document_model

        documents = get_document_model().objects.order_by("-created_at")[:3]
        return self.normalize({"heading": "Downloads", "files": [{"document": document} for document in documents]})
