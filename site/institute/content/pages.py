"""What every page of the site shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models, transaction
from django.http import Http404, HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import COMMENTS_RELATION_NAME, Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult

from institute.content import changes, search, trees, visibility
from institute.content.addresses import Addressing
from institute.content.languages import LocalizedText, as_content_language, language_codes


class BasePageQuerySet(PageQuerySet):
    def visible(self, language: str | None = None) -> BasePageQuerySet:
        """Return what an anonymous visitor may see, in ``language`` alone where one is given."""
        pages = visibility.visible(self)
        return pages.filter(locale__language_code=language) if language else pages

    def for_serving(self) -> BasePageQuerySet:
        """Fetch with the pages what serving one asks of it besides its own columns."""
        return self.select_related("locale", "alias_of__locale")

    def matching(self, text: str) -> BasePageQuerySet:
        """Return the pages that hold every word of ``text``, annotated with their ``rank``."""
        return search.matching(self, text)


# What saving a draft writes: nothing that a visitor sees.
DRAFT_FIELDS = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        COMMENTS_RELATION_NAME,
    }
)


def prose_language(page: Page) -> str:
    """Return the language that an editorial page is written in.

    An alias is prose in its source's language, whatever tree it stands in.
    """
    source = page.alias_of or page
    return as_content_language(source.locale.language_code)


BasePageManager = PageManager.from_queryset(BasePageQuerySet)


class BasePage(Page):
    """A page of this site: found, shown and listed by the same rules whatever its type."""

    served_in_every_language: ClassVar[bool] = False

    # Whether the log may tell others where a page of this type was read before.
    tells_former_addresses: ClassVar[bool] = True

    # Whether the look-up that found the page says that anyone may see it (``visibility.marked``).
    is_open: bool = False

    social_image = models.ForeignKey(
        "content.Image",
        verbose_name=_("social image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown where the page is shared, and on cards that have no image of their own."),
    )

    objects = BasePageManager()

    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            heading=_("For search engines"),
        ),
        FieldPanel("social_image"),
    ]

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        # One transaction for the page, its children, its search entry and the change log's rows.
        is_new = self._state.adding
        result = super().save(*args, **kwargs)
        update_fields = kwargs.get("update_fields")
        if update_fields is None or not DRAFT_FIELDS.issuperset(update_fields):
            self.follow_changes(is_new)
        return result

    @classmethod
    def standing_for(cls, keys: Iterable[Any]) -> dict[Any, Any]:
        """Return, by translation key, the pages shown in place of hidden ones that were chosen somewhere."""
        return {}

    def follow_changes(self, is_new: bool) -> None:
        """Bring what is derived from the page's public state up to date."""
        if not is_new or self.live or not self.served_in_every_language:
            changes.page_saved(self)
        if self.live:
            search.index_page(self)

    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> Any:
        return super().publish(*args, **kwargs)

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        return super().unpublish(*args, **kwargs)

    @transaction.atomic
    def move(self, *args: Any, **kwargs: Any) -> Any:
        return super().move(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return super().delete(*args, **kwargs)

    @property
    def public_title(self) -> LocalizedText:
        """The title, with the language that it is to be read in."""
        return LocalizedText(self.title, self.content_language)

    @property
    def public_summary(self) -> LocalizedText:
        """What lists, cards, search results and social cards say of the page."""
        return LocalizedText("", self.content_language)

    @property
    def card_image(self) -> Any | None:
        """The picture that stands for the page on a card, or None."""
        return self.social_image

    @property
    def content_language(self) -> str:
        """The language that the page is written in."""
        return as_content_language(self.locale.language_code)

    def get_url_for(self, language: str, request: HttpRequest | None = None) -> str | None:
        """Return the page's path in ``language``, or that of its translation there, or None."""
        addressing = Addressing.for_request(request)
        path = addressing.path(self, language)
        if path is None:
            translation = self.translation_in(language)
            path = addressing.path(translation, language) if translation else None
        return path

    def get_full_url_for(self, language: str, request: HttpRequest | None = None) -> str | None:
        """Return ``get_url_for`` with scheme and host."""
        path = self.get_url_for(language, request)
        return self._with_host(path, request) or None

    def identity_url(self, request: HttpRequest | None = None) -> str:
        """Return the address that identifies what the page is about in JSON-LD: one for all languages, or "".

        It is that of the first language in which the page can be read.
        """
        return self._with_host(next(iter(self._identity_paths(request)), None), request)

    def _identity_paths(self, request: HttpRequest | None) -> list[str]:
        paths = self.alternate_paths(request)
        return [paths[code] for code in language_codes() if code in paths]

    def _with_host(self, path: str | None, request: HttpRequest | None) -> str:
        root = Addressing.for_request(request).site_root(self.url_path)
        return f"{root}{path}" if path else ""

    def translation_in(self, language: str) -> Page | None:
        """Return the same page in ``language`` when visitors may see it there."""
        translations = type(self).objects.filter(translation_key=self.translation_key)
        return translations.visible(language).first()

    def alternate_paths(self, request: HttpRequest | None = None) -> dict[str, str]:
        """Return the page's path by language, for the languages in which visitors may read it."""
        addressing = Addressing.for_request(request)
        translations = addressing.landmarks.translations(self)
        paths = {as_content_language(page.locale.language_code): addressing.path(page) for page in translations}
        return {code: path for code, path in paths.items() if path}

    def search_document(self) -> search.SearchDocument:
        """Return what a search for this page looks through; plain text."""
        return search.SearchDocument(title=self.title, names="", body=strip_tags(str(self.public_summary)))

    def search_passages(self) -> list[str]:
        """Return the texts that a search quotes from, those a visitor would rather read first."""
        return [self.public_summary]

    def structured_data(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return the page as schema.org JSON-LD, or None where it has nothing to add."""
        return None

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        if self.is_open:
            return PageViewRestriction.objects.none()
        # Wagtail looks at the page that an alias follows, but not at what stands above that page.
        restrictions = super().get_view_restrictions()
        if self.alias_of_id:
            restrictions = restrictions | self.alias_of.specific.get_view_restrictions()
        return restrictions

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components:
            child = Addressing.for_request(request).landmarks.child(self, path_components[0])
            if child is None:
                raise Http404
            return child.specific_class.route_from(child, request, path_components[1:])
        # The scheduled task that unpublishes expired pages may run late; visitors never see that.
        if not visibility.is_current(self):
            raise Http404
        return super().route(request, [])

    @classmethod
    def route_from(cls, page: Page, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find what stands ``path_components`` below ``page``, of which only Wagtail's own columns are read yet."""
        return Addressing.for_request(request).landmarks.whole(page).route(request, path_components)


class EditorialPage(BasePage):
    """Prose: one page a language, each an alias of its source until someone translates it."""

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=500,
        help_text=_("One or two sentences: shown in lists, in search results and on social cards."),
    )

    promote_panels: ClassVar[list[Any]] = [
        *BasePage.promote_panels,
        FieldPanel("show_in_menus"),
    ]

    class Meta:
        abstract = True

    def follow_changes(self, is_new: bool) -> None:
        super().follow_changes(is_new)
        if is_new:
            trees.mirror_new_page(self)

    @property
    def public_title(self) -> LocalizedText:
        return self._prose(self.title)

    @property
    def public_summary(self) -> LocalizedText:
        return self._prose(self.summary)

    def _prose(self, text: str) -> LocalizedText:
        language = prose_language(self)
        return LocalizedText(text, language, is_fallback=language != self.content_language)
