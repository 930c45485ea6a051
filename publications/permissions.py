"""Who may decide of publications where a decision shows on the site at once."""

from __future__ import annotations

from typing import Any

from wagtail.permission_policies.pages import PagePermissionPolicy

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
