"""Links to pages inside rich text.

Kept apart from the blocks: Wagtail's own handler can only be imported once all models are loaded.
"""

from __future__ import annotations

from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from institute.content.blocks.choosing import ChosenPages


class VisiblePageLinkHandler(PageLinkHandler):
    """Links inside rich text lead to the page in the reader's language, if visitors may see it.

    The words of a link to a draft, private or expired page stay; only the link goes.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        pages = Page.objects.in_bulk([attrs["id"] for attrs in attrs_list if attrs.get("id")])
        by_identifier = {str(identifier): page for identifier, page in pages.items()}
        linked = [by_identifier.get(str(attrs.get("id"))) for attrs in attrs_list]
        chosen = ChosenPages(linked, for_links=True)
        paths = [chosen.path(page) for page in linked]
        return [f'<a href="{escape(path)}">' if path else "<a>" for path in paths]
