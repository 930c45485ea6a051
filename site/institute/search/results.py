"""The site search: pages that visitors may see, grouped by type.

Prose is one group. Each record type is another, which its app registers with `register_group`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.http import urlencode
from wagtail.models import Page

from institute.content import visibility
from institute.content.blocks.choosing import ChosenPages
from institute.content.blocks.featured import ShownCard, card_of
from institute.content.content_version import VersionedCache
from institute.content.records import served_in
from institute.content.urls import UrlResolver
from institute.search import index

RESULTS_PER_GROUP = 5
PAGES_SHOWN = 20


@dataclass(frozen=True)
class SearchGroup:
    """A record type on the search page.

    ``template`` renders a ``GroupResults`` named ``results`` under a heading; ``order_by`` may use ``rank``.
    """

    name: str
    model: Any
    index_model: type[Page]
    heading: Any
    template: str
    order_by: tuple[str, ...]


_groups: dict[str, SearchGroup] = {}


def register_group(group: SearchGroup) -> None:
    """List a record type on the search page; call it when the app is ready."""
    _groups[group.name] = group


def groups() -> list[SearchGroup]:
    """Return the registered groups in the order of their names."""
    return [group for _name, group in sorted(_groups.items())]


@dataclass(frozen=True)
class GroupResults:
    """The best results of one group, their number, and the URL of the list with all of them ("" if there is none)."""

    items: Sequence[Any]
    count: int
    list_url: str = ""

    @property
    def has_more(self) -> bool:
        return self.count > len(self.items)


@dataclass(frozen=True)
class SiteSearch:
    """A search for the pages that hold every word of ``text``, as visitors read them in ``language``.

    ``text`` must hold at least one word (``index.has_words``).
    """

    text: str
    language: str
    request: HttpRequest

    @property
    def url_resolver(self) -> UrlResolver:
        return UrlResolver.for_request(self.request)

    def all_results(self) -> QuerySet[Page]:
        """Return the matching pages of every type, annotated with ``rank``."""
        is_prose = Q(locale__language_code=self.language) & ~_is_record()
        is_served = Q(*(served_in(self.language, group.model) for group in groups()), _connector=Q.OR)
        return index.matching(visibility.visible(Page.objects.filter(is_prose | is_served)), self.text)

    def counts(self) -> dict[type[Page], int]:
        """Return the number of results by page type, the largest first; cached by content version."""
        cached: VersionedCache[dict[int, int]] = VersionedCache(self.request, "search", self.language, self.text)
        counted = cached.get_or_set(self._count)
        models = ((ContentType.objects.get_for_id(key).model_class(), number) for key, number in counted.items())
        return {model: number for model, number in models if model is not None}

    def _count(self) -> dict[int, int]:
        rows = self.all_results().order_by().values_list("content_type").annotate(number=Count("pk"))
        return dict(rows.order_by("-number", "content_type"))

    def records(self, group: SearchGroup) -> GroupResults:
        """Return the best results of a record type."""
        matches = group.model._default_manager.visible(self.language).matching(self.text).for_listing(self.language)
        items = list(matches.order_by(*group.order_by)[:RESULTS_PER_GROUP])
        count = self._number(items, RESULTS_PER_GROUP, lambda model: model is group.model)
        page = self.url_resolver.site_tree.index(group.index_model, self.language) if items else None
        path = self.url_resolver.path(page) if page is not None else None
        return GroupResults(items, count, f"{path}?{urlencode({'q': self.text})}" if path else "")

    def pages(self) -> GroupResults:
        """Return the best results among the pages of prose, as cards."""
        pages = visibility.visible(Page.objects.filter(~_is_record(), locale__language_code=self.language))
        best = list(index.matching(pages, self.text).order_by("-rank", "path")[:PAGES_SHOWN])
        records = {group.model for group in groups()}
        chosen = ChosenPages(best, language=self.language, url_resolver=self.url_resolver)
        count = self._number(best, PAGES_SHOWN, lambda model: model not in records)
        return GroupResults(_cards(chosen, best), count)

    def _number(self, shown: Sequence[Any], limit: int, is_counted: Callable[[type[Page]], bool]) -> int:
        """Return the number of results of some types; no query is needed where ``shown`` holds all of them."""
        if len(shown) < limit:
            return len(shown)
        return sum(number for model, number in self.counts().items() if is_counted(model))


def _is_record() -> Q:
    models = [group.model for group in groups()]
    return Q(content_type__in=ContentType.objects.get_for_models(*models).values())


def _cards(chosen: ChosenPages, pages: Iterable[Page]) -> list[ShownCard]:
    found = ((chosen.get(page), chosen.path(page)) for page in pages)
    return [card_of(page, path) for page, path in found if page is not None and path]
