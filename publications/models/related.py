"""What works name as related, as it was last announced."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class RelatedWorks(models.Model):
    """The related works that the document of a work names, kept to tell when it names others (``related``)."""

    # Written while the page may be being deleted by another transaction, which must not fail for that.
    page = models.OneToOneField(
        "publications.PublicationPage",
        on_delete=models.CASCADE,
        db_constraint=False,
        primary_key=True,
        related_name="+",
    )
    works = ArrayField(models.BigIntegerField(), default=list)
    lowest_score = models.IntegerField(default=0)
    days = models.IntegerField(default=0)

    class Meta:
        indexes = [GinIndex(fields=["works"], name="related_works")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.works}"
