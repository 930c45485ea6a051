"""The embargoes that pending changes put on files, before anybody publishes them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DraftEmbargo(models.Model):
    """An embargo in the latest draft of a publication, or in a change that waits for its day.

    Derived from revisions by `publications.embargoes`: those are not indexed by the files that they name.
    """

    page = models.ForeignKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="draft_embargoes")
    document = models.ForeignKey("content.Document", on_delete=models.CASCADE, related_name="draft_embargoes")
    until = models.DateField(_("embargo until"))

    # No use of the file, which an editor would be warned of before deleting it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("embargo in a draft")
        verbose_name_plural = _("embargoes in drafts")
        constraints = [models.UniqueConstraint(fields=["page", "document", "until"], name="draft_embargo_once")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.until}"
