"""Records as the formats write them, made without a database."""

from __future__ import annotations

import uuid
from typing import Any

from bibliography.dates import DatePrecision, parse_partial_date
from bibliography.names import AuthorName, parse_name
from bibliography.publication_types import Kind
from institute.content.languages import LocalizedText
from publications.authors import Author
from publications.exports.works import Work


def make_author(name: str | AuthorName, **more: Any) -> Author:
    parsed = parse_name(name) if isinstance(name, str) else name
    values: dict[str, Any] = {
        "key": uuid.uuid4(),
        "name": parsed.name,
        "given_name": parsed.given,
        "family_name": parsed.family,
        "suffix": parsed.suffix,
        "is_group": parsed.is_group,
        "affiliation": "",
        "corresponding": False,
        "equal_contribution": False,
        "orcid": "",
        "person": None,
    }
    return Author(**values | more)


def make_work(*, authors: Any = (), date: str = "", abstract: str = "", **more: Any) -> Work:
    """A record with as little as a test needs; `date` is written as editors do (`2024-05`)."""
    published, precision = parse_partial_date(date)
    values: dict[str, Any] = {
        "number": 7,
        "url": "https://www.example.org/en/publications/a-work/",
        "kind": Kind.ARTICLE,
        "kind_label": "Journal article",
        "title": "A work",
        "abstract": LocalizedText(abstract, "en"),
        "published": published,
        "date_precision": DatePrecision(precision),
        "authors": tuple(author if isinstance(author, Author) else make_author(author) for author in authors),
        "issns": (),
        "identifiers": (),
        "topics": (),
        "links": (),
        "status": "published",
        "status_label": "Published",
    }
    texts = (
        "title_translated", "language", "venue_name", "venue_short_name", "volume", "issue", "pages", "publisher",
        "edition", "book_isbn", "doi", "license", "funding", "pdf_url",
    )  # fmt: skip
    return Work(**dict.fromkeys(texts, "") | values | more)
