"""What a page may take from a source: a three-way merge of what it says, what its sources wrote and what one says now.

A field that says what a source wrote belongs to that source, which may change it. A field that says anything else was
written by a person: no source overwrites it, and the difference is a conflict, listed once. Where two sources differ,
the one that wrote first keeps the field, unless the other knows more of the same (a whole date instead of a year) or
knows the published version of what the page still calls a preprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from institute.content.folding import fold
from publications.importing.values import APPEARANCE, UNSAID, Values, fingerprint
from publications.kinds import Kind
from publications.math import plain_math
from publications.models import PublicationPage, PublicationVersion
from publications.names import initials, parse_name

Status = PublicationPage.Status

# What comes before the version of record, and what says too little to replace anything.
_BEFORE_PUBLICATION = frozenset({Kind.PREPRINT, Kind.WORKING_PAPER})
_ROWS = ("links", "versions", "topics")


@dataclass(frozen=True)
class Said:
    """What one source said of a work when it was last heard, and the fingerprints of what it wrote on the page."""

    values: Mapping[str, Any] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)

    def wrote(self, name: str, value: Any) -> bool:
        return name in self.written and self.written[name] == fingerprint(value)


@dataclass
class Outcome:
    """What is to be written, and the pairs (on the page, in the source) that a person has to look at."""

    changes: Values = field(default_factory=dict)
    conflicts: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def reconcile(live: Values, incoming: Values, before: Said, others: Iterable[Said]) -> Outcome:
    """What becomes of a page that says `live` when a source that said `before` says `incoming` now.

    `others` are the other sources of the page.
    """
    outcome = Outcome()
    sources = [before, *others]
    incoming = dict(incoming)
    standing = _standing(live, incoming)
    if standing == "earlier":
        _keep_as_version(incoming)
    elif standing == "later":
        _upgrade(live, incoming, sources, outcome)
    for name, value in incoming.items():
        if name in _ROWS:
            _add_rows(name, live.get(name, []), value, before, outcome)
        elif live.get(name) == value:
            continue
        elif name == "authors":
            _reconcile_authors(live.get(name, []), value, before, sources, outcome)
        else:
            _reconcile_field(name, live.get(name), value, before, sources, outcome)
    for name in ("status", "notice_url", "status_date"):
        # A mark that its source takes back goes; anything else that it no longer says stays.
        if name not in incoming and name in live and before.wrote(name, live[name]):
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


def _reconcile_field(name: str, live: Any, value: Any, before: Said, sources: list[Said], outcome: Outcome) -> None:
    if before.wrote(name, live) or (live is None and all(name not in source.written for source in sources)):
        outcome.changes[name] = value
    elif _was_written(name, live, sources):
        if live is None or _knows_more(name, live, value):
            outcome.changes[name] = value
    elif before.values.get(name) != value and not _alike(live, value):
        # A person wrote this, or emptied it.
        outcome.conflicts[name] = (live, value)


def _knows_more(name: str, live: Any, value: Any) -> bool:
    """Whether two sources mean the same, and the second says more of it."""
    if name == "date":
        return len(value) > len(live) and bool(value.startswith(live))
    if name == "status":
        return bool(value == Status.RETRACTED)
    if name == "full_title":
        return "$" in value and "$" not in live and _alike(plain_math(value), plain_math(live))
    return False


def _alike(one: Any, other: Any) -> bool:
    """Whether two texts differ in nothing that a reader would call a difference."""
    return isinstance(one, str) and isinstance(other, str) and _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))


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
        return row["kind"], row.get("url") or fold(row.get("venue_text", ""))
    return row


# Authors


def _reconcile_authors(
    live: list[Values], authors: list[Values], before: Said, sources: list[Said], outcome: Outcome
) -> None:
    is_new = not live and all("authors" not in source.written for source in sources)
    if is_new or before.wrote("authors", live):
        outcome.changes["authors"] = authors
    elif live and all(map(_same_author, live, authors)) and len(live) <= len(authors):
        completed = list(map(_completed, live, authors))
        if len(live) < len(authors):
            if not _was_written("authors", live, sources):
                outcome.conflicts["authors"] = _names(live), _names(authors)
                return
            # The other source named the first authors only.
            completed += authors[len(live) :]
        if completed != live:
            outcome.changes["authors"] = completed
    elif not _was_written("authors", live, sources) and before.values.get("authors") != authors:
        outcome.conflicts["authors"] = _names(live), _names(authors)


def _names(authors: list[Values]) -> list[str]:
    return [author["name"] for author in authors]


def _same_author(one: Values, other: Values) -> bool:
    """Whether two printed names can be one person's: equal family names, and given names that do not contradict."""
    if one.get("orcid") and other.get("orcid"):
        return bool(one["orcid"] == other["orcid"])
    first, second = _parts(one), _parts(other)
    if first[0] != second[0]:
        return False
    return all(one.startswith(two) or two.startswith(one) for one, two in zip(first[1], second[1], strict=False))


def _parts(author: Values) -> tuple[str, list[str]]:
    given, family = author.get("given", ""), author.get("family", "")
    if not family:
        parsed = parse_name(author["name"])
        given, family = parsed.given, parsed.family
    return fold(family), re.findall(r"\w+", fold(given))


def _completed(live: Values, incoming: Values) -> Values:
    """The author as the page has them, with what only the source knows."""
    completed = {**{name: value for name, value in incoming.items() if name not in live}, **live}
    if _is_initials(live.get("given", "")) and not _is_initials(incoming.get("given", "")):
        completed |= {name: incoming[name] for name in ("name", "given", "family") if name in incoming}
    return completed


def _is_initials(given: str) -> bool:
    return bool(given) and fold(initials(given)).replace(" ", "") == fold(given).replace(" ", "")
