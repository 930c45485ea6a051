"""The home page type."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from directory.identifiers import normalize_ror
from home.blocks import long_form, sections, social_links
from home.models.illustrated import PICTURE_PANEL, IllustratedPage
from institute.content.blocks.base import searchable_text
from institute.content.blocks.choosing import ChosenPages, gather
from institute.content.blocks.link import ShownLink, shown_link
from institute.content.blocks.rich_text import LINE_FEATURES
from institute.content.urls import UrlResolver
from institute.search.index import SearchDocument


class HomePage(IllustratedPage):
    """The home page of one language, which also holds the footer, contact details and social links of every page."""

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.SectionPage",
        "home.NewsIndexPage",
        "directory.DirectoryPage",
        "publications.PublicationIndexPage",
    ]

    hero_statement = models.CharField(
        _("statement"), max_length=200, help_text=_("What the institute is for, in one sentence.")
    )
    introduction = RichTextField(_("introduction"), blank=True, features=LINE_FEATURES)
    action_label = models.CharField(_("label"), max_length=60, blank=True)
    action_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    action_url = models.URLField(_("outside address"), blank=True, help_text=_("Instead of a page of this site."))
    about_label = models.CharField(_("label"), max_length=60, blank=True)
    about_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField([*sections(), *long_form()], verbose_name=_("body"), blank=True)

    footer = RichTextField(
        _("footer"),
        blank=True,
        features=LINE_FEATURES,
        help_text=_("At the foot of every page: an acknowledgement, a mission in one sentence."),
    )
    contact = RichTextField(
        _("contact"),
        blank=True,
        features=LINE_FEATURES,
        help_text=_("Address, e-mail and telephone, a line each. E-mail addresses and numbers can be links."),
    )
    social_links = StreamField(social_links(), verbose_name=_("social links"), blank=True)
    organisation_name = models.CharField(
        _("name of the institute"), max_length=160, help_text=_("As it is written in this language.")
    )
    organisation_ror = models.CharField(
        _("ROR identifier"),
        max_length=40,
        blank=True,
        help_text=_("From ror.org, for example https://ror.org/05c22rx21."),
    )
    founded = models.PositiveSmallIntegerField(
        _("founded in"), null=True, blank=True, validators=[MinValueValidator(1000)]
    )

    content_panels: ClassVar[list[Any]] = [
        TitleFieldPanel("title"),
        MultiFieldPanel(
            [FieldPanel("hero_statement"), FieldPanel("introduction"), FieldPanel("summary")],
            heading=_("Opening"),
        ),
        PICTURE_PANEL,
        MultiFieldPanel(
            [FieldPanel("action_label"), FieldPanel("action_page"), FieldPanel("action_url")],
            heading=_("Call to action"),
            help_text=_("The one thing you most want a visitor to do."),
        ),
        MultiFieldPanel(
            [FieldPanel("about_label"), FieldPanel("about_page")],
            heading=_("Link beside the introduction"),
        ),
    ]
    frame_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("organisation_name"), FieldPanel("organisation_ror"), FieldPanel("founded")],
            heading=_("The institute"),
        ),
        FieldPanel("footer"),
        FieldPanel("contact"),
        FieldPanel("social_links"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Opening")),
            ObjectList([FieldPanel("body")], heading=_("Sections")),
            ObjectList(
                frame_panels,
                heading=_("Frame"),
                help_text=_("What surrounds every page. The menu holds the pages that are shown in menus."),
            ),
            ObjectList(IllustratedPage.promote_panels, heading=_("Promote")),
            ObjectList(IllustratedPage.settings_panels, heading=_("Settings")),
        ]
    )

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(action_page__isnull=True) | models.Q(action_url=""),
                name="home_action_leads_to_one_place",
                violation_error_message=_("Choose a page or give an outside address, not both."),
            )
        ]

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Allow one home page; its aliases serve the other languages."""
        return super().can_create_at(parent) and not cls.objects.exists()

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        has_target = bool(self.action_page_id or self.action_url)
        if self.action_page_id and self.action_url:
            errors["action_url"] = _("Choose a page or give an outside address, not both.")
        elif self.action_label and not has_target:
            errors["action_page"] = _("Choose a page or give an outside address.")
        elif self.action_url and not self.action_label:
            errors["action_label"] = _("Say where this address leads.")
        if self.organisation_ror:
            try:
                self.organisation_ror = normalize_ror(self.organisation_ror)
            except ValidationError as error:
                errors["organisation_ror"] = error
        if errors:
            raise ValidationError(errors)

    def gather(self, request: HttpRequest | None = None) -> ChosenPages:
        """Fetch the pages and images that the page refers to."""
        return gather(
            self.body,
            page_ids=[key for key in (self.action_page_id, self.about_page_id) if key is not None],
            around=self,
            url_resolver=UrlResolver.for_request(request),
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        chosen = self.gather(request)
        context["action"] = self.action(chosen)
        context["about"] = self.about(chosen)
        return context

    def action(self, chosen: ChosenPages) -> ShownLink | None:
        """Return the call to action, or None if it is not set or its target is not public."""
        return shown_link(chosen, self.action_page_id, self.action_url, self.action_label)

    def about(self, chosen: ChosenPages) -> ShownLink | None:
        """Return the link beside the introduction, or None like ``action``."""
        return shown_link(chosen, self.about_page_id, "", self.about_label)

    def search_document(self) -> SearchDocument:
        texts = [self.hero_statement, self.summary, get_text_for_indexing(self.introduction)]
        return SearchDocument(title=self.title, body=" ".join([*texts, searchable_text(self.body)]))

    def search_passages(self) -> list[str]:
        texts = (self.hero_statement, get_text_for_indexing(self.introduction), searchable_text(self.body))
        return [*super().search_passages(), *(self._prose(text) for text in texts)]

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        organisation = self.describe_organisation(request) | {"description": self.summary or self.hero_statement}
        addresses = [link.value["url"] for link in self.social_links]
        if self.organisation_ror:
            addresses.insert(0, self.organisation_ror)
            organisation["identifier"] = self.organisation_ror
        if addresses:
            organisation["sameAs"] = addresses
        if self.founded:
            organisation["foundingDate"] = str(self.founded)
        return organisation

    def describe_organisation(self, request: HttpRequest) -> dict[str, Any]:
        """Return the schema.org Organization of the institute; its `@id` is the same in every language."""
        return {
            "@type": "ResearchOrganization",
            "@id": self.organisation_ror or f"{self.identity_url(request)}#organization",
            "name": self.organisation_name or self.title,
            "url": self.get_full_url_for(self.content_language, request),
        }
