"""Wagtail hooks."""

from __future__ import annotations

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from institute.content.blocks.page_links import VisiblePageLinkHandler


@hooks.register("register_rich_text_features", order=100)
def link_to_visible_pages(features: FeatureRegistry) -> None:
    """Replace Wagtail's page link handler, which links to pages that are not public."""
    features.register_link_type(VisiblePageLinkHandler)
