"""Who may decide of publications where a decision shows on the site at once, and finds that in the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies.pages import PagePermissionPolicy

from institute.content.languages import default_language
from publications.models import PublicationIndexPage


def may_publish_publications(user: Any) -> bool:
    """Whether a user may publish what stands in an index of publications."""
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    given = PagePermissionPolicy().get_cached_permissions_for_user(user)
    pages = {row.page_id for row in given if row.permission.codename == "publish_page"}
    return PublicationIndexPage.objects.filter(pk__in=pages).exists()


def may_import(user: Any) -> bool:
    """Whether the user may add and publish works; where there is no page for them yet, administrators may look."""
    index = PublicationIndexPage.objects.filter(locale__language_code=default_language()).first()
    if index is None:
        return bool(user.is_superuser)
    rights = index.permissions_for_user(user)
    return bool(rights.can_add_subpage() and rights.can_publish_subpage())


class PublishersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_publish_publications(request.user)


class ImportersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(request.user)
