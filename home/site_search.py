"""The site search: every kind of page that visitors may see, grouped by kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode
from wagtail.models import Page

from directory.models import DirectoryPage, PersonPage
from directory.querysets import PersonQuerySet
from institute.content import visibility
from institute.content.blocks.choosing import ChosenPages
from institute.content.blocks.featured import ShownCard, card_of
from institute.content.content_version import VersionedCache
from institute.content.records import served_in
from institute.content.urls import UrlResolver
from institute.search import index as search_index
from publications.models import PublicationIndexPage, PublicationPage
from publications.querysets import PublicationQuerySet

RECORDS = (PersonPage, PublicationPage)

SHOWN_PER_KIND = 5
SHOWN_PAGES = 20


@dataclass(frozen=True)
class Found:
    """What was found of one kind: the best of it, how many there are, and where all of them are listed."""

    items: Sequence[Any]
    count: int
    list_url: str = ""

    @property
    def has_more(self) -> bool:
        return self.count > len(self.items)


@dataclass(frozen=True)
class SiteSearch:
    """Finds the pages that hold every word of ``text``, as visitors read them in ``language``.

    ``text`` holds at least one word (``search.has_words``): nothing else can be searched for.
    """

    text: str
    language: str
    request: HttpRequest

    @property
    def url_resolver(self) -> UrlResolver:
        return UrlResolver.for_request(self.request)

    def everything(self) -> QuerySet[Page]:
        """Return all that is found, whatever its kind, annotated with its ``rank``."""
        is_prose = Q(locale__language_code=self.language) & ~_is_record()
        is_served = Q(*(served_in(self.language, model) for model in RECORDS), _connector=Q.OR)
        found = visibility.visible(Page.objects.filter(is_prose | is_served))
        return search_index.matching(found, self.text)

    def counts(self) -> dict[type[Page], int]:
        """Return how many pages of each type are found, most first."""
        remembered: VersionedCache[dict[int, int]] = VersionedCache(self.request, "search", self.language, self.text)
        counted = remembered.get_or_set(self._count)
        models = ((ContentType.objects.get_for_id(key).model_class(), number) for key, number in counted.items())
        return {model: number for model, number in models if model is not None}

    def _count(self) -> dict[int, int]:
        rows = self.everything().order_by().values_list("content_type").annotate(number=Count("pk"))
        return dict(rows.order_by("-number", "content_type"))

    def people(self) -> Found:
        people = self._matching_people().for_listing(self.language)
        return self._found(people.order_by("-rank", "sort_name", "pk"), DirectoryPage)

    def publications(self) -> Found:
        publications = self._matching_publications().for_listing(self.language)
        return self._found(publications.order_by("-rank", "-sort_date", "pk"), PublicationIndexPage)

    def pages(self) -> Found:
        """Return the editorial pages found, each as a card."""
        pages = self._matching_pages()
        best = list(pages.order_by("-rank", "path")[:SHOWN_PAGES])
        chosen = ChosenPages(best, language=self.language, url_resolver=self.url_resolver)
        return Found(_cards(chosen, best), self._number(best, SHOWN_PAGES, lambda model: model not in RECORDS))

    def _matching_people(self) -> PersonQuerySet:
        return PersonPage.objects.visible(self.language).matching(self.text)

    def _matching_publications(self) -> PublicationQuerySet:
        return PublicationPage.objects.visible(self.language).matching(self.text)

    def _matching_pages(self) -> QuerySet[Page]:
        pages = visibility.visible(Page.objects.filter(~_is_record(), locale__language_code=self.language))
        return search_index.matching(pages, self.text)

    def _found(self, matches: QuerySet, index_class: Any) -> Found:
        items = list(matches[:SHOWN_PER_KIND])
        count = self._number(items, SHOWN_PER_KIND, lambda model: model is matches.model)
        index = self.url_resolver.site_tree.index(index_class, self.language) if items else None
        address = self.url_resolver.path(index) if index is not None else None
        return Found(items, count, f"{address}?{urlencode({'q': self.text})}" if address else "")

    def _number(self, shown: Sequence[Any], most: int, is_meant: Callable[[type[Page]], bool]) -> int:
        """Return how many there are of what is ``shown``, without counting where that is all of it."""
        if len(shown) < most:
            return len(shown)
        return sum(number for model, number in self.counts().items() if is_meant(model))


def _is_record() -> Q:
    return Q(content_type__in=ContentType.objects.get_for_models(*RECORDS).values())


def _cards(chosen: ChosenPages, pages: list[Page]) -> list[ShownCard]:
    found = ((chosen.get(page), chosen.path(page)) for page in pages)
    return [card_of(page, path) for page, path in found if page is not None and path]
