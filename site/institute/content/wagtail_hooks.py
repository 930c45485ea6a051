"""What the content model changes in the admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail_localize import wagtail_hooks as localize_hooks

from institute.content.rich_text import PublicDocumentLinkHandler
from institute.content.translating import TranslatePageView, answer_submission, is_translated_by_tree, mirror_again

# Where wagtail-localize offers to translate a page.
TRANSLATION_BUTTONS = ("register_page_header_buttons", "register_page_listing_more_buttons")


@hooks.register("construct_translated_pages_to_cascade_actions")
def delete_translations_with_their_page(pages: list[Page], action: str) -> dict[Page, Any]:
    """Deleting a page in the admin deletes it in both languages, and says so first.

    Aliases need no mention: they go with the page they follow, whoever deletes it.
    """
    if action != "delete":
        return {}
    return {page: page.get_translations().filter(alias_of__isnull=True) for page in pages}


def translation_buttons(page: Page, user: Any, **context: Any) -> Iterator[Button]:
    """Offer what wagtail-localize offers, for the pages that have a translation."""
    if is_translated_by_tree(page):
        yield from localize_hooks.page_listing_more_buttons(page, user, **context)


for place in TRANSLATION_BUTTONS:
    # Wagtail has no hook that removes buttons from a page's header: ours take the place of theirs.
    hooks._hooks[place].remove((localize_hooks.page_listing_more_buttons, 0))
    hooks.register(place, translation_buttons)


@hooks.register("register_admin_urls", order=-1)
def register_admin_urls() -> list[URLPattern]:
    """Answer at the addresses of wagtail-localize's views, before they do."""
    return [
        path("localize/submit/page/<int:page_id>/", TranslatePageView.as_view(), name="translate_page"),
        path("localize/page/<int:page_id>/convert_to_alias/", mirror_again, name="mirror_page_again"),
    ]


# Before wagtail-localize answers with the translation's form.
hooks.register("before_edit_page", answer_submission, order=-1)


@hooks.register("register_rich_text_features", order=1)
def register_document_links(features: FeatureRegistry) -> None:
    """Let the links of prose lead to no document that visitors may not read; after Wagtail has registered its own."""
    features.register_link_type(PublicDocumentLinkHandler)


@hooks.register("insert_global_admin_js")
def start_widgets() -> SafeString:
    """Load what starts the choosers, the date pickers and the inline panels of every form."""
    return format_html('<script src="{}"></script>', static("js/admin/widgets.js"))
