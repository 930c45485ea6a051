"""What the content model changes in the admin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail_localize import wagtail_hooks as localize_hooks

from institute.content.former_addresses import former_addresses
from institute.content.former_addresses_views import (
    LOG_ACTION,
    ForgetAddressView,
    FormerAddressesView,
    publishable_translations,
)
from institute.content.removal import protections
from institute.content.rich_text import PublicDocumentLinkHandler
from institute.content.translating import (
    TranslatePageView,
    answer_submission,
    is_translated_by_tree,
    locales_written_separately,
    mirror_again,
    source_of,
)

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
    if not is_translated_by_tree(page):
        return
    yield from localize_hooks.page_listing_more_buttons(page, user, **context)
    source = source_of(page)
    if user.has_perm("wagtail_localize.submit_translation") and locales_written_separately(source, user):
        yield Button(
            gettext("Translate this page"),
            reverse("wagtail_localize:submit_page_translation", args=[source.pk]),
            icon_name="wagtail-localize-language",
            priority=60,
        )


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
        path("pages/<int:page_id>/addresses/", FormerAddressesView.as_view(), name="former_addresses"),
        path("pages/<int:page_id>/addresses/forget/", ForgetAddressView.as_view(), name="forget_address"),
    ]


@hooks.register("register_page_header_buttons")
def offer_former_addresses(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from the menu of a page to its former addresses, where there are any."""
    if page.permissions_for_user(user).can_publish() and former_addresses(publishable_translations(page, user)):
        url = reverse("former_addresses", args=[page.pk])
        yield Button(_("Former addresses"), url, icon_name="redirect", priority=90)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(LOG_ACTION, _("Forget an address"), _("Forgot a former address"))


@hooks.register("before_delete_snippet")
def refuse_to_delete_what_is_used(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Say what prevents a deletion.

    Wagtail does so by its index of references, which knows nothing of rows that were written in bulk.
    """
    for instance in instances:
        if found := next(protections(instance), None):
            messages.error(request, found)
            return redirect(type(instance).snippet_viewset.get_url_name("list"))
    return None


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
