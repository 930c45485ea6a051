"""What the kept page learns from the absorbed one: its empty fields, its missing rows, and nothing else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from bibliography.identifiers import identifier_url
from bibliography.publication_types import Kind
from publications.models import (
    Authorship,
    PublicationLink,
    PublicationPage,
    PublicationTopic,
    PublicationVersion,
)

# Fields that say one thing together are filled together.
_TEXTS = (
    ("title_translated",),
    ("abstract_en",),
    ("abstract_fr",),
    ("abstract_other",),
    ("language",),
    ("funding",),
    ("license",),
    ("pdf_id", "embargo_until"),
)
_PLACE = (
    ("published", "date_precision"),
    ("venue_id", "venue_text"),
    ("volume", "issue", "pages"),
    ("publisher",),
    ("edition",),
    ("book_isbn",),
)
_NOTICE = ("status", "notice_url", "status_date")
_COPIED_AUTHOR = (
    "key",
    "name",
    "given_name",
    "family_name",
    "name_suffix",
    "is_group",
    "affiliation",
    "corresponding",
    "equal_contribution",
    "orcid",
    "openalex_id",
)
_BEFORE_PRINT = frozenset({Kind.PREPRINT, Kind.WORKING_PAPER})


@dataclass
class Filling:
    """What changes on the kept page: values by field, before and after, and the rows that are added."""

    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    links: list[dict[str, str]] = field(default_factory=list)
    versions: list[dict[str, str]] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    authors: list[dict[str, Any]] = field(default_factory=list)

    def is_empty(self) -> bool:
        return not (self.fields or self.links or self.versions or self.topics or self.authors)

    def as_json(self) -> dict[str, Any]:
        return {
            "fields": {name: [_plain(before), _plain(after)] for name, (before, after) in self.fields.items()},
            "links": self.links,
            "versions": self.versions,
            "topics": self.topics,
            "authors": [{name: _plain(value) for name, value in row.items()} for row in self.authors],
        }


def plan_filling(kept: PublicationPage, absorbed: PublicationPage) -> Filling:
    """What `kept` would learn; neither page is changed."""
    filling = Filling()
    another_version = (kept.kind in _BEFORE_PRINT) != (absorbed.kind in _BEFORE_PRINT)
    # Where the one is the preprint of the other, its date and place are those of a version.
    for names in _TEXTS if another_version else (*_TEXTS, *_PLACE):
        if not any(_is_said(kept, name) for name in names) and any(_is_said(absorbed, name) for name in names):
            for name in names:
                _fill(filling, kept, absorbed, name)
    if kept.status == PublicationPage.Status.PUBLISHED != absorbed.status:
        for name in _NOTICE:
            _fill(filling, kept, absorbed, name)
    if kept.kind == Kind.OTHER != absorbed.kind:
        _fill(filling, kept, absorbed, "kind")
    known_links = {row.url for row in kept.links.all()}
    filling.links = [
        {"kind": row.kind, "url": row.url, "label": row.label}
        for row in absorbed.links.all()
        if row.url not in known_links
    ]
    known_versions = {(row.kind, row.venue_text, row.date) for row in kept.versions.all()}
    offered = [
        {"kind": row.kind, "venue_text": row.venue_text, "date": row.date, "url": row.url}
        for row in absorbed.versions.all()
    ]
    if another_version:
        offered.append(_as_version(absorbed))
    filling.versions = [row for row in offered if (row["kind"], row["venue_text"], row["date"]) not in known_versions]
    known_topics = {row.topic_id for row in kept.publication_topics.all()}
    filling.topics = [row.topic_id for row in absorbed.publication_topics.all() if row.topic_id not in known_topics]
    if not kept.authorships.all():
        filling.authors = [{name: getattr(row, name) for name in _COPIED_AUTHOR} for row in absorbed.authorships.all()]
    return filling


def fill(page: PublicationPage, filling: Filling) -> None:
    """Write what was planned on the page in memory."""
    for name, (_before, after) in filling.fields.items():
        setattr(page, name, after)
    _append(page.links, [PublicationLink(**row) for row in filling.links])
    _append(page.versions, [PublicationVersion(**row) for row in filling.versions])
    _append(page.publication_topics, [PublicationTopic(topic_id=topic) for topic in filling.topics])
    _append(page.authorships, [Authorship(**row) for row in filling.authors])


def take_back(page: PublicationPage, filled: dict[str, Any]) -> None:
    """Undo on the page in memory what `fill` wrote (as JSON); what a person has changed since stays."""
    for name, (before, after) in filled["fields"].items():
        if _plain(getattr(page, name)) == after:
            setattr(page, name, _from_plain(page, name, before))
    for relation, rows, names in (
        (page.links, filled["links"], ("kind", "url", "label")),
        (page.versions, filled["versions"], ("kind", "venue_text", "date", "url")),
    ):
        gone = [row for row in relation.all() if {name: getattr(row, name) for name in names} in rows]
        relation.remove(*gone)
    page.publication_topics.remove(*[row for row in page.publication_topics.all() if row.topic_id in filled["topics"]])
    keys = {row["key"] for row in filled["authors"]}
    page.authorships.remove(*[row for row in page.authorships.all() if str(row.key) in keys])


def _append(relation: Any, rows: list[Any]) -> None:
    start = max((row.sort_order or 0 for row in relation.all()), default=-1) + 1
    for order, row in enumerate(rows, start):
        row.sort_order = order
    if rows:
        relation.add(*rows)


def _as_version(page: PublicationPage) -> dict[str, str]:
    kind = PublicationVersion.Kind.PREPRINT if page.kind in _BEFORE_PRINT else PublicationVersion.Kind.PUBLISHED
    urls = [identifier_url(row.scheme, row.value) for row in page.known_identifiers]
    urls += [row.url for row in page.links.all()]
    return {
        "kind": kind.value,
        "venue_text": page.venue_name[:255],
        "date": page.date_text,
        "url": next(filter(None, urls), ""),
    }


def _is_said(page: PublicationPage, name: str) -> bool:
    return name != "date_precision" and getattr(page, name) not in ("", None)


def _fill(filling: Filling, kept: PublicationPage, absorbed: PublicationPage, name: str) -> None:
    before, after = getattr(kept, name), getattr(absorbed, name)
    if before != after:
        filling.fields[name] = before, after


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if value is None or isinstance(value, int | bool) else str(value)


def _from_plain(page: PublicationPage, name: str, value: Any) -> Any:
    return None if value is None else page._meta.get_field(name.removesuffix("_id")).to_python(value)
