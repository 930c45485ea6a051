"""Which venue and which topics the names in a source mean.

A venue is known by its ISSN, or by one of its names; a name is looked up as it is printed, and without what papers add
to it ("In Proceedings of the 38th International Conference on Machine Learning (ICML 2021)"). A venue with an ISSN that
is not known yet is made; a name alone makes none, because the same conference is printed in a hundred ways: it stays on
the paper as printed, and finds its venue as soon as a librarian adds the name to one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bibliography.entry import VenueRecord, WorkRecord
from bibliography.identifiers import IdentifierError, clean_issn
from bibliography.publication_types import Kind
from bibliography.text_normalization import normalize
from directory.models import ResearchTopic
from publications.models import Venue

_YEAR = re.compile(r"(?<![\s,('’])[\s,('’]*\b(?:1[89]|20)\d\d\b\)?")
_ORDINAL = re.compile(
    r"\b(?:\d+\s*(?:st|nd|rd|th|e|ème|eme)|(?:twenty|thirty|forty|fifty)?[-\s]?(?:first|second|third|fourth|fifth|sixth|"
    r"seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|"
    r"nineteenth|twentieth|thirtieth|fortieth|fiftieth)|annual)\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:in:?\s+)?(?:(?:the\s+)?proceedings\s+of(?:\s+the)?|proc\.?(?:\s+of(?:\s+the)?)?|the)\s+", re.I
)
_BRACKETED = re.compile(r"\(([^()]*)\)")

_KIND_OF_VENUE = {
    Kind.CONFERENCE_PAPER: Venue.Kind.CONFERENCE,
    Kind.PREPRINT: Venue.Kind.PREPRINT_SERVER,
    Kind.CHAPTER: Venue.Kind.BOOK_SERIES,
    Kind.BOOK: Venue.Kind.BOOK_SERIES,
    Kind.MAGAZINE_ARTICLE: Venue.Kind.MAGAZINE,
}


def spellings(name: str) -> Iterator[str]:
    """The folded forms under which a printed name may be known, the most faithful first."""
    yield normalize(name)
    for bare in (_YEAR.sub("", name), _BRACKETED.sub(" ", _YEAR.sub("", name))):
        yield normalize(bare).strip(" ,.;:-")
        shorter = _LEADING.sub("", _ORDINAL.sub("", bare).strip())
        yield " ".join(normalize(_LEADING.sub("", shorter)).split()).strip(" ,.;:-")
    for inner in _BRACKETED.findall(name):
        yield normalize(_YEAR.sub("", inner)).strip(" ,.;:-'")


class Vocabularies:
    """The venues and topics, looked up for a batch of records at a time."""

    def __init__(self) -> None:
        self._by_issn: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        self._names: dict[int, set[str]] = {}
        self._topics: dict[str, int] = {}
        for topic in ResearchTopic.objects.all():
            for name in (topic.name_en, topic.name_fr):
                self._topics.setdefault(normalize(name), topic.pk)

    def learn(self, records: Iterable[WorkRecord]) -> None:
        """Look up every venue that these records name, make those with an ISSN that are new, and note new ISSNs."""
        named = [(record, record.venue) for record in records if record.venue]
        issns = {issn for _, venue in named for issn in checked_issns(venue)} - self._by_issn.keys()
        names = {form for _, venue in named for form in spellings(venue.name) if form} - self._by_name.keys()
        for known in Venue.objects.filter(issn__in=issns) | Venue.objects.filter(electronic_issn__in=issns):
            self._remember(known)
        for known in Venue.objects.filter(folded_names__overlap=sorted(names)):
            self._remember(known)
        for record, venue in named:
            unknown = [issn for issn in checked_issns(venue) if issn not in self._by_issn]
            found = self.venue(record)
            if unknown and found is None:
                self._make(venue, record.kind)
            elif unknown and found is not None:
                self._add_issns(found, unknown)

    def venue(self, record: WorkRecord) -> int | None:
        """The primary key of the venue that the record means, or None."""
        if record.venue is None:
            return None
        for issn in checked_issns(record.venue):
            if issn in self._by_issn:
                return self._by_issn[issn]
        names = [*spellings(record.venue.name), normalize(record.venue.short_name)]
        return next((self._by_name[name] for name in names if name in self._by_name), None)

    def calls_itself(self, venue: int, name: str) -> bool:
        """Whether the venue goes by this very name: then it need not stand on the paper as well."""
        return normalize(name) in self._names.get(venue, set())

    def topics(self, record: WorkRecord) -> list[int]:
        """The research topics of the institute that the record's keywords name exactly."""
        found = (self._topics.get(normalize(keyword)) for keyword in record.keywords)
        return list(dict.fromkeys(key for key in found if key is not None))

    def _make(self, source: VenueRecord, kind: Kind) -> None:
        issns = checked_issns(source)
        venue = Venue(
            name=source.name[:255] or issns[0],
            short_name=source.short_name[:60],
            kind=source.kind or _KIND_OF_VENUE.get(kind, Venue.Kind.JOURNAL),
            issn=issns[0],
            electronic_issn=issns[1] if len(issns) > 1 else "",
        )
        venue.save()
        self._remember(venue)

    def _add_issns(self, key: int, issns: list[str]) -> None:
        """A venue has two at most, one of paper and one of the web; sources give the one or the other."""
        venue = Venue.objects.get(pk=key)
        for issn in issns:
            if not venue.issn:
                venue.issn = issn
            elif not venue.electronic_issn:
                venue.electronic_issn = issn
            self._by_issn[issn] = key
        venue.save()

    def _remember(self, venue: Venue) -> None:
        for issn in filter(None, (venue.issn, venue.electronic_issn)):
            self._by_issn[issn] = venue.pk
        for name in venue.folded_names:
            self._by_name.setdefault(name, venue.pk)
        self._names[venue.pk] = set(venue.folded_names)


def checked_issns(venue: VenueRecord) -> list[str]:
    """The ISSNs of a source that pass their check digit, in their stored form."""
    found = []
    for text in venue.issns:
        try:
            found.append(clean_issn(text))
        except IdentifierError:
            continue
    return list(dict.fromkeys(found))
