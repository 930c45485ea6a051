"""The page chooser, in which records are found below the index of every language."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views import chooser
from wagtail.admin.views.chooser import BrowseView, Column, PageNavigateToChildrenColumn
from wagtail.models import Page, PageQuerySet

from institute.content.records import RecordIndexPage


def list_records_in_every_language() -> None:
    """Take the place of Wagtail's view, before its addresses are read: nothing can be put in front of them."""
    chooser.BrowseView = RecordBrowseView


class RecordsInEveryLocale(PageQuerySet):
    """Records, which Wagtail's view cannot limit to the locale of the index below which it lists them."""

    def filter(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("locale", None)
        return super().filter(*args, **kwargs)


class NavigateToRecordsColumn(PageNavigateToChildrenColumn):
    """The arrow that leads to what is below a page, also for an index whose records are kept below another."""

    def get_value(self, instance: Any) -> Any:
        if isinstance(instance, RecordIndexPage) and not instance.is_parent_page:
            instance.can_descend = True
        return super().get_value(instance)


class RecordBrowseView(BrowseView):
    """Wagtail's list of the pages below a page, with the same records below the index of each language."""

    @property
    def columns(self) -> list[Column]:
        *columns, navigation = super().columns
        return [*columns, NavigateToRecordsColumn(navigation.name, label=navigation.label, width=navigation.width)]

    def get_object_list(self) -> Any:
        if not isinstance(self.parent_page, RecordIndexPage):
            return super().get_object_list()
        records = RecordsInEveryLocale(Page).child_of(self.parent_page.source_index(self.request))
        return records.order_by("path").select_related("locale").defer_streamfields().specific()

    def filter_object_list(self, pages: Any) -> Any:
        """Return the pages of the types that are asked for, and those that lead to them.

        Wagtail leaves out a page that has none below it, as an index in another language than the records' own.
        """
        filtered = super().filter_object_list(pages)
        leading = [
            index
            for index in RecordIndexPage.__subclasses__()
            if any(issubclass(index.record_class(), desired) for desired in self.desired_classes)
        ]
        return filtered | pages.type(*leading) if leading else filtered
