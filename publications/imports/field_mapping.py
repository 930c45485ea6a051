"""A work as plain values: what a source says of it, what its page says, and the way from one to the other.

Values are JSON, one a field, so that what was written can be kept beside the page and compared with what stands there
now. `date` holds the date and its precision (`2024-05`); `venue` and `topics` hold primary keys; the lists (`authors`,
`links`, `versions`) hold a dict a row. Empty values are left out.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.text import slugify

from bibliography.dates import parse_partial_date, partial_date_text
from bibliography.entry import WorkRecord
from bibliography.languages import work_languages
from bibliography.publication_types import Kind
from bibliography.text.math import plain_math
from bibliography.text.prose import language_of
from bibliography.text_normalization import normalize
from publications.models import (
    Authorship,
    PublicationLink,
    PublicationPage,
    PublicationTopic,
    PublicationVersion,
)

Values = dict[str, Any]

TEXTS = (
    "full_title",
    "title_translated",
    "abstract_en",
    "abstract_fr",
    "abstract_other",
    "language",
    "kind",
    "venue_text",
    "volume",
    "issue",
    "pages",
    "publisher",
    "edition",
    "book_isbn",
    "status",
    "notice_url",
    "license",
    "funding",
)
# Where and when the work appeared: these belong to one version of it, and change together.
APPEARANCE = (
    "kind",
    "date",
    "venue",
    "venue_text",
    "volume",
    "issue",
    "pages",
    "publisher",
    "edition",
    "book_isbn",
)
LISTS = {"authors": "authorships", "links": "links", "versions": "versions", "topics": "publication_topics"}
# What a field says before anyone has said anything.
UNSAID = {"status": PublicationPage.Status.PUBLISHED, "kind": Kind.OTHER}

# Among what a source says, not a field of the page: the source names the first authors only.
AUTHORS_CUT = "authors_cut"

AUTHOR_FIELDS = {
    "name": "name",
    "given": "given_name",
    "family": "family_name",
    "suffix": "name_suffix",
    "is_group": "is_group",
    "orcid": "orcid",
    "openalex_id": "openalex_id",
    "affiliation": "affiliation",
    "corresponding": "corresponding",
    "equal_contribution": "equal_contribution",
}


def values_of(record: WorkRecord, *, venue: int | None, topics: list[int]) -> Values:
    """What a source says of a work, in our terms; `venue` and `topics` are what its names were found to mean."""
    values: Values = {
        "full_title": record.title,
        "title_translated": record.title_translated,
        **_abstracts(record),
        "language": record.language if record.language in dict(work_languages()) else "",
        "kind": str(record.kind),
        "date": partial_date_text(record.published, record.date_precision),
        "venue": venue,
        "venue_text": record.venue.name if record.venue else "",
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.pages,
        "publisher": record.publisher,
        "edition": record.edition,
        "book_isbn": record.book_isbn,
        "status": record.status,
        "notice_url": record.notice_url,
        "status_date": record.status_date.isoformat() if record.status_date else "",
        "license": record.license,
        "funding": record.funding,
        "authors": [said({name: getattr(author, name) for name in AUTHOR_FIELDS}) for author in record.authors],
        "links": [said({"kind": row.kind, "url": row.url, "label": row.label}) for row in record.links],
        "versions": [
            said({"kind": row.kind, "venue_text": row.venue_text, "date": row.date, "url": row.url})
            for row in record.versions
        ],
        "topics": topics,
        AUTHORS_CUT: record.has_more_authors,
    }
    return said(values)


def fingerprint(value: Any) -> str:
    """What tells two values of a field apart, in sixteen characters."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def live_values(page: PublicationPage) -> Values:
    """What a page says now, in the same terms."""
    values: Values = {name: getattr(page, name) for name in TEXTS}
    values["date"] = page.date_text
    values["venue"] = page.venue_id
    values["status_date"] = page.status_date.isoformat() if page.status_date else ""
    values["authors"] = [
        said({name: getattr(row, attribute) for name, attribute in AUTHOR_FIELDS.items()})
        for row in page.authorships.all()
    ]
    values["links"] = [said({"kind": row.kind, "url": row.url, "label": row.label}) for row in page.links.all()]
    values["versions"] = [
        said({"kind": row.kind, "venue_text": row.venue_text, "date": row.date, "url": row.url})
        for row in page.versions.all()
    ]
    values["topics"] = [row.topic_id for row in page.publication_topics.all()]
    return said(values)


def page_from_values(values: Mapping[str, Any]) -> PublicationPage:
    """A page that says this, with its rows, not saved yet."""
    slug = slugify(normalize(plain_math(values["full_title"])))[:80].strip("-") or "publication"
    page = PublicationPage(slug=slug, kind=Kind.OTHER, live=False)
    for name, value in values.items():
        if name != AUTHORS_CUT:
            set_value(page, name, value)
    page.full_title = page.full_title.strip()
    return page


def set_value(page: PublicationPage, name: str, value: Any) -> None:
    """Make the page say `value` in one field; the page is not saved."""
    if name == "date":
        page.published, page.date_precision = parse_partial_date(value or "")
    elif name == "status_date":
        page.status_date = parse_date(value) if value else None
    elif name == "venue":
        page.venue_id = value
    elif name == "authors":
        page.authorships.set(_author_rows(page, value or []))
    elif name == "links":
        page.links.set([PublicationLink(sort_order=order, **row) for order, row in enumerate(value or [])])
    elif name == "versions":
        page.versions.set([PublicationVersion(sort_order=order, **row) for order, row in enumerate(value or [])])
    elif name == "topics":
        page.publication_topics.set(
            [PublicationTopic(sort_order=order, topic_id=key) for order, key in enumerate(value or [])]
        )
    else:
        setattr(page, name, value or UNSAID.get(name, ""))


def _author_rows(page: PublicationPage, authors: list[Values]) -> list[Authorship]:
    """One row an author, in order. An author whose name stays keeps the key that decisions hang on."""
    keys: dict[str, list[uuid.UUID]] = {}
    if page.pk:
        for row in page.authorships.all():
            keys.setdefault(normalize(row.name), []).append(row.key)
    rows = []
    for order, author in enumerate(authors):
        row = Authorship(sort_order=order, **{AUTHOR_FIELDS[name]: value for name, value in author.items()})
        if known := keys.get(normalize(row.name)):
            row.key = known.pop(0)
        row.complete_name()
        row.normalized_name = normalize(row.name)
        rows.append(row)
    return rows


def _abstracts(record: WorkRecord) -> Values:
    """An abstract in neither English nor French stands in a field of its own."""
    abstracts: Values = {}
    for code, text in record.abstracts.items():
        language = code.split("-")[0] or language_of(text) or record.language
        name = f"abstract_{language}" if language in ("en", "fr") else "abstract_other"
        abstracts[name] = "\n\n".join(filter(None, (abstracts.get(name), text)))
    return abstracts


def said(values: Values) -> Values:
    """Without what says nothing."""
    return {name: value for name, value in values.items() if value not in ("", None, [], False, UNSAID.get(name))}
