"""Where two works were printed: venue, volume, issue and first page.

Volume and first page name one place in a journal, however a source spells the journal or counts its issues. Two known
differences among venue, volume and first page name two places: a meeting abstract and its article, or two abstracts,
have one title and the same authors, and are two works.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bibliography.deduplication.description import Description
from bibliography.deduplication.scoring import Weighing
from bibliography.deduplication.stop_words import SERIAL_WORDS
from bibliography.deduplication.title_similarity import TitleEvidence
from bibliography.deduplication.titles import read_title
from bibliography.deduplication.venues import compare_venues

# Titles with fewer telling words than this are borne by several works of one author.
FEW_WORDS = 4

# Letters stand before or behind the number: `S12` and `12S` are one page of a supplement.
_PAGE = re.compile(r"(?<![a-z])([a-z]*)(\d+)([a-z]?)(?![a-z])")


@dataclass(frozen=True)
class PlaceEvidence:
    """What of the two places is equal (True), different (False) or not known of both (None)."""

    venue: bool | None
    volume: bool | None
    issue: bool | None
    page: bool | None
    same_year: bool

    @property
    def is_one_page(self) -> bool:
        """Whether both are on one page of one volume. Names of venues differ for many reasons, years do not."""
        return bool(self.page and self.volume and (self.venue is not False or self.same_year))

    @property
    def differences(self) -> int:
        return [self.venue, self.volume, self.page].count(False)

    @property
    def is_other_issue(self) -> bool:
        return self.volume is False or bool(self.volume and self.issue is False)


def compare_places(first: Description, second: Description) -> PlaceEvidence:
    return PlaceEvidence(
        venue=compare_venues(first.venue_names, first.issns, second.venue_names, second.issns),
        volume=_same(_volume(first), _volume(second)),
        issue=_same(number_in(first.issue), number_in(second.issue)),
        page=_same_page(first.pages, second.pages),
        same_year=first.year is not None and first.year == second.year,
    )


def weigh_place(weighing: Weighing, first: Description, second: Description, place: PlaceEvidence) -> None:
    if place.venue is not None:
        weighing.add("venue", place.venue, 1.0 if place.venue else -1.0)
    if first.book_isbn and second.book_isbn:
        same_book = first.book_isbn == second.book_isbn
        weighing.add("book", same_book, 1.0 if same_book else -0.5)
    if place.page is not None:
        weighing.add("pages", place.page, 1.5 if place.page else -1.0)
    if place.volume is not None:
        weighing.add("volume", place.volume, 0.7 if place.volume else -0.7)
    if place.is_one_page:
        weighing.points += 1.5
    elif place.differences >= 2:
        weighing.points -= 1.5
        weighing.doubt("place" if place.venue else "elsewhere")
    elif place.page is False and place.venue and place.volume and place.issue is False:
        weighing.points -= 1.5
        weighing.doubt("place")


def weigh_issues(weighing: Weighing, place: PlaceEvidence, title: TitleEvidence, *, are_authors_known: bool) -> None:
    """In one journal: what comes out in each issue under one title, with one author or with none."""
    if not place.venue:
        return
    is_short = title.is_generic or title.shared < FEW_WORDS
    if place.page is False and place.volume is not False and is_short:
        # The next editorial of the same volume.
        weighing.doubt("place")
    if not place.is_other_issue:
        return
    if place.is_one_page:
        # Sources count issues each in their own way; but magazines begin each issue at page 1, and its columns with it.
        if title.is_generic:
            weighing.rule_out("place")
        elif is_short:
            weighing.doubt("place")
    elif is_short or not are_authors_known:
        weighing.rule_out("place")
    elif not place.same_year:
        weighing.doubt("place")


def weigh_years(
    weighing: Weighing, first: Description, second: Description, place: PlaceEvidence, *, is_preprint_pair: bool
) -> None:
    if first.year is None or second.year is None:
        return
    distance = abs(first.year - second.year)
    is_elsewhere = not is_preprint_pair and not place.is_one_page
    if distance and is_elsewhere and any(map(_is_serial, (*first.titles, *second.titles))):
        # Each year has its report, under one title.
        weighing.doubt("year")
    if distance < 2:
        points = 0.3 if distance else 1.0
    elif is_preprint_pair:
        points = {2: 0.0, 3: -0.5}.get(distance, -2.0 - 0.5 * (distance - 4))
    else:
        points = {2: -1.0, 3: -3.0}.get(distance, -4.5)
        if is_elsewhere:
            weighing.doubt("year")
    weighing.add("years_apart", distance, points)


def telling_first_page(pages: str) -> str:
    """The first page or the article's number; page 1 says nothing, for all papers begin there before print."""
    match = _PAGE.search(pages.lower()[:100])
    if not match:
        return ""
    letters, number = match[1] or match[3], match[2].lstrip("0")
    # Articles online have numbers such as `e123`, and some write `p123`.
    return "" if number in ("", "1") else f"{letters if letters not in ('e', 'p', 'pp') else ''}{number}"


def number_in(text: str) -> str:
    match = re.search(r"\d+", text[:100])
    return match[0].lstrip("0") if match else ""


def _same_page(one: str, other: str) -> bool | None:
    first, second = telling_first_page(one), telling_first_page(other)
    if first != second and number_in(first) == number_in(second):
        # `S12` and `12`: a page of a supplement, or of the volume.
        return None
    return _same(first, second)


def _volume(work: Description) -> str:
    """The volume's number; a year in its place says nothing."""
    number = number_in(work.volume)
    return "" if len(number) == 4 and number == str(work.year) else number


def _same(one: str, other: str) -> bool | None:
    return one == other if one and other else None


def _is_serial(title: str) -> bool:
    return not SERIAL_WORDS.isdisjoint(read_title(title).words[:3])
