"""The rule: whether two descriptions are of one work.

Identifiers come first. Without one in common, each thing that is known adds or takes points (natural logarithms of
odds, in spirit); their sum makes the score. Some differences set a limit that no number of points passes: a reply is
not what it replies to, however alike the two are. The points and the two thresholds are held by the labelled pairs in
tests/publications/identity.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import Any

from publications.identifiers import Scheme
from publications.identity.authors import AuthorEvidence, compare_authors
from publications.identity.description import Description
from publications.identity.dois import is_copy_doi, is_preprint_doi, without_version
from publications.identity.titles import read_title
from publications.identity.venues import compare_venues, is_meeting
from publications.identity.wording import Relation, TitleEvidence, compare_titles
from publications.identity.words import SERIAL_WORDS
from publications.kinds import Kind

SAME_FROM = 0.85
DOUBTFUL_FROM = 0.35

# Titles with fewer telling words than this are borne by several works of one author.
FEW_WORDS = 4


class Outcome(StrEnum):
    SAME = "same"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    score: float
    # What spoke for and against, by code; plain values, for JSON. The admin says it in words.
    evidence: dict[str, Any]
    by_identifier: bool = False


# Two of these with one value are one work; other schemes give several values to one work or one to several.
_NAMING = (Scheme.DOI, Scheme.ARXIV, Scheme.OPENALEX, Scheme.PMID, Scheme.PMCID, Scheme.HAL, Scheme.HANDLE)
_WHOLE_BOOKS = frozenset({Kind.BOOK, Kind.PROCEEDINGS, Kind.THESIS, Kind.REPORT, Kind.OTHER})

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


@dataclass
class _Weighing:
    """The points so far, what they are for, and the limits."""

    points: float = -5.0
    evidence: dict[str, Any] = field(default_factory=dict)
    limits: list[str] = field(default_factory=list)
    is_ruled_out: bool = False

    def add(self, code: str, what: Any, points: float) -> None:
        self.evidence[code] = what
        self.points += points

    def doubt(self, reason: str) -> None:
        self.limits.append(reason)

    def rule_out(self, reason: str) -> None:
        self.limits.append(reason)
        self.is_ruled_out = True

    def verdict(self) -> Verdict:
        score = 1 / (1 + math.exp(-max(min(self.points, 30.0), -30.0)))
        if self.is_ruled_out:
            score = min(score, DOUBTFUL_FROM / 2)
        elif self.limits:
            score = min(score, SAME_FROM - 0.01)
        score = round(score, 3)
        if score >= SAME_FROM:
            outcome = Outcome.SAME
        else:
            outcome = Outcome.DOUBTFUL if score >= DOUBTFUL_FROM else Outcome.DIFFERENT
        if self.limits:
            self.evidence["limits"] = self.limits
        return Verdict(outcome, score, self.evidence)


def compare(first: Description, second: Description) -> Verdict:
    title = _best_titles(first, second)
    if (
        title.relation is Relation.OTHER
        and first.identifiers.isdisjoint(second.identifiers)
        and not _same(telling_first_page(first.pages), telling_first_page(second.pages))
    ):
        return Verdict(Outcome.DIFFERENT, 0.0, {"title": title.relation.value, "limits": ["title"]})
    authors = compare_authors(
        first.authors, second.authors, is_cut=first.has_more_authors, other_is_cut=second.has_more_authors
    )
    if shared := _shared_identifiers(first, second, title):
        nothing_else = title.relation is Relation.OTHER and title.similarity < 0.35
        if nothing_else and (authors is None or authors.share < 0.35) and first.authors and second.authors:
            # An identifier copied to the wrong entry, or that of the whole book.
            evidence = {"identifiers": shared, "title": title.relation.value, "limits": ["identifier-of-another"]}
            return Verdict(Outcome.DOUBTFUL, 0.5, evidence, by_identifier=True)
        return Verdict(Outcome.SAME, 1.0, {"identifiers": shared}, by_identifier=True)
    weighing = _Weighing()
    is_preprint_pair = first.is_preprint != second.is_preprint or _has_preprint_doi(first) != _has_preprint_doi(second)
    _weigh_title(weighing, title)
    _weigh_authors(weighing, authors)
    venue = compare_venues(first.venue_names, first.issns, second.venue_names, second.issns)
    places = _weigh_place(weighing, first, second, title, venue, is_preprint_pair)
    years = _weigh_year(weighing, first, second, is_preprint_pair, places)
    if venue and not is_preprint_pair:
        _weigh_issues(weighing, first, second, title, authors, years)
    _weigh_kinds(weighing, first, second, venue, years)
    _weigh_wording(weighing, title, authors, is_preprint_pair, places)
    _weigh_conflicts(weighing, first, second, title, is_preprint_pair)
    return weighing.verdict()


# Identifiers


def _shared_identifiers(first: Description, second: Description, title: TitleEvidence) -> list[str]:
    shared = []
    for scheme in _NAMING:
        left, right = first.values_of(scheme), second.values_of(scheme)
        common = left & right
        if scheme is Scheme.DOI and not common:
            common = frozenset(map(without_version, left)) & frozenset(map(without_version, right))
        shared += [f"{scheme.value}:{value}" for value in sorted(common)]
    if first.kind in _WHOLE_BOOKS and second.kind in _WHOLE_BOOKS:
        isbns = first.values_of(Scheme.ISBN) & second.values_of(Scheme.ISBN)
        # A set of volumes may have one ISBN for all.
        if isbns and not title.numbers and not title.other_words and not title.other_notes:
            shared += [f"isbn:{value}" for value in sorted(isbns)]
    return shared


def _has_preprint_doi(work: Description) -> bool:
    dois = work.values_of(Scheme.DOI)
    if work.values_of(Scheme.ARXIV) and not dois:
        return True
    return bool(dois) and all(is_preprint_doi(doi) for doi in dois)


def _weigh_conflicts(
    weighing: _Weighing, first: Description, second: Description, title: TitleEvidence, is_preprint_pair: bool
) -> None:
    """Both bear an identifier that a work has once, and they are not the same."""
    reasons = []
    left = {doi for doi in first.values_of(Scheme.DOI) if not is_copy_doi(doi)}
    right = {doi for doi in second.values_of(Scheme.DOI) if not is_copy_doi(doi)}
    if left and right:
        reasons.append("other-doi")
    preprints = [
        {without_version(doi) for doi in work.values_of(Scheme.DOI) if is_preprint_doi(doi)}
        for work in (first, second)
    ]
    if all(preprints) and len({doi.split("/")[0] for doi in preprints[0] | preprints[1]}) == 1:
        # Two deposits on one server; on two servers they may well be one work.
        reasons.append("other-doi")
    if first.values_of(Scheme.ARXIV) and second.values_of(Scheme.ARXIV):
        reasons.append("other-arxiv")
    if not is_preprint_pair:
        reasons += [
            f"other-{scheme.value}"
            for scheme in (Scheme.PMID, Scheme.PMCID)
            if first.values_of(scheme) and second.values_of(scheme)
        ]
    if not reasons:
        return
    alike = title.relation in (Relation.EXACT, Relation.MISPRINTS) and not title.is_generic
    for reason in dict.fromkeys(reasons):
        if alike:
            weighing.doubt(reason)
        else:
            weighing.rule_out(reason)


# Title


def _best_titles(first: Description, second: Description) -> TitleEvidence:
    """The two titles that are most alike: a work may be cited by the title in either of its languages."""
    pairs = [compare_titles(one, other) for one, other in product(first.titles or ("",), second.titles or ("",))]
    order = list(Relation)
    return min(pairs, key=lambda pair: (pair.other_notes, order.index(pair.relation), -pair.similarity))


def _weigh_title(weighing: _Weighing, title: TitleEvidence) -> None:
    worth = 0.5 if title.is_generic else 1.5 + 0.75 * min(title.shared, 6)
    match title.relation:
        case Relation.EXACT:
            points = worth
        case Relation.MISPRINTS:
            points = worth - 0.3 - 0.3 * title.misprints
        case Relation.SUBTITLE:
            points = worth - 0.3
        case Relation.CUT:
            points = worth - 0.7
        case Relation.REWORDED:
            points = worth - 1 - 7 * (1 - title.similarity) - 0.3 * title.misprints
        case Relation.OTHER:
            points = -4.0
    weighing.add("title", title.relation.value, points)
    weighing.evidence["title_similarity"] = round(title.similarity, 2)
    if title.is_generic:
        weighing.evidence["generic_title"] = True


def _weigh_wording(
    weighing: _Weighing, title: TitleEvidence, authors: AuthorEvidence | None, is_preprint_pair: bool, same_place: bool
) -> None:
    """What likeness must not forgive."""
    if title.other_notes:
        weighing.rule_out("note")
    if title.numbers == "part" and not same_place:
        weighing.rule_out("part")
    elif title.numbers:
        weighing.doubt("number")
    if same_place and authors is not None and authors.share >= 0.85 and title.similarity >= 0.7 and not title.numbers:
        # On one page of one volume stands one work, whatever became of its title.
        weighing.points += 2.0
        return
    if title.other_words:
        weighing.points -= 2.5 if is_preprint_pair else 4.5
        weighing.doubt("words")
    elif title.relation is Relation.REWORDED and not same_place:
        # Titles gain a word between the preprint and the article; elsewhere, a word more is another work.
        vouched = authors is not None and authors.compared >= 3 and authors.share >= 0.85 and not authors.is_partial
        if not (is_preprint_pair and vouched and title.similarity >= 0.87):
            weighing.doubt("words")
    if title.relation is Relation.OTHER:
        weighing.doubt("title")


# Authors, year, place


def _weigh_authors(weighing: _Weighing, authors: AuthorEvidence | None) -> None:
    if authors is None:
        return
    count = min(authors.compared, 4)
    if authors.share >= 0.75:
        points = (1.5 + count * 0.9) * (1.0 if authors.share >= 0.85 else 0.7)
        if authors.is_partial:
            points *= 0.6
    elif authors.share >= 0.5:
        points = -1.0
    elif authors.share >= 0.25:
        points = -3.5
    else:
        points = -6.5
    if authors.first_differs:
        points -= 1.0
    weighing.add("authors", round(authors.share, 2), points)
    weighing.evidence["authors_compared"] = authors.compared
    if authors.share < 0.3 or (authors.share < 0.5 and authors.compared <= 2):
        weighing.doubt("authors")


def _weigh_year(
    weighing: _Weighing, first: Description, second: Description, is_preprint_pair: bool, same_place: bool
) -> int | None:
    if first.year is None or second.year is None:
        return None
    distance = abs(first.year - second.year)
    if distance and not same_place and not is_preprint_pair and any(map(_is_serial, (*first.titles, *second.titles))):
        # Each year has its report, under one title.
        weighing.doubt("year")
    if distance == 0:
        points = 1.0
    elif distance == 1:
        points = 0.3
    elif is_preprint_pair:
        points = {2: 0.0, 3: -0.5}.get(distance, -2.0 - 0.5 * (distance - 4))
    else:
        points = {2: -1.0, 3: -3.0}.get(distance, -4.5)
        if distance > 1 and not same_place:
            weighing.doubt("year")
    weighing.add("years_apart", distance, points)
    return distance


def _weigh_place(
    weighing: _Weighing,
    first: Description,
    second: Description,
    title: TitleEvidence,
    venue: bool | None,
    is_preprint_pair: bool,
) -> bool:
    """Weigh venue, volume, issue and pages; tells whether both stand at one place in one volume."""
    if is_preprint_pair or (first.is_preprint and second.is_preprint):
        return False
    if venue is not None:
        weighing.add("venue", venue, 1.0 if venue else -1.0)
    if first.book_isbn and second.book_isbn:
        same_book = first.book_isbn == second.book_isbn
        weighing.add("book", same_book, 1.0 if same_book else -0.5)
    pages, volume, issue = (
        _same(telling_first_page(first.pages), telling_first_page(second.pages)),
        _same(number_in(first.volume), number_in(second.volume)),
        _same(number_in(first.issue), number_in(second.issue)),
    )
    if pages is not None:
        weighing.add("pages", pages, 1.5 if pages else -1.0)
    if volume is not None:
        weighing.add("volume", volume, 0.7 if volume else -0.7)
    if pages is False and (volume is False or (volume and issue is False)) and venue:
        weighing.points -= 1.5
        weighing.doubt("place")
    if pages is False and volume is not False and venue and (title.is_generic or title.shared < FEW_WORDS):
        # The next editorial of the same volume.
        weighing.doubt("place")
    return bool(pages and volume and venue is not False)


def _weigh_issues(
    weighing: _Weighing,
    first: Description,
    second: Description,
    title: TitleEvidence,
    authors: AuthorEvidence | None,
    years: int | None,
) -> None:
    """In two issues of one journal: what comes out in each under one title, with one author or with none."""
    volume = _same(number_in(first.volume), number_in(second.volume))
    issue = _same(number_in(first.issue), number_in(second.issue))
    if volume is not False and not (volume and issue is False):
        return
    if title.is_generic or title.shared < FEW_WORDS or authors is None:
        weighing.rule_out("place")
    elif years:
        weighing.doubt("place")


def _is_serial(title: str) -> bool:
    return not SERIAL_WORDS.isdisjoint(read_title(title).words[:3])


def _same(one: str, other: str) -> bool | None:
    return one == other if one and other else None


def telling_first_page(pages: str) -> str:
    """The first page or the article's number; page 1 says nothing, for all papers begin there before print."""
    match = re.search(r"(?<![a-z])[a-z]*\d+", pages.lower())
    first = match[0].lstrip("0") if match else ""
    return "" if first in ("", "1", "e1") else first.removeprefix("e")


def number_in(text: str) -> str:
    match = re.search(r"\d+", text)
    return match[0].lstrip("0") if match else ""


# Kind


def _weigh_kinds(
    weighing: _Weighing,
    first: Description,
    second: Description,
    venue: bool | None,
    years: int | None,
) -> None:
    families = [_family(work) for work in (first, second)]
    left, right = families
    if left == right:
        if left == "book" and _same(number_in(first.edition) or "1", number_in(second.edition) or "1") is False:
            weighing.doubt("edition")
        return
    if "other" in families:
        return
    pair = frozenset(families)
    if pair <= _WRITTEN:
        pages = _same(telling_first_page(first.pages), telling_first_page(second.pages))
        latest = 0 if pages is False else 1
        is_elsewhere = venue is False or (venue is None and years is not None and years > latest)
        if pair == {"journal", "conference"} and is_elsewhere:
            # A paper and its long form in a journal are two works; one paper, sorted twice, is one.
            weighing.add("kinds", sorted(families), -1.0)
            weighing.doubt("conference-and-journal")
        return
    weighing.add("kinds", sorted(families), -2.0)
    weighing.doubt("kinds")


def _family(work: Description) -> str:
    if work.is_preprint and work.kind not in (Kind.THESIS, Kind.BOOK, Kind.DATASET, Kind.SOFTWARE):
        return "preprint"
    family = _FAMILIES.get(Kind(work.kind), "other")
    # Sources file what a conference printed under articles.
    return "conference" if family == "journal" and any(map(is_meeting, work.venue_names)) else family
