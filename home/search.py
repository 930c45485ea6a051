"""The site search: every kind of page that visitors may see, grouped by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.http import urlencode
from wagtail.models import Page

from directory.models import DirectoryPage, PersonPage
from directory.querysets import PersonQuerySet
from institute.content import search, visibility
from institute.content.addresses import Addressing
from institute.content.blocks.choosing import ChosenPages
from institute.content.blocks.featured import ShownCard, card_of
from publications.models import PublicationIndexPage, PublicationPage
from publications.querysets import PublicationQuerySet

SHOWN_PER_KIND = 5
SHOWN_PAGES = 20


def has_words(text: str) -> bool:
    """Tell whether ``text`` holds something to search for: a letter or a digit."""
    return any(character.isalnum() for character in text)


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

    ``text`` holds at least one word (``has_words``): nothing else can be searched for.
    """

    text: str
    language: str
    addressing: Addressing

    def everything(self) -> QuerySet[Page]:
        """Return all that is found, whatever its kind, annotated with its ``rank``."""
        kinds = (self._matching_people(), self._matching_publications(), self._matching_pages())
        found = Q()
        for pages in kinds:
            found |= Q(pk__in=pages.order_by().values("pk"))
        return search.matching(Page.objects.filter(found), self.text)

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
        chosen = ChosenPages(best, language=self.language, addressing=self.addressing)
        return Found(_cards(chosen, best), pages.count() if len(best) == SHOWN_PAGES else len(best))

    def _matching_people(self) -> PersonQuerySet:
        return PersonPage.objects.visible(self.language).matching(self.text)

    def _matching_publications(self) -> PublicationQuerySet:
        return PublicationPage.objects.visible(self.language).matching(self.text)

    def _matching_pages(self) -> QuerySet[Page]:
        records = ContentType.objects.get_for_models(PersonPage, PublicationPage).values()
        pages = visibility.visible(Page.objects.filter(locale__language_code=self.language))
        return search.matching(pages.exclude(content_type__in=records), self.text)

    def _found(self, matches: QuerySet, index_class: Any) -> Found:
        items = list(matches[:SHOWN_PER_KIND])
        count = matches.count() if len(items) == SHOWN_PER_KIND else len(items)
        index = self.addressing.landmarks.index(index_class, self.language) if items else None
        address = self.addressing.path(index) if index is not None else None
        return Found(items, count, f"{address}?{urlencode({'q': self.text})}" if address else "")


def _cards(chosen: ChosenPages, pages: list[Page]) -> list[ShownCard]:
    found = ((chosen.get(page), chosen.path(page)) for page in pages)
    return [card_of(page, path) for page, path in found if page is not None and path]
