"""The block that shows publications anywhere on the site."""

from __future__ import annotations

from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, IntegerBlock, ListBlock, StructValue
from wagtail.snippets.blocks import SnippetChooserBlock

from institute.content.blocks.base import LIVE, ContentBlock
from institute.content.blocks.choosers import PageChooser
from institute.content.blocks.choosing import ChoosingValue, ChosenPages
from institute.content.languages import active_language
from publications.models import PublicationPage

MOST = 12


class LatestPublicationsValue(ChoosingValue):
    def publications(self, language: str | None = None) -> list[PublicationPage]:
        """The pinned works that visitors may see, in the editor's order, then the newest, `count` in all."""
        language = language or active_language()
        chosen = self.chosen if language == self.chosen.language else ChosenPages(self.choices(), language=language)
        shown = list(dict.fromkeys(chosen.among(self["pinned"])))[: self["count"]]
        room = self["count"] - len(shown)
        if room:
            newest = self._matching(chosen).visible(language).exclude(pk__in=[work.pk for work in shown])
            shown += newest.latest().for_listing(language)[:room]
        return shown

    def _matching(self, chosen: ChosenPages) -> Any:
        works = PublicationPage.objects.all()
        if self["topic"]:
            works = works.about(self["topic"])
        if self["institution"]:
            works = works.of_institution(self["institution"])
        if self["person"]:
            person = chosen.get(self["person"])
            works = works.of_person(person) if person else works.none()
        return works

    @property
    def list_query(self) -> str:
        """What leads to the same selection in the list of all publications: `topic=causality`."""
        choices = {name: self[name].slug for name in ("topic", "institution", "person") if self[name]}
        return urlencode(choices)


class LatestPublications(ContentBlock):
    # Of people, which institution they belong to narrows the list.
    live_data = ("publications.publicationpage", "publications.publicationindexpage", "directory.personpage")

    heading = CharBlock(max_length=120, label=_("Heading"))
    count = IntegerBlock(default=4, min_value=1, max_value=MOST, label=_("How many"))
    pinned = ListBlock(
        PageChooser(page_type="publications.PublicationPage", label=_("Publication")),
        default=[],
        max_num=MOST,
        label=_("Shown first"),
        help_text=_("In this order; the newest follow until there are enough."),
    )
    topic = SnippetChooserBlock("directory.ResearchTopic", required=False, label=_("Only on this topic"))
    institution = SnippetChooserBlock(
        "directory.Institution", required=False, label=_("Only by people of this institution")
    )
    person = PageChooser(page_type="directory.PersonPage", required=False, label=_("Only by this person"))

    class Meta:
        icon = "doc-full-inverse"
        group = LIVE
        label = _("Latest publications")
        description = _("The newest publications with their authors and abstracts, chosen ones first.")
        value_class = LatestPublicationsValue
        template = "publications/blocks/latest_publications.html"
        label_format = "{heading}"

    def get_preview_value(self) -> StructValue:
        return self.normalize({"heading": "Latest publications", "count": 2})

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        return {**context, "publications": value.publications()}
