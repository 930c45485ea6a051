"""Page types of the news: the index and its articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface, TitleFieldPanel
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField
from wagtail.images.models import SourceImageIOError

from directory.structured_data import person_identity
from home.blocks import article_body
from home.models.illustrated import PICTURE_PANEL, IllustratedPage
from home.querysets import ArticleManager, ArticleQuerySet
from institute.content.blocks.base import searchable_text
from institute.content.blocks.choosers import PageChooser
from institute.content.blocks.choosing import ChosenPages, gather
from institute.content.languages import active_language
from institute.content.pages import EditorialPage
from institute.content.site_layout import SiteLayout
from institute.content.urls import UrlResolver
from institute.search.index import SearchDocument

ARTICLES_PER_PAGE = 12
# As in `og:image`.
SHARED_PICTURE = "fill-1200x630|format-jpeg"


@dataclass(frozen=True)
class Byline:
    """An author of an article; ``href`` is "" for a name without a profile."""

    name: str
    href: str
    person: Any | None


class NewsIndexPage(EditorialPage):
    """The list of articles, newest first."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ArticlePage"]
    max_count_per_parent = 1

    edit_handler = TabbedInterface(
        [
            ObjectList([TitleFieldPanel("title"), FieldPanel("summary")], heading=_("Content")),
            ObjectList(EditorialPage.promote_panels, heading=_("Promote")),
            ObjectList(EditorialPage.settings_panels, heading=_("Settings")),
        ]
    )

    class Meta:
        verbose_name = _("news page")
        verbose_name_plural = _("news pages")

    def articles(self) -> ArticleQuerySet:
        """Return the public articles of this index, newest first."""
        return ArticlePage.objects.child_of(self).visible().for_listing()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        paginator = Paginator(self.articles(), ARTICLES_PER_PAGE)
        context["articles"] = paginator.get_page(request.GET.get("page"))
        return context


class ArticlePage(IllustratedPage):
    """A news article."""

    parent_page_types = ["home.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    date = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    authors = StreamField(
        [
            ("person", PageChooser("directory.PersonPage", label=_("Person"), icon="user")),
            ("name", CharBlock(max_length=120, label=_("Name"), icon="pilcrow")),
        ],
        verbose_name=_("authors"),
        blank=True,
        help_text=_("People of the directory, or names typed."),
    )
    body = StreamField(article_body(), verbose_name=_("body"), blank=True)

    # Shared by the template and the structured data of one request.
    _gathered: ChosenPages | None = None

    objects = ArticleManager()

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("title"),
                    FieldPanel("date"),
                    FieldPanel("summary"),
                    PICTURE_PANEL,
                    FieldPanel("body"),
                ],
                heading=_("Content"),
            ),
            ObjectList([FieldPanel("authors")], heading=_("Authors")),
            ObjectList(IllustratedPage.promote_panels, heading=_("Promote")),
            ObjectList(IllustratedPage.settings_panels, heading=_("Settings")),
        ]
    )

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        chosen = self.gather(request)
        context["byline"] = self.byline(chosen)
        context["trail"] = [page for page in chosen if isinstance(page, NewsIndexPage)]
        return context

    def gather(self, request: HttpRequest | None = None) -> ChosenPages:
        """Look up at once all that the article shows of other pages, and the pictures with it."""
        if self._gathered is None or self._gathered.language != active_language():
            people = [author.value for author in self.authors if author.block_type == "person"]
            self._gathered = gather(
                self.body,
                pages=[*people, *self.ancestors_below_home()],
                around=self,
                url_resolver=UrlResolver.for_request(request),
            )
        return self._gathered

    def byline(self, chosen: ChosenPages) -> list[Byline]:
        """Return the authors in order, without people who are not public."""
        authors = []
        for author in self.authors:
            if author.block_type == "name":
                authors.append(Byline(author.value, "", None))
            elif (person := chosen.get(author.value)) is not None:
                authors.append(Byline(person.title, chosen.path(person) or "", person))
        return authors

    def search_document(self) -> SearchDocument:
        names = " ".join(author.name for author in self.byline(self.gather()))
        return SearchDocument(title=self.title, names=names, body=f"{self.summary} {searchable_text(self.body)}")

    def search_passages(self) -> list[str]:
        return [*super().search_passages(), self._prose(searchable_text(self.body))]

    def structured_data(self, request: HttpRequest) -> dict[str, Any]:
        url = self.get_full_url_for(self.content_language, request)
        home = SiteLayout.for_request(request, self).home
        data = {
            "@type": "NewsArticle",
            "headline": self.title,
            "description": str(self.public_summary),
            "datePublished": self.date.isoformat(),
            "dateModified": self.last_published_at,
            "inLanguage": self.public_summary.language,
            "url": url,
            "mainEntityOfPage": url,
            "image": self._image_url(request),
            "author": [self._describe_author(author, request) for author in self.byline(self.gather(request))],
            "publisher": home.describe_organisation(request) if home is not None else None,
        }
        return {name: value for name, value in data.items() if value}

    def _image_url(self, request: HttpRequest) -> str:
        """Return the URL of the picture for social networks, or ""."""
        if self.card_image is None:
            return ""
        try:
            rendition = self.card_image.get_rendition(SHARED_PICTURE)
        except (SourceImageIOError, OSError):
            return ""
        return request.build_absolute_uri(rendition.url)

    @staticmethod
    def _describe_author(author: Byline, request: HttpRequest) -> dict[str, str]:
        data = {"@type": "Person", "name": author.name}
        if author.person is not None and author.href:
            data["@id"] = person_identity(author.person, request)
            data["url"] = request.build_absolute_uri(author.href)
        return data
