"""Who may decide of publications where a decision shows on the site at once, and finds that in the menu."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies.pages import PagePermissionPolicy

from institute.content.languages import default_language
from publications.models import PublicationIndexPage, PublicationPage


def may_publish_publications(user: Any) -> bool:
    """Whether a user may publish what stands in an index of publications."""
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    given = PagePermissionPolicy().get_cached_permissions_for_user(user)
    pages = {row.page_id for row in given if row.permission.codename == "publish_page"}
    return PublicationIndexPage.objects.filter(pk__in=pages).exists()


def publishable_works(user: Any) -> QuerySet[PublicationPage]:
    """The works that a user may publish: matches show on them at once, so to decide of them is to publish."""
    works = PublicationPage.objects.all()
    if user.is_superuser and user.is_active:
        return works
    within = Q(pk__in=[])
    for given in PagePermissionPolicy().get_cached_permissions_for_user(user) if user.is_active else ():
        if given.permission.codename == "publish_page":
            # As for the records themselves, what is given above the index does not count.
            within |= Q(path__startswith=given.page.path, depth__lte=given.page.depth + 1)
    return works.filter(within)


def may_publish_works(user: Any, *keys: int) -> bool:
    """Return whether a user may publish all of these works, and decide in the admin about those of an index."""
    if not may_publish_publications(user):
        return False
    return publishable_works(user).filter(pk__in=keys).count() == len(set(keys))


def may_split(user: Any, work: PublicationPage) -> bool:
    """Return whether a user may publish the work and add to its index the one that is split off."""
    rights = work.get_parent().specific.permissions_for_user(user)
    return may_publish_works(user, work.pk) and bool(rights.can_add_subpage() and rights.can_publish_subpage())


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
