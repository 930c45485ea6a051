"""The page type of the directory."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface, TitleFieldPanel

from directory.filters import PersonFilter
from institute.content.languages import active_language
from institute.content.lists import ListPaginator
from institute.content.records import RecordIndexPage


class DirectoryPage(RecordIndexPage):
    """The list of people in one language, which also serves their profiles in that language."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["directory.PersonPage"]
    record_model: ClassVar[str] = "directory.PersonPage"
    people_per_page: ClassVar[int] = 60

    edit_handler = TabbedInterface(
        [
            ObjectList([TitleFieldPanel("title"), FieldPanel("summary")], heading=_("Content")),
            ObjectList(RecordIndexPage.promote_panels, heading=_("Promote")),
        ]
    )

    class Meta:
        verbose_name = _("directory")
        verbose_name_plural = _("directories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        people = self.records(request)
        filters = PersonFilter(request.GET)
        language = active_language()
        paginator = ListPaginator(
            filters.apply(people),
            self.people_per_page,
            whole=lambda found: found.for_listing(language),
            request=request,
            about=("people", language, filters.query_string()),
        )
        context.update(
            filters=filters,
            facets=filters.facets(people),
            letters=filters.letters(people),
            active_filters=filters.active(),
            people=paginator.get_page(request.GET.get("page")),
        )
        return context
