"""Blocks of people."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock, StructValue

from directory.models import DirectoryPage, Institution, PersonPage
from institute.content.blocks.base import LIVE, ContentBlock, sample_image
from institute.content.blocks.choosers import DescribedImage, PageChooser
from institute.content.blocks.choosing import ChoosingValue
from institute.content.blocks.rich_text import TEXT_FEATURES
from institute.content.urls import UrlResolver


class PeopleValue(ChoosingValue):
    @property
    def shown(self) -> list[PersonPage]:
        """The chosen people that are public, in the editor's order, without duplicates."""
        people = (self.chosen.get(person) for person in self["people"])
        return list(dict.fromkeys(person for person in people if person is not None))


class People(ContentBlock):
    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    people = ListBlock(
        PageChooser(page_type="directory.PersonPage", label=_("Person")),
        min_num=1,
        max_num=60,
        label=_("People"),
    )

    class Meta:
        icon = "group"
        group = LIVE
        label = _("People")
        description = _("Chosen people with their portraits, each linked to their profile.")
        value_class = PeopleValue
        template = "directory/blocks/people.html"
        label_format = "{heading}"

    def get_preview_value(self) -> StructValue:
        people = PersonPage.objects.visible().by_name()[:3]
        return self.normalize({"heading": "Who to talk to", "people": list(people)})


class FacultyValue(StructValue):
    @property
    def number(self) -> int | str:
        """The figure that was entered, else the number of professors."""
        return self["figure"] or self.professor_count

    @cached_property
    def professor_count(self) -> int:
        return PersonPage.objects.visible().professors().count()

    @cached_property
    def institutions(self) -> list[Institution]:
        """The affiliated institutions in their order."""
        return list(Institution.objects.filter(is_affiliated=True))


class Faculty(ContentBlock):
    live_data = (
        "directory.personpage",
        "directory.membership",
        "directory.institution",
        "directory.directorypage",
    )

    heading = CharBlock(max_length=120, label=_("Heading"))
    text = RichTextBlock(features=TEXT_FEATURES, label=_("Text"))
    figure = CharBlock(
        required=False,
        max_length=40,
        label=_("Figure"),
        help_text=_("How many professors, as it should read: “over 140”. Left empty, they are counted."),
    )
    figure_label = CharBlock(max_length=80, label=_("What is counted"), help_text=_("For example “professors”."))
    portrait = DescribedImage(required=False, label=_("Portrait"))
    caption = CharBlock(
        required=False,
        max_length=200,
        label=_("Caption of the portrait"),
        help_text=_("Who it shows. The picture’s credit is printed after it by itself."),
    )
    link_label = CharBlock(
        max_length=120,
        label=_("Text of the link to the directory"),
        help_text=_("For example “Browse the online directory”."),
    )

    class Meta:
        icon = "group"
        group = LIVE
        label = _("Faculty")
        description = _("The number of professors, the affiliated institutions and a link to the directory.")
        value_class = FacultyValue
        template = "directory/blocks/faculty.html"
        label_format = "{heading}"

    def get_preview_value(self) -> StructValue:
        return self.normalize(
            {
                "heading": "Faculty",
                "text": "<p>Our professors teach at universities across the province.</p>",
                "figure_label": "professors",
                "portrait": sample_image(),
                "link_label": "Browse the online directory",
            }
        )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        url_resolver = UrlResolver.for_request(context.get("request"))
        directory = url_resolver.site_tree.index(DirectoryPage)
        directory_url = url_resolver.path(directory) if directory is not None else ""
        return {**context, "institutions": value.institutions, "directory_url": directory_url}
