"""Rows that belong to a page and come by the thousand, written together.

modelcluster asks the database about each row of a revision, compares each with each, and writes all of them one by one
whether they changed or not: a work with a thousand authors costs thousands of queries to publish. With these, a save
costs one query to read the rows, and one more for those that are new or changed, and for those that are gone.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import cached_property
from modelcluster.fields import ChildObjectsDescriptor, ParentalKey
from modelcluster.models import model_from_serializable_data

# PostgreSQL takes 65,535 parameters a query.
BATCH = 1000


class BulkRows(ChildObjectsDescriptor):
    """Gives the page its rows, and writes them together when it is saved. Their own signals are not sent."""

    @cached_property
    def child_object_manager_cls(self) -> Any:
        deferring = super().child_object_manager_cls
        relation = self.rel.get_accessor_name()
        model = self.rel.related_model
        page_field = self.rel.field.name

        class BulkManager(deferring):  # type: ignore[misc, valid-type]
            def commit(self) -> None:
                rows = getattr(self.instance, "_cluster_related_objects", {}).pop(relation, None)
                if rows is None:
                    return
                stored = {row.pk: row for row in self.get_live_queryset()}
                for row in rows:
                    setattr(row, page_field, self.instance)
                    row.derive()
                gone = stored.keys() - {row.pk for row in rows}
                if gone:
                    model._base_manager.filter(pk__in=gone).delete()
                _write([row for row in rows if row.pk not in stored or _differ(row, stored[row.pk])])

        return BulkManager


class BulkParentalKey(ParentalKey):
    """A ``ParentalKey`` for rows that may be many; their model is a ``RowOfPage``."""

    related_accessor_class = BulkRows

    def deconstruct(self) -> Any:
        name, _path, arguments, options = super().deconstruct()
        # In the database, and so in migrations, it is any other key.
        return name, "modelcluster.fields.ParentalKey", arguments, options


class RowOfPage(models.Model):
    """A row whose only reference is to its page, with which it is read from a revision."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Fill what follows from other fields; called before the row is written, by itself or with others."""
        raise NotImplementedError

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False) -> Any:
        # The page is there: it is what the row is being read for.
        return model_from_serializable_data(cls, data, check_fks=False, strict_fks=strict_fks)


def _differ(row: models.Model, stored: models.Model) -> bool:
    return any(getattr(row, field.attname) != getattr(stored, field.attname) for field in row._meta.concrete_fields)


def _write(rows: list[Any]) -> None:
    if not rows:
        return
    model = type(rows[0])
    key = model._meta.pk
    model._base_manager.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=[key.name],
        update_fields=[field.name for field in model._meta.concrete_fields if field is not key],
    )
