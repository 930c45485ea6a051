"""Kinds of works, as far as sources agree on them."""

from __future__ import annotations

from bibliography.deduplication.description import Description
from bibliography.deduplication.place_comparison import PlaceEvidence, number_in
from bibliography.deduplication.scoring import Weighing
from bibliography.deduplication.venues import is_meeting
from bibliography.publication_types import Kind

_FAMILIES = {
    Kind.ARTICLE: "journal",
    Kind.REVIEW: "journal",
    Kind.EDITORIAL: "journal",
    Kind.MAGAZINE_ARTICLE: "journal",
    Kind.CONFERENCE_PAPER: "conference",
    Kind.CHAPTER: "chapter",
    Kind.BOOK: "book",
    Kind.PROCEEDINGS: "book",
    Kind.THESIS: "thesis",
    Kind.REPORT: "report",
    Kind.WORKING_PAPER: "report",
    Kind.PREPRINT: "preprint",
    Kind.DATASET: "data",
    Kind.SOFTWARE: "software",
    Kind.POSTER: "talk",
    Kind.PRESENTATION: "talk",
    Kind.PATENT: "patent",
}
# In print and before print: one work in several states, or one that sources sort differently.
_WRITTEN = frozenset({"journal", "conference", "chapter", "preprint", "report"})


def weigh_kinds(weighing: Weighing, first: Description, second: Description, place: PlaceEvidence) -> None:
    families = [_family(work) for work in (first, second)]
    left, right = families
    if left == right:
        if left == "book" and (number_in(first.edition) or "1") != (number_in(second.edition) or "1"):
            weighing.doubt("edition")
        return
    if "other" in families:
        return
    pair = frozenset(families)
    if pair <= _WRITTEN:
        if pair == {"journal", "conference"} and not place.is_one_page and _is_elsewhere(first, second, place):
            # A paper and its long form in a journal are two works; one paper, sorted twice, is one.
            weighing.add("kinds", sorted(families), -1.0)
            weighing.doubt("conference-and-journal")
        return
    weighing.add("kinds", sorted(families), -2.0)
    weighing.doubt("kinds")


def _is_elsewhere(first: Description, second: Description, place: PlaceEvidence) -> bool:
    if place.venue is not None or first.year is None or second.year is None:
        return place.venue is False
    return abs(first.year - second.year) > (0 if place.page is False else 1)


def _family(work: Description) -> str:
    if work.is_preprint and work.kind not in (Kind.THESIS, Kind.BOOK, Kind.DATASET, Kind.SOFTWARE):
        return "preprint"
    family = _FAMILIES.get(Kind(work.kind), "other")
    # Sources file what a conference printed under articles.
    return "conference" if family == "journal" and any(map(is_meeting, work.venue_names)) else family
