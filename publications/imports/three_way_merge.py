"""What a page may take from a source: a three-way merge of what it says, what its sources wrote and what one says now.

A field that says what a source wrote belongs to that source, which may change it. A field that says anything else was
written by a person: no source overwrites it, and the difference is a conflict, listed once.

Where two sources differ, the one whose library has the higher priority wins; between equal ones, the field stays with
the source that wrote it. A value that says less of the same (initials, a year, capitals only) replaces none that says
more, whoever it comes from; one that says more replaces one that says less. An article takes the place of its preprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from bibliography.publication_types import Kind
from bibliography.text_normalization import normalize
from publications.imports.completeness import (
    NAME_PARTS,
    completed,
    completed_from,
    has_poorer_name,
    is_alike,
    is_poorer,
    same_author,
)
from publications.imports.field_mapping import APPEARANCE, AUTHORS_CUT, UNSAID, Values, fingerprint
from publications.models import PublicationPage, PublicationVersion
from publications.models.libraries import DEFAULT_PRIORITY

Status = PublicationPage.Status

# What comes before the version of record, and what says too little to replace anything.
_BEFORE_PUBLICATION = frozenset({Kind.PREPRINT, Kind.WORKING_PAPER})
_ROWS = ("links", "versions", "topics")
_ABSTRACTS = ("abstract_en", "abstract_fr", "abstract_other")


@dataclass(frozen=True)
class Said:
    """What one source said of a work when it was last heard, and the fingerprints of what it wrote on the page."""

    values: Mapping[str, Any] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    priority: int = DEFAULT_PRIORITY

    def wrote(self, name: str, value: Any) -> bool:
        return name in self.written and self.written[name] == fingerprint(value)

    def holds(self, name: str, value: Any) -> bool:
        """Return whether it wrote the value and has not withdrawn it since."""
        return name in self.values and self.wrote(name, value)


@dataclass
class Outcome:
    """What is to be written, and the pairs (on the page, in the source) that a person has to look at."""

    changes: Values = field(default_factory=dict)
    conflicts: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    # Fields that another source wrote and that this one says too: it may change them as well.
    agreed: set[str] = field(default_factory=set)
    # Fields among the changes that stay a person's: the source added to them and may not change them later.
    unclaimed: set[str] = field(default_factory=set)

    @property
    def written(self) -> set[str]:
        """Fields that the source may change from now on."""
        return {*self.changes, *self.agreed} - self.unclaimed


def reconcile(live: Values, incoming: Values, before: Said, others: Iterable[Said]) -> Outcome:
    """Return what becomes of a page that says `live` when a source that said `before` says `incoming` now.

    `others` are the other sources of the page.
    """
    outcome = Outcome()
    others = list(others)
    sources = [before, *others]
    incoming = dict(incoming)
    authors_cut = bool(incoming.pop(AUTHORS_CUT, False))
    standing = _standing(live, incoming)
    if standing == "earlier":
        _keep_as_version(incoming)
    elif standing == "later":
        _upgrade(live, incoming, sources, outcome)
    if "venue" in live and "venue" not in outcome.changes and "venue" not in incoming and "venue_text" not in live:
        # The page names the venue in full: a name that led to no venue, most often an abbreviation, adds nothing.
        incoming.pop("venue_text", None)
    _join_abstracts(live, incoming, sources, outcome)
    for name, value in incoming.items():
        if name in _ROWS:
            _add_rows(name, live.get(name, []), value, before, outcome)
        elif live.get(name) == value:
            if any(other.wrote(name, value) for other in others):
                outcome.agreed.add(name)
        elif name == "authors":
            _reconcile_authors(live.get(name, []), value, before, others, outcome, is_cut=authors_cut)
        else:
            _reconcile_field(name, live.get(name), value, before, others, outcome)
    for name in ("status", "notice_url", "status_date"):
        # A mark that its source takes back goes; anything else that it no longer says stays.
        is_withdrawn = name not in incoming and name in live and before.wrote(name, live[name])
        if is_withdrawn and not any(other.holds(name, live[name]) for other in others):
            outcome.changes[name] = UNSAID.get(name, "")
    return outcome


def _standing(live: Values, incoming: Values) -> str:
    """Whether the source describes an `earlier` or a `later` version of the work than the page, or the same."""
    page, source = live.get("kind"), incoming.get("kind")
    if source in _BEFORE_PUBLICATION and page not in _BEFORE_PUBLICATION and page:
        return "earlier"
    if page in _BEFORE_PUBLICATION and source and source not in _BEFORE_PUBLICATION:
        return "later"
    return "same"


def _keep_as_version(incoming: Values) -> None:
    """The page tells of the article: its preprint becomes one of its versions."""
    version = _version(incoming)
    for name in APPEARANCE:
        incoming.pop(name, None)
    if version:
        incoming["versions"] = [*incoming.get("versions", []), version]


def _upgrade(live: Values, incoming: Values, sources: list[Said], outcome: Outcome) -> None:
    """The page tells of the preprint: it tells of the article from now on, and the preprint becomes a version."""
    if any(name in live and not _was_written(name, live[name], sources) for name in APPEARANCE):
        # A person has described the preprint: what differs is listed field by field.
        return
    if version := _version(live):
        incoming["versions"] = [*incoming.get("versions", []), version]
    for name in APPEARANCE:
        value = incoming.pop(name, None)
        if value != live.get(name):
            outcome.changes[name] = value


def _version(values: Values) -> Values:
    url = next((link["url"] for link in values.get("links", []) if "arxiv.org" in link["url"]), "")
    version = {
        "kind": str(PublicationVersion.Kind.PREPRINT),
        "venue_text": values.get("venue_text", "")[:255],
        "date": values.get("date", ""),
        "url": url,
    }
    return {name: value for name, value in version.items() if value} if version["venue_text"] or url else {}


def _was_written(name: str, value: Any, sources: Iterable[Said]) -> bool:
    return any(source.wrote(name, value) for source in sources)


def _join_abstracts(live: Values, incoming: Values, sources: list[Said], outcome: Outcome) -> None:
    """Keep one abstract of those that are one text, cut or whole, for which sources name different languages."""
    for name, other in permutations(_ABSTRACTS, 2):
        value, known = incoming.get(name), live.get(other)
        if not value or not known or name in live:
            continue
        if is_alike(value, known) or is_poorer(name, value, known):
            del incoming[name]
        elif is_poorer(name, known, value) and other not in incoming and _was_written(other, known, sources):
            outcome.changes[other] = None


def _reconcile_field(name: str, live: Any, value: Any, before: Said, others: list[Said], outcome: Outcome) -> None:
    sources = [before, *others]
    if live is None and all(name not in source.written for source in sources):
        outcome.changes[name] = value
    elif _was_written(name, live, sources):
        if live is None or (not is_poorer(name, value, live) and _replaces(name, live, value, before, others)):
            outcome.changes[name] = value
    elif before.values.get(name) != value and not is_alike(live, value) and not is_poorer(name, value, live):
        # A person wrote this, or emptied it.
        outcome.conflicts[name] = (live, value)


def _replaces(name: str, live: Any, value: Any, before: Said, others: list[Said]) -> bool:
    """Return whether what a source says now takes the place of what sources wrote on the page."""
    return (
        is_poorer(name, live, value)
        or (name == "status" and bool(value == Status.RETRACTED))
        or _may_replace(name, live, before, others)
    )


def _may_replace(name: str, live: Any, before: Said, others: list[Said]) -> bool:
    """Return whether a source may change the field: it outranks all that wrote it, or wrote it and none outranks it."""
    held = [other.priority for other in others if other.holds(name, live)]
    if before.wrote(name, live):
        return before.priority >= max(held, default=0)
    written = [other.priority for other in others if other.wrote(name, live)]
    return bool(written) and before.priority > max(written)


# Rows: links, versions, topics


def _add_rows(name: str, live: list[Any], rows: list[Any], before: Said, outcome: Outcome) -> None:
    """Rows are added, never taken away: a row that a person removed does not come back."""
    known = {_row_key(name, row) for row in [*live, *before.values.get(name, [])]}
    missing = []
    for row in rows:
        if (key := _row_key(name, row)) not in known:
            known.add(key)
            missing.append(row)
    if missing:
        outcome.changes[name] = [*live, *missing]


def _row_key(name: str, row: Any) -> Any:
    if name == "links":
        return re.sub(r"^https?://(?:www\.)?", "", row["url"]).rstrip("/")
    if name == "versions":
        return row["kind"], row.get("url") or normalize(row.get("venue_text", ""))
    return row


# Authors


def _reconcile_authors(
    live: list[Values],
    authors: list[Values],
    before: Said,
    others: list[Said],
    outcome: Outcome,
    *,
    is_cut: bool,
) -> None:
    """Reconcile the lists of authors; `is_cut` where the source names the first of them only."""
    sources = [before, *others]
    if not live and all("authors" not in source.written for source in sources):
        outcome.changes["authors"] = authors
        return
    is_beginning = bool(live) and len(authors) < len(live) and all(map(same_author, authors, live))
    if not _was_written("authors", live, sources):
        if not (is_cut and is_beginning):
            _compare_edited_authors(live, authors, before, sources, outcome)
        return
    # Only a source that had more of its own list takes authors away.
    is_shortened = is_beginning and (is_cut or before.values.get("authors") in (None, authors))
    if _may_replace("authors", live, before, others) and not is_shortened:
        changed = completed_from(authors, live)
    elif live and all(map(same_author, live, authors)) and len(live) <= len(authors):
        # Where its list is longer, the other source named the first authors only.
        changed = [*map(completed, live, authors), *authors[len(live) :]]
    else:
        return
    if changed != live:
        outcome.changes["authors"] = changed


def _compare_edited_authors(
    live: list[Values], authors: list[Values], before: Said, sources: list[Said], outcome: Outcome
) -> None:
    """Keep the names that a person wrote, and add to the same people what only the source knows, such as an ORCID iD."""
    told = before.values.get("authors", [])
    if len(live) == len(authors) and all(map(same_author, live, authors)):
        changed = [
            _with_additions(author, other, [said for source in sources for said in _author_at(number, source)])
            for number, (author, other) in enumerate(zip(live, authors, strict=True))
        ]
        if changed != live:
            outcome.changes["authors"] = changed
            outcome.unclaimed.add("authors")
        is_new = _names(told) != _names(authors)
        is_conflict = any(map(_contradicts_name, authors, live))
    else:
        is_new, is_conflict = told != authors, True
    if is_new and is_conflict:
        outcome.conflicts["authors"] = _names(live), _names(authors)


def _contradicts_name(author: Values, live: Values) -> bool:
    """Return whether a source prints the name of the same person otherwise, and not only in a poorer form."""
    return not is_alike(author["name"], live["name"]) and not has_poorer_name(author, live)


def _author_at(number: int, source: Said) -> list[Values]:
    authors: list[Values] = source.values.get("authors", [])
    return authors[number : number + 1]


def _with_additions(author: Values, other: Values, said: list[Values]) -> Values:
    """Return the author with what `other` adds, except for what sources said before: a person has removed it."""
    removed = {name for earlier in said if same_author(author, earlier) for name in earlier}
    excluded = {*NAME_PARTS, "is_group", *removed}
    return {**author, **{name: value for name, value in other.items() if name not in author and name not in excluded}}


def _names(authors: list[Values]) -> list[str]:
    return [author["name"] for author in authors]
