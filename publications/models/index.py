"""The page that lists the publications, one a language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface, TitleFieldPanel

from institute.content.lists import ListPaginator
from institute.content.records import RecordIndexPage

PER_PAGE = 20


class PublicationIndexPage(RecordIndexPage):
    """Lists, searches and filters the publications."""

    record_model: ClassVar[str] = "publications.PublicationPage"
    parent_page_types = ["home.HomePage"]
    subpage_types = ["publications.PublicationPage"]

    edit_handler = TabbedInterface(
        [
            ObjectList([TitleFieldPanel("title"), FieldPanel("summary")], heading=_("Content")),
            ObjectList(RecordIndexPage.promote_panels, heading=_("Promote")),
        ]
    )

    class Meta:
        verbose_name = _("publications page")
        verbose_name_plural = _("publications pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from publications.exports.formats import links_for_list
        from publications.filters import PublicationFilter

        context = super().get_context(request, *args, **kwargs)
        language = self.content_language
        publication_filter = PublicationFilter(request.GET, language=language)
        found = publication_filter.apply(self.records(request))
        chosen = publication_filter.query_string()
        paginator = ListPaginator(
            found,
            PER_PAGE,
            whole=lambda works: works.for_listing(language),
            request=request,
            about=("publications", language, chosen),
        )
        page = paginator.get_page(request.GET.get("page"))
        links = links_for_list(chosen)
        return {
            **context,
            "filter": publication_filter,
            "publications": page,
            "count": paginator.count,
            "export_links": links,
            "feed_title": " – ".join(filter(None, (self.title, publication_filter.described))),
            "feed_links": [link for link in links if link.is_feed and paginator.count],
        }
