"""How many works each choice of a filter would leave: counted for the API, and for the lists of terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count
from django.db.models.functions import ExtractYear

from bibliography.dates import UNDATED
from bibliography.publication_types import Kind
from bibliography.text_normalization import normalize
from directory.filters import Facet, facets_of, with_selection
from directory.models import Affiliation, PersonPage
from institute.content.languages import LocalizedText, active_language
from publications.filters import STATUSES, PublicationFilter

if TYPE_CHECKING:
    from publications.querysets import PublicationQuerySet

# There are thousands of venues: those with most works are told.
MOST_VENUES = 50


def facets(publication_filter: PublicationFilter, works: PublicationQuerySet) -> dict[str, list[Facet]]:
    """Return, for each filter, what choosing another of its values would give; a query a filter."""
    chosen = publication_filter.values
    found = {}
    for name, (counter, filters) in _COUNTERS.items():
        counted = counter(publication_filter.apply(works, leaving_out=filters))
        found[name] = with_selection(counted, _as_facet(name, chosen[name]) if name in chosen else None)
    return found


def kind_facets(works: PublicationQuerySet) -> list[Facet]:
    """Return the kinds of ``works`` in the order of the list of kinds."""
    return _labelled(works, "kind", Kind.choices)


def status_facets(works: PublicationQuerySet) -> list[Facet]:
    return _labelled(works, "status", STATUSES)


def year_facets(works: PublicationQuerySet) -> list[Facet]:
    """Return the years of ``works``, the newest first; works without a date have none."""
    years = works.order_by().exclude(sort_date=UNDATED).annotate(year_published=ExtractYear("sort_date"))
    rows = years.values_list("year_published").annotate(Count("pk")).order_by("-year_published")
    return [_facet(str(year), str(year), count) for year, count in rows]


def topic_facets(works: PublicationQuerySet) -> list[Facet]:
    """Return the topics of ``works``, in the alphabet of the reader."""
    rows = apps.get_model("publications.PublicationTopic").objects.filter(page__in=_keys(works)).order_by()
    counted = facets_of(rows, prefix="topic__", count=Count("page", distinct=True))
    return sorted(counted, key=lambda facet: normalize(facet.name))


def institution_facets(works: PublicationQuerySet) -> list[Facet]:
    """Return the institutions to which authors of ``works`` belong or belonged, in their order."""
    matches = apps.get_model("publications.AuthorMatch").objects.filter(
        state="confirmed", page__in=_keys(works), person__in=PersonPage.objects.visible(active_language()).values("pk")
    )
    rows = Affiliation.objects.filter(page__author_matches__in=matches.values("pk"))
    return facets_of(
        rows.order_by("institution__order", "institution__slug"),
        prefix="institution__",
        count=Count("page__author_matches__page", distinct=True),
        extra=["institution__order"],
    )


def venue_facets(works: PublicationQuerySet) -> list[Facet]:
    """Return the venues of ``works``, those of most works first."""
    rows = works.order_by().exclude(venue=None).values_list("venue__slug", "venue__name").annotate(number=Count("pk"))
    found = rows.order_by("-number", "venue__sort_name", "venue")[:MOST_VENUES]
    return [_facet(slug, name, count) for slug, name, count in found]


# Each filter, what counts its choices, and the parameters that say it.
_COUNTERS: dict[str, tuple[Callable[[Any], list[Facet]], tuple[str, ...]]] = {
    "kind": (kind_facets, ("kind",)),
    "year": (year_facets, ("year_from", "year_to")),
    "topic": (topic_facets, ("topic",)),
    "institution": (institution_facets, ("institution",)),
    "venue": (venue_facets, ("venue",)),
    "status": (status_facets, ("status",)),
}


def _labelled(works: PublicationQuerySet, column: str, choices: Iterable[tuple[str, Any]]) -> list[Facet]:
    counts = dict(works.order_by().values_list(column).annotate(Count("pk")))
    return [_facet(value, label, counts[value]) for value, label in choices if value in counts]


def _as_facet(name: str, chosen: Any) -> Facet:
    """Return what was chosen, with nothing behind it yet."""
    labels: dict[str, Any] = {"kind": dict(Kind.choices), "status": dict(STATUSES)}.get(name, {})
    if isinstance(chosen, str):
        return _facet(chosen, labels[chosen], 0)
    name_of = chosen.name if isinstance(chosen.name, LocalizedText) else LocalizedText(chosen.name, active_language())
    return Facet(chosen.slug, name_of, 0)


def _facet(slug: str, name: Any, count: int) -> Facet:
    return Facet(slug, LocalizedText(str(name), active_language()), count)


def _keys(works: PublicationQuerySet) -> Any:
    return works.order_by().values("pk")
