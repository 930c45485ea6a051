"""Files to download, served under a type that their content proves."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.documents.models import DocumentQuerySet as WagtailDocumentQuerySet

from institute.content import file_types


class DocumentQuerySet(WagtailDocumentQuerySet):
    def with_access(self) -> DocumentQuerySet:
        """Let each document know whether it is withheld, with no further query."""
        from institute.content.document_access import withheld

        return self.annotate(is_withheld=ExpressionWrapper(withheld(), output_field=BooleanField()))


class Document(AbstractDocument):
    # Wagtail's own Document claims the plain names of the way back.
    tags = TaggableManager(help_text=None, blank=True, verbose_name=_("tags"), related_name="content_documents")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by user"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="content_documents",
    )

    admin_form_fields = WagtailDocument.admin_form_fields

    objects = DocumentQuerySet.as_manager()

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        # Who may put documents into pages; Wagtail gives it only to its own model.
        permissions = [("choose_document", "Can choose document")]

    def clean(self) -> None:
        super().clean()
        # A file that was stored before this rule does not keep its title from being edited.
        if self.file and not self.file._committed:
            with self.open_file() as file:
                if not file_types.matches(file, self.file_extension):
                    raise ValidationError(
                        {
                            "file": _(
                                "This file is not what its name says: its content is not that of a .%(extension)s file."
                            )
                            % {"extension": self.file_extension}
                        }
                    )

    @cached_property
    def is_withheld(self) -> bool:
        """Whether nothing that visitors read may name the document; `with_access` tells it of many at once."""
        from institute.content.document_access import withheld_among

        return self.pk in withheld_among([self.pk])

    @cached_property
    def content_type(self) -> str:
        """The media type of the file's extension where its content is of that type, else that of any bytes."""
        try:
            with self.open_file() as file:
                is_proven = file_types.matches(file, self.file_extension)
        except OSError:
            is_proven = False
        return file_types.media_type(self.file_extension) if is_proven else file_types.UNKNOWN
