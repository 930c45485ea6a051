"""The rule: whether two descriptions are of one work.

1. A shared identifier decides, unless nothing else agrees.
2. Without one, each thing that is known adds or takes points: title, authors, year, venue, volume, first page. The sum
   makes the score, and two thresholds make the outcome: the same, left to a librarian, different.
3. Place weighs most after the title: one page of one volume is one work, whatever its issue is numbered and whoever is
   named for a group. Two known differences among venue, volume and first page are two places, and leave the pair to a
   librarian: a meeting abstract and its article share title and authors.
4. Some differences set a limit that no points pass: a reply is not what it replies to, nor part II part I, and a work
   has one DOI.

A preprint and the work that came of it share neither place nor year, and are compared by title and authors alone.
The points and the thresholds are held by the labelled pairs in tests/publications/deduplication.
"""

from __future__ import annotations

from itertools import product

from bibliography.deduplication.author_comparison import AuthorEvidence, Name, compare_authors
from bibliography.deduplication.description import Description
from bibliography.deduplication.identifier_comparison import has_preprint_doi, shared_identifiers, weigh_conflicts
from bibliography.deduplication.place_comparison import (
    PlaceEvidence,
    compare_places,
    weigh_issues,
    weigh_place,
    weigh_years,
)
from bibliography.deduplication.scoring import Outcome, Verdict, Weighing
from bibliography.deduplication.title_similarity import Relation, TitleEvidence, compare_titles
from bibliography.deduplication.type_comparison import weigh_kinds

_NO_PLACE = PlaceEvidence(None, None, None, None, same_year=False)


def compare(first: Description, second: Description) -> Verdict:
    title = _best_titles(first, second)
    place = compare_places(first, second)
    if title.relation is Relation.OTHER and first.identifiers.isdisjoint(second.identifiers) and not place.page:
        return Verdict(Outcome.DIFFERENT, 0.0, {"title": title.relation.value, "limits": ["title"]})
    authors = compare_authors(
        first.authors, second.authors, is_cut=first.has_more_authors, other_is_cut=second.has_more_authors
    )
    if shared := shared_identifiers(first, second, title):
        nothing_else = title.relation is Relation.OTHER and title.similarity < 0.35
        if nothing_else and (authors is None or authors.share < 0.35) and first.authors and second.authors:
            # An identifier copied to the wrong entry, or that of the whole book.
            evidence = {"identifiers": shared, "title": title.relation.value, "limits": ["identifier-of-another"]}
            return Verdict(Outcome.DOUBTFUL, 0.5, evidence, by_identifier=True)
        return Verdict(Outcome.SAME, 1.0, {"identifiers": shared}, by_identifier=True)
    weighing = Weighing()
    is_preprint_pair = first.is_preprint != second.is_preprint or has_preprint_doi(first) != has_preprint_doi(second)
    printed = _NO_PLACE if is_preprint_pair or (first.is_preprint and second.is_preprint) else place
    if printed.is_one_page and _may_be_a_group(first.authors, second.authors):
        authors = None
    _weigh_title(weighing, title)
    _weigh_authors(weighing, authors, is_one_page=printed.is_one_page)
    weigh_place(weighing, first, second, printed)
    weigh_years(weighing, first, second, printed, is_preprint_pair=is_preprint_pair)
    if not is_preprint_pair:
        weigh_issues(weighing, place, title, are_authors_known=authors is not None)
    weigh_kinds(weighing, first, second, place)
    _weigh_wording(weighing, title, authors, is_preprint_pair, printed.is_one_page)
    weigh_conflicts(weighing, first, second, title, is_preprint_pair)
    return weighing.verdict()


def _best_titles(first: Description, second: Description) -> TitleEvidence:
    """The two titles that are most alike: a work may be cited by the title in either of its languages."""
    pairs = [compare_titles(one, other) for one, other in product(first.titles or ("",), second.titles or ("",))]
    order = list(Relation)
    return min(pairs, key=lambda pair: (pair.other_notes, order.index(pair.relation), -pair.similarity))


def _weigh_title(weighing: Weighing, title: TitleEvidence) -> None:
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
    weighing: Weighing, title: TitleEvidence, authors: AuthorEvidence | None, is_preprint_pair: bool, is_one_page: bool
) -> None:
    """What likeness must not forgive."""
    if title.other_notes and is_one_page:
        weighing.doubt("note")
    elif title.other_notes:
        weighing.rule_out("note")
    if title.numbers == "part" and not is_one_page:
        weighing.rule_out("part")
    elif title.numbers:
        weighing.doubt("number")
    if is_one_page and authors is not None and authors.share >= 0.85 and title.similarity >= 0.7 and not title.numbers:
        # On one page of one volume is one work, whatever became of its title.
        return
    if title.other_words:
        weighing.points -= 2.5 if is_preprint_pair else 4.5
        weighing.doubt("words")
    elif title.relation is Relation.REWORDED and not is_one_page:
        # Titles gain a word between the preprint and the article; elsewhere, a word more is another work.
        vouched = authors is not None and authors.compared >= 3 and authors.share >= 0.85 and not authors.is_partial
        if not (is_preprint_pair and vouched and title.similarity >= 0.87):
            weighing.doubt("words")
    if title.relation is Relation.OTHER:
        weighing.doubt("title")


def _weigh_authors(weighing: Weighing, authors: AuthorEvidence | None, *, is_one_page: bool) -> None:
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
    # Two notes may be on one page, but then they have two titles: here one source is wrong about its authors.
    weighing.add("authors", round(authors.share, 2), max(points, -3.0) if is_one_page else points)
    weighing.evidence["authors_compared"] = authors.compared
    if authors.share < 0.3 or (authors.share < 0.5 and authors.compared <= 2):
        weighing.doubt("authors")


def _may_be_a_group(*lists: tuple[Name, ...]) -> bool:
    """Whether one list is a single name without a given name: a group whose name does not say that it is one."""
    return any(len(names) == 1 and not names[0].given for names in lists) and len(lists[0]) != len(lists[1])
