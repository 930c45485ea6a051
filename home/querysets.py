"""QuerySet of articles."""

from __future__ import annotations

from django.db.models import BigIntegerField, Value
from django.db.models.functions import Cast, Coalesce, Extract

from institute.content.pages import BasePageManager, BasePageQuerySet

# First publication in microseconds: an integer, so that cursors do not round it, and never null.
_MOMENT = Coalesce(
    Cast(Extract("first_published_at", "epoch") * 1_000_000, BigIntegerField()),
    Value(0, output_field=BigIntegerField()),
)


class ArticleQuerySet(BasePageQuerySet):
    def for_listing(self) -> ArticleQuerySet:
        """Order the articles by date, newest first, and select the related objects of list rows."""
        return (
            self.select_related("locale", "alias_of__locale", "hero_image", "social_image")
            .prefetch_related("hero_image__renditions", "social_image__renditions")
            .defer_streamfields()
            .annotate(moment=_MOMENT)
            .order_by("-date", "-moment", "-pk")
        )


ArticleManager = BasePageManager.from_queryset(ArticleQuerySet)
