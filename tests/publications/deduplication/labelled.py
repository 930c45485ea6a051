"""Labelled pairs: written by hand in data/pairs.json, and made from real works as sources damage and confuse them."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from bibliography.deduplication import Description
from bibliography.deduplication.author_comparison import read_name
from bibliography.deduplication.description import known
from bibliography.identifiers import ParsedIdentifier
from bibliography.names import parse_name
from bibliography.publication_types import Kind
from bibliography.text_normalization import normalize

HERE = Path(__file__).parent
REAL_WORKS = HERE.parents[2] / "site" / "demo" / "data" / "publications.json"


@dataclass(frozen=True)
class Work:
    """A work as a source may print it."""

    title: str
    authors: tuple[str, ...]
    year: int | None = None
    kind: str = "article"
    venue: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    edition: str = ""
    book_isbn: str = ""
    identifiers: frozenset[ParsedIdentifier] = frozenset()
    translated: str = ""
    more: bool = False

    def describe(self) -> Description:
        names = [parse_name(author) for author in self.authors]
        return Description(
            titles=tuple(filter(None, (self.title, self.translated))),
            year=self.year,
            kind=self.kind,
            authors=known(read_name(name.given, name.family, name.name, is_group=name.is_group) for name in names),
            has_more_authors=self.more,
            venue_names=(self.venue,) if self.venue else (),
            identifiers=self.identifiers,
            volume=self.volume,
            issue=self.issue,
            pages=self.pages,
            edition=self.edition,
            book_isbn=self.book_isbn,
        )


@dataclass(frozen=True)
class Pair:
    about: str
    one: Work
    other: Work
    same: bool


def written_pairs() -> list[Pair]:
    rows = json.loads((HERE / "data" / "pairs.json").read_text())
    return [Pair(row["about"], _read(row["a"]), _read(row["b"]), row["same"]) for row in rows]


def _read(values: dict[str, Any]) -> Work:
    values = dict(values)
    values.pop("publisher", None)
    schemes = [scheme for scheme in ("doi", "arxiv", "openalex", "isbn") if scheme in values]
    identifiers = frozenset(ParsedIdentifier(scheme, values.pop(scheme)) for scheme in schemes)
    return Work(authors=tuple(values.pop("authors")), identifiers=identifiers, **values)


@cache
def real_works() -> tuple[Work, ...]:
    """Titles and authors of real works, with dates, places and DOIs dealt out to them."""
    dealt = random.Random(7)
    works = []
    for number, row in enumerate(json.loads(REAL_WORKS.read_text())):
        venue = dealt.choice(
            ["Journal of Machine Learning Research", "Nature Communications", "PLOS ONE", "Neural Networks"]
        )
        first_page = dealt.randint(20, 4000)
        works.append(
            Work(
                title=row["title"],
                authors=tuple(author["name"] for author in row["authors"]),
                year=dealt.randint(2008, 2026),
                kind=Kind.ARTICLE,
                venue=venue,
                volume=str(dealt.randint(5, 90)),
                issue=str(dealt.randint(1, 12)),
                pages=f"{first_page}-{first_page + dealt.randint(5, 30)}",
                identifiers=frozenset({ParsedIdentifier("doi", f"10.1000/work.{number}")}),
            )
        )
    return tuple(works)


# How sources print one work otherwise. Each takes a source of chance, so that no two works are damaged alike.

Change = Callable[[Work, random.Random], Work]


def _misprint(work: Work, chance: random.Random) -> Work:
    letters = list(work.title)
    places = [
        place
        for place in range(1, len(letters) - 2)
        if letters[place : place + 2] and "".join(letters[place : place + 2]).isalpha()
    ]
    place = chance.choice(places)
    what = chance.choice(["drop", "double", "swap"])
    if what == "drop":
        del letters[place]
    elif what == "double":
        letters.insert(place, letters[place])
    else:
        letters[place], letters[place + 1] = letters[place + 1], letters[place]
    return replace(work, title="".join(letters))


def _two_misprints(work: Work, chance: random.Random) -> Work:
    return _misprint(_misprint(work, chance), chance)


def _shouting(work: Work, chance: random.Random) -> Work:
    return replace(work, title=work.title.upper(), authors=tuple(author.upper() for author in work.authors))


def _initials(work: Work, chance: random.Random) -> Work:
    return replace(work, authors=tuple(_as_initials(author) for author in work.authors))


def _as_initials(author: str) -> str:
    name = parse_name(author)
    letters = " ".join(f"{word[0]}." for word in name.given.replace("-", " ").split() if word)
    return f"{name.family}, {letters}" if letters else author


def _without_accents(work: Work, chance: random.Random) -> Work:
    return replace(
        work, title=normalize(work.title), authors=tuple(normalize(author).title() for author in work.authors)
    )


def _turned_round(work: Work, chance: random.Random) -> Work:
    return replace(work, authors=tuple(" ".join(reversed(author.split(" ", 1))) for author in work.authors))


def _first_authors(work: Work, chance: random.Random) -> Work:
    return replace(work, authors=work.authors[:3], more=len(work.authors) > 3)


def _lost_author(work: Work, chance: random.Random) -> Work:
    kept = list(work.authors)
    if len(kept) > 2:
        kept.pop(chance.randrange(len(kept)))
    return replace(work, authors=tuple(kept))


def _lost_authors(work: Work, chance: random.Random) -> Work:
    return replace(work, authors=())


def _lost_year(work: Work, chance: random.Random) -> Work:
    return replace(work, year=None)


def _lost_place(work: Work, chance: random.Random) -> Work:
    return replace(work, venue="", volume="", issue="", pages="")


def _cut_title(work: Work, chance: random.Random) -> Work:
    return replace(work, title=work.title[: max(45, len(work.title) * 2 // 3)].rstrip() + "...")


def _lost_subtitle(work: Work, chance: random.Random) -> Work:
    return replace(work, title=re.split(r":\s", work.title)[0])


def _markup(work: Work, chance: random.Random) -> Work:
    first, _space, rest = work.title.partition(" ")
    return replace(work, title=f"<i>{first}</i> {rest}".replace("and", "&amp;") + ".")


def _next_year(work: Work, chance: random.Random) -> Work:
    return replace(work, year=(work.year or 2000) + 1)


def _preprint(work: Work, chance: random.Random) -> Work:
    return replace(
        _initials(_lost_place(work, chance), chance),
        kind=Kind.PREPRINT,
        year=(work.year or 2000) - chance.randint(0, 3),
        venue="arXiv",
        identifiers=frozenset({ParsedIdentifier("arxiv", "2101.00001")}),
    )


def _other_kind(work: Work, chance: random.Random) -> Work:
    return replace(work, kind=Kind.OTHER, venue="")


ONE_WORK: dict[str, tuple[Change, ...]] = {
    "a misprint": (_misprint,),
    "two misprints": (_two_misprints,),
    "capitals": (_shouting,),
    "initials": (_initials,),
    "no accents": (_without_accents,),
    "names turned round": (_turned_round,),
    "first three authors": (_first_authors, _initials),
    "an author lost": (_lost_author,),
    "all authors lost": (_lost_authors,),
    "no year": (_lost_year,),
    "no place": (_lost_place, _initials),
    "title cut": (_cut_title,),
    "subtitle lost": (_lost_subtitle,),
    "markup": (_markup,),
    "online the year before": (_next_year, _initials),
    "preprint": (_preprint,),
    "another kind, misprint": (_other_kind, _misprint),
    "much at once": (_initials, _misprint, _lost_place, _next_year),
}


def damaged_pairs() -> Iterator[Pair]:
    """Each real work beside itself, as another source prints it without its DOI."""
    for number, work in enumerate(real_works()):
        for about, changes in ONE_WORK.items():
            if "place" in about and not work.authors:
                continue
            chance = random.Random(f"{number} {about}")
            other = replace(work, identifiers=frozenset())
            for change in changes:
                other = change(other, chance)
            yield Pair(about, work, other, same=True)


# What another work may have in common with a real one.

_OTHER_SUBJECTS = ("proteins", "galaxies", "lakes", "markets", "forests", "bridges", "viruses", "glaciers")


def _sequel(work: Work, chance: random.Random) -> Work:
    return replace(work, title=f"{work.title}{chance.choice([' II', ', part 2', ' (Part II)', ': part two', ' 2.0'])}")


def _note(work: Work, chance: random.Random) -> Work:
    before = chance.choice(
        [
            "Reply to: ",
            "Comment on ",
            "Erratum to: ",
            "Corrigendum: ",
            "Author Correction: ",
            "Supplementary material for ",
            "Data from: ",
            "Response to ",
            "Discussion of ",
            "Retraction: ",
            "Book review: ",
            "Correction to: ",
        ]
    )
    return replace(work, title=before + work.title)


def _note_behind(work: Work, chance: random.Random) -> Work:
    behind = chance.choice([": reply", " (Erratum)", " - Supplementary Information", " [Corrigendum]", ": a comment"])
    return replace(work, title=work.title + behind)


def _other_subject(work: Work, chance: random.Random) -> Work:
    words = work.title.split()
    places = [place for place, word in enumerate(words) if len(word) >= 6] or [0]
    words[chance.choice(places)] = chance.choice(_OTHER_SUBJECTS)
    return replace(work, title=" ".join(words))


def _other_authors(work: Work, chance: random.Random) -> Work:
    other = chance.choice([row for row in real_works() if row.authors and not set(row.authors) & set(work.authors)])
    return replace(work, authors=other.authors, venue="", volume="", issue="", pages="")


def _elsewhere(work: Work, chance: random.Random) -> Work:
    """Another work stands on other pages, where they are known."""
    return chance.choice([_lost_place(work, chance), replace(work, volume="201", pages="8801-8812")])


def _years_later(work: Work, chance: random.Random) -> Work:
    return replace(work, year=(work.year or 2000) + 6, volume="199", pages="7001-7011")


def _thesis(work: Work, chance: random.Random) -> Work:
    return replace(_lost_place(work, chance), kind=Kind.THESIS, authors=work.authors[:1])


TWO_WORKS: dict[str, tuple[Change, ...]] = {
    "a sequel": (_sequel, _elsewhere),
    "a note before the title": (_note, _elsewhere),
    "a note behind the title": (_note_behind, _elsewhere),
    "another subject": (_other_subject, _elsewhere),
    "other authors": (_other_authors,),
    "years later": (_years_later,),
    "a thesis": (_thesis,),
    "another subject, initials": (_initials, _other_subject, _elsewhere),
}


def confusable_pairs() -> Iterator[Pair]:
    for number, work in enumerate(real_works()):
        for about, changes in TWO_WORKS.items():
            chance = random.Random(f"{number} {about}")
            other = replace(work, identifiers=frozenset())
            for change in changes:
                other = change(other, chance)
            yield Pair(about, work, other, same=False)
    works = real_works()
    for number, work in enumerate(works):
        yield Pair("two real works", work, works[number - 1], same=False)
        generic = replace(work, title="Editorial", identifiers=frozenset())
        yield Pair("two editorials", generic, replace(works[number - 1], title="Editorial"), same=False)


def all_pairs() -> dict[str, list[Pair]]:
    return {
        "written by hand": written_pairs(),
        "one real work, as sources damage it": list(damaged_pairs()),
        "two works with much in common": list(confusable_pairs()),
    }
