"""What channels add to the admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from institute.previews.preview import can_be_previewed, languages_of
from institute.webhooks.viewset import ChannelViewSet


@hooks.register("register_admin_viewset")
def register_channels() -> ChannelViewSet:
    return ChannelViewSet()


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="webhooks", codename="change_channel")


@hooks.register("register_page_header_buttons")
def offer_previews(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Show the latest draft in the front end, in each language that it can be read in."""
    if not page.pk or not can_be_previewed(page) or not page.permissions_for_user(user).can_edit():
        return
    names = dict(settings.LANGUAGES)
    for place, language in enumerate(languages_of(page)):
        yield Button(
            gettext("Draft in the front end (%(language)s)") % {"language": names[language]},
            reverse("webhooks:preview", args=[page.pk, language]),
            icon_name="view",
            priority=70 + place,
            attrs={"target": "_blank", "rel": "noopener noreferrer"},
        )
