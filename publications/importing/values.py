"""A work as plain values, as they are kept of what a source said, and the page that says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.text import slugify

from institute.content.folding import fold
from publications.dates import parse_partial_date
from publications.kinds import Kind
from publications.math import plain_math
from publications.models import Authorship, PublicationLink, PublicationPage, PublicationTopic, PublicationVersion

_AUTHOR_FIELDS = {"given": "given_name", "family": "family_name", "suffix": "name_suffix"}


def page_from_values(values: Mapping[str, Any]) -> PublicationPage:
    """A page that says this, with its rows, not saved yet."""
    slug = slugify(fold(plain_math(values["full_title"])))[:80].strip("-") or "publication"
    page = PublicationPage(slug=slug, kind=Kind.OTHER, live=False)
    for name, value in values.items():
        if name == "date":
            page.published, page.date_precision = parse_partial_date(value or "")
        elif name == "status_date":
            page.status_date = parse_date(value) if value else None
        elif name == "venue":
            page.venue_id = value
        elif name == "authors":
            page.authorships = [
                Authorship(sort_order=order, **{_AUTHOR_FIELDS.get(name, name): said for name, said in row.items()})
                for order, row in enumerate(value)
            ]
        elif name == "links":
            page.links = [PublicationLink(sort_order=order, **row) for order, row in enumerate(value)]
        elif name == "versions":
            page.versions = [PublicationVersion(sort_order=order, **row) for order, row in enumerate(value)]
        elif name == "topics":
            page.publication_topics = [
                PublicationTopic(sort_order=order, topic_id=key) for order, key in enumerate(value)
            ]
        else:
            setattr(page, name, value)
    return page
