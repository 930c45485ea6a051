"""Counting some rows in the query that reads others."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def count_of(rows: QuerySet[Any]) -> Coalesce:
    """Return the number of ``rows`` as an expression, for a query about something else."""
    counted = rows.order_by().annotate(everything=Value(1)).values("everything").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count"), output_field=IntegerField()), Value(0))
