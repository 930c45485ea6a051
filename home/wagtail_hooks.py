"""What this app adds to the administration and to Wagtail's rich text."""

from __future__ import annotations

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from institute.content.blocks.page_links import VisiblePageLinkHandler


@hooks.register("register_rich_text_features", order=100)
def link_to_visible_pages(features: FeatureRegistry) -> None:
    """Take the place of Wagtail's own handler, which links to any page whatever its state."""
    features.register_link_type(VisiblePageLinkHandler)
