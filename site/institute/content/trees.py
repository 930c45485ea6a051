"""Both languages' trees, complete at all times.

A new editorial page appears at once in the other language as an alias of itself, and stays one until
someone translates it. wagtail-localize does so only for pages made in its admin views; pages made
by code, by imports and by the API need it as well, so it hangs on the page's own life here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from wagtail.models import Locale, Page

from institute.content.languages import language_codes

_following: ContextVar[bool] = ContextVar("following", default=False)


@contextmanager
def _once() -> Iterator[bool]:
    """Hold off the answers to changes that are themselves answers."""
    if _following.get():
        yield False
        return
    token = _following.set(True)
    try:
        yield True
    finally:
        _following.reset(token)


# Where a page is in the tree, which other transactions change without saving the page.
_PLACE = ("path", "depth", "numchild")


def read_place_again(page: Page, *, with_url: bool = False) -> None:
    """Lock the page's row and set on ``page`` where it is in the tree now.

    Saving a page writes every column: from an instance that was read before another transaction moved the page, or
    added or deleted one below it, it would undo that. ``with_url`` is for pages whose address follows from the slug.
    Raises DoesNotExist where another transaction has deleted the page.
    """
    columns = [*_PLACE, "slug", "url_path"]
    place = Page.objects.select_for_update(no_key=True).values(*columns).get(pk=page.pk)
    if place["path"] != page.path:
        page.__dict__.pop("_cached_parent_obj", None)
    for column in _PLACE:
        setattr(page, column, place[column])
    # Of a page that is renamed, Wagtail works it out.
    if with_url and place["slug"] == page.slug:
        page.url_path = place["url_path"]


def lock_for_move(page: Page, parent_before: Page, parent_after: Page) -> None:
    """Lock the rows that moving ``page`` changes, so that nothing is added or deleted beside it meanwhile.

    Adding and deleting a page lock the row of its parent as well; moving one does not by itself.
    """
    if not connection.in_atomic_block:
        return
    for each in sorted([parent_before, parent_after, page], key=lambda locked: locked.pk):
        read_place_again(each)


def other_locales(page: Page) -> list[Locale]:
    """Return the content locales in which ``page`` is not written."""
    locales = Locale.objects.filter(language_code__in=language_codes()).exclude(pk=page.locale_id)
    return list(locales)


def mirror_new_page(page: Page) -> None:
    """Give ``page`` an alias in every other language that does not have the page yet."""
    if page.alias_of_id or _following.get():
        return
    for locale in other_locales(page):
        with _once():
            if not page.has_translation(locale):
                page.copy_for_translation(locale, copy_parents=True, alias=True)


def hide_aliases(page: Page) -> None:
    """Take the aliases of ``page``, which is not live, off the site; they are published again with it."""
    page.aliases.filter(live=True).update(live=False, has_unpublished_changes=True)


def mirror_slug(page: Page, slug_before: str) -> None:
    """Give the aliases of ``page`` its new slug, unless they have one of their own."""
    for alias in page.aliases.exclude(locale=page.locale_id).filter(slug=slug_before).specific():
        if Page._slug_is_available(page.slug, alias.get_parent(), alias):
            alias.slug = page.slug
            alias.save(clean=False)


def mirror_move(page: Page, parent_before: Page, parent_after: Page) -> None:
    """Move the page's translations and aliases as it was moved, where they stood beside it."""
    with _once() as first:
        if not first:
            return
        previous = page.get_prev_sibling()
        following = page.get_next_sibling()
        for counterpart in page.get_translations():
            parent = _translation(parent_after, counterpart.locale)
            stood_beside = counterpart.get_parent().translation_key == parent_before.translation_key
            if parent is None or not stood_beside:
                continue
            left = _translation(previous, counterpart.locale, below=parent)
            right = _translation(following, counterpart.locale, below=parent)
            if left is not None:
                counterpart.move(left, pos="right")
            elif right is not None:
                counterpart.move(right, pos="left")
            else:
                counterpart.move(parent, pos="last-child")


def _translation(page: Page | None, locale: Locale, below: Page | None = None) -> Page | None:
    if page is None:
        return None
    translation = page.get_translation_or_none(locale)
    if translation is not None and below is not None and not translation.is_child_of(below):
        return None
    return translation


def delete_aliases(page: Page) -> None:
    """Delete what follows ``page``: without it, Wagtail would leave an orphan draft."""
    for alias in page.aliases.all():
        alias.specific.delete()
