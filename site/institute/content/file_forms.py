"""Forms for files that store them before the row is written, so that a full disk is an error of the form."""

from __future__ import annotations

import logging
from typing import Any

from django import forms
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from PIL.Image import DecompressionBombError, DecompressionBombWarning
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from institute.content.images import size_from_header

logger = logging.getLogger(__name__)


def not_stored_error(error: OSError) -> forms.ValidationError:
    """Log why a file could not be stored, and return what an editor is shown."""
    logger.error("An uploaded file cannot be stored: %s", error)
    return forms.ValidationError(
        _("The file could not be stored: the disk is full or cannot be written. Nothing was saved."),
        code="not_stored",
    )


class StoredFileMixin(forms.ModelForm):
    """A form whose ``file`` is in the storage once the form is valid.

    The file of a form whose view fails afterwards is deleted with the view's transaction (``delete_files_on_error``).
    """

    # The file before the form was sent; set by Wagtail's forms.
    original_file: Any

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        file = getattr(self.instance, "file", None)
        if self.errors or not file or file._committed:
            return
        try:
            file.save(file.name, file.file, save=False)
        except OSError as error:
            self.add_error("file", not_stored_error(error))

    def save(self, commit: bool = True) -> Any:
        # Wagtail deletes the file that is replaced at once, which a transaction that fails later would miss.
        replaced: Any = self.original_file if "file" in self.changed_data else None
        self.original_file = None
        saved = super().save(commit=commit)
        if commit and "file" in self.changed_data and hasattr(saved, "renditions"):
            saved.renditions.all().delete()
        if replaced:
            transaction.on_commit(lambda: replaced.storage.delete(replaced.name), robust=True)
        return saved


class DocumentForm(StoredFileMixin, BaseDocumentForm):
    """The form of a document."""


class ImageFileField(WagtailImageField):
    """Wagtail's field for the file of an image, which decodes nothing to count the pixels."""

    def check_image_pixel_size(self, f: Any) -> None:
        try:
            width, height = size_from_header(f)
            pixels: int | str = width * height
        except (DecompressionBombError, DecompressionBombWarning):
            # Pillow refuses even to open what is larger than any limit should be.
            pixels = _("unknown number")
        except Exception as error:
            raise forms.ValidationError(self.error_messages["invalid_image"], code="invalid_image") from error
        if isinstance(pixels, str) or pixels > self.max_image_pixels:
            raise forms.ValidationError(
                self.error_messages["file_too_many_pixels"]
                % {"num_pixels": _grouped(pixels), "max_pixels_count": _grouped(self.max_image_pixels)},
                code="file_too_many_pixels",
            )


def _grouped(number: int | str) -> str:
    return number if isinstance(number, str) else number_format(number, force_grouping=True)


class ImageForm(StoredFileMixin, BaseImageForm):
    """The form of an image."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Wagtail makes the field itself, for forms that have it.
        wagtails: Any = self.fields.get("file")
        if wagtails:
            self.fields["file"] = ImageFileField(
                label=wagtails.label,
                required=wagtails.required,
                widget=wagtails.widget,
                max_length=wagtails.max_length,
            )
