"""Lists of records in the admin."""

from __future__ import annotations

from typing import ClassVar

from wagtail.admin.views.pages.listing import IndexView, PageFilterSet


class RecordFilterSet(PageFilterSet):
    """Wagtail's filters of pages, without those by which no record differs from another.

    A record is served in every language and on every site, and has no pages below it.
    """

    site = None
    has_child_pages = None

    class Meta(PageFilterSet.Meta):
        pass

    def _add_locale_filter(self) -> None:
        """Add none, where Wagtail adds one for every model with a locale."""


class RecordIndexView(IndexView):
    """Wagtail's list of pages, without the label of the one locale that all records are kept in."""

    show_locale_labels: ClassVar[bool] = False
