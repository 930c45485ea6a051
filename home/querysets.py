"""Selecting news: the order of the articles, and all that one of them needs in a list."""

from __future__ import annotations

from institute.content.pages import BasePageManager, BasePageQuerySet


class ArticleQuerySet(BasePageQuerySet):
    def for_listing(self) -> ArticleQuerySet:
        """Order the articles, the newest first, and fetch what a row of the list shows of each."""
        return (
            self.select_related("locale", "alias_of__locale", "hero_image", "social_image")
            .prefetch_related("hero_image__renditions", "social_image__renditions")
            .defer_streamfields()
            .order_by("-date", "-first_published_at", "-pk")
        )


ArticleManager = BasePageManager.from_queryset(ArticleQuerySet)
