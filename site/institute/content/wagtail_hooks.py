"""What the content model changes in the admin."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.models import Page


@hooks.register("construct_translated_pages_to_cascade_actions")
def delete_translations_with_their_page(pages: list[Page], action: str) -> dict[Page, Any]:
    """Deleting a page in the admin deletes it in both languages, and says so first.

    Aliases need no mention: they go with the page they follow, whoever deletes it.
    """
    if action != "delete":
        return {}
    return {page: page.get_translations().filter(alias_of__isnull=True) for page in pages}
