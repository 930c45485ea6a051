"""What the site does when content changes, whoever changes it: an editor, a command, the API."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, pre_page_move
from wagtail_localize.models import Translation

from institute.content import change_log, dependencies, translating, trees
from institute.content.models import Image


def connect() -> None:
    """Connect the handlers; called once, when the application is ready."""
    pre_save.connect(page_is_being_saved, sender=Page, dispatch_uid="content page saved")
    pre_page_move.connect(page_is_being_moved, dispatch_uid="content page about to move")
    pre_delete.connect(page_is_being_deleted, sender=Page, dispatch_uid="content page deleted")
    post_page_move.connect(page_was_moved, dispatch_uid="content page moved")
    page_published.connect(page_was_published, dispatch_uid="content page published")
    page_unpublished.connect(page_was_unpublished, dispatch_uid="content page unpublished")
    page_slug_changed.connect(slug_was_changed, dispatch_uid="content slug changed")
    for signal in (post_save, post_delete):
        signal.connect(restriction_was_changed, sender=PageViewRestriction, dispatch_uid="content restriction")
        signal.connect(site_was_changed, sender=Site, dispatch_uid="content site")
    post_save.connect(translating.translation_was_saved, sender=Translation, dispatch_uid="content translation saved")
    change_log.register_vocabulary(Image)


@transaction.atomic
def page_is_being_saved(instance: Page, update_fields: frozenset[str] | None, **kwargs: Any) -> None:
    # Wagtail saves some pages as plain ones, which do not pass through BasePage.save().
    if not instance._state.adding and update_fields is None:
        trees.read_place_again(instance)


def page_is_being_moved(instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any) -> None:
    trees.lock_for_move(instance, parent_page_before, parent_page_after)


def page_is_being_deleted(instance: Page, **kwargs: Any) -> None:
    change_log.page_deleted(instance)
    trees.delete_aliases(instance)


@transaction.atomic
def page_was_published(instance: Page, **kwargs: Any) -> None:
    if translating.is_translated_by_tree(instance):
        translating.refresh_translations(instance)


@transaction.atomic
def page_was_unpublished(instance: Page, **kwargs: Any) -> None:
    # Wagtail unpublishes aliases as plain pages, which do not pass through BasePage.save(). A page that is
    # being deleted is unpublished in memory alone: the database still shows it, and it was logged already.
    if not Page.objects.filter(pk=instance.pk, live=True).exists():
        change_log.refresh_with_dependents(instance)


@transaction.atomic
def page_was_moved(instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any) -> None:
    # In another order among its neighbours, the page stays where it is, but menus and lists do not.
    change_log.refresh_with_dependents(instance, touched=instance.live)
    # Both may list what stands below them, in its order.
    change_log.note(dependencies.DOCUMENTS, {parent_page_before.pk, parent_page_after.pk})
    if getattr(instance.specific_class, "served_in_every_language", None) is False:
        trees.mirror_move(instance, parent_page_before, parent_page_after)


@transaction.atomic
def slug_was_changed(instance: Page, instance_before: Page, **kwargs: Any) -> None:
    trees.mirror_slug(instance, instance_before.slug)


@transaction.atomic
def site_was_changed(instance: Site, **kwargs: Any) -> None:
    """Which page a site starts from decides where every page below it is read."""
    Site.clear_site_root_paths_cache()
    for root in instance.root_page.get_translations(inclusive=True):
        change_log.refresh_with_dependents(root, touched=root.live)


def restriction_was_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    change_log.refresh_with_dependents(instance.page)
