"""The page type of sections: "AI for Humanity", "About", "Programs"."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.fields import StreamField

from home.blocks import long_form, sections
from home.models.illustrated import PICTURE_PANEL, IllustratedPage
from institute.content.blocks.base import searchable_text
from institute.content.blocks.choosing import ChosenPages, gather
from institute.content.blocks.featured import ShownCard, card_of
from institute.content.blocks.outline import outline
from institute.content.urls import UrlResolver
from institute.search.index import SearchDocument


class SectionPage(IllustratedPage):
    """A section of the site, which may have subsections."""

    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types = ["home.SectionPage"]

    body = StreamField([*long_form(), *sections()], verbose_name=_("body"), blank=True)
    show_contents = models.BooleanField(
        _("show a table of contents"),
        default=True,
        help_text=_("Made from the headings, where there are two or more."),
    )
    show_children = models.BooleanField(
        _("list the pages below"),
        default=True,
        help_text=_("Shows the pages of this section as cards at the end."),
    )

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [TitleFieldPanel("title"), FieldPanel("summary"), PICTURE_PANEL, FieldPanel("body")],
                heading=_("Content"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [FieldPanel("show_contents"), FieldPanel("show_children")], heading=_("What the page lists")
                    )
                ],
                heading=_("Layout"),
            ),
            ObjectList(IllustratedPage.promote_panels, heading=_("Promote")),
            ObjectList(IllustratedPage.settings_panels, heading=_("Settings")),
        ]
    )

    class Meta:
        verbose_name = _("section page")
        verbose_name_plural = _("section pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        children, ancestors = self.listed_children(), self.ancestors_below_home()
        chosen = gather(
            self.body, pages=[*children, *ancestors], around=self, url_resolver=UrlResolver.for_request(request)
        )
        context["trail"] = chosen.among(ancestors)
        headings = outline(self.body)
        context["contents"] = headings if self.show_contents and len(headings) > 1 else []
        context["children"] = self.child_cards(chosen, children)
        return context

    def listed_children(self) -> list[Any]:
        """Return the child pages in the editors' order, public or not."""
        return list(self.get_children()) if self.show_children else []

    def child_cards(self, chosen: ChosenPages, children: list[Any]) -> list[ShownCard]:
        """Return the cards of the public pages of ``children``."""
        return [card_of(child, chosen.path(child) or "") for child in chosen.among(children)]

    def search_document(self) -> SearchDocument:
        return SearchDocument(title=self.title, body=f"{self.summary} {searchable_text(self.body)}")

    def search_passages(self) -> list[str]:
        return [*super().search_passages(), self._prose(searchable_text(self.body))]
