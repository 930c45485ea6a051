"""The newest works for feed readers: Atom (RFC 4287) and JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from pydantic import BaseModel

from bibliography.text.math import plain_math, render_math
from bibliography.text.xml_text import writable

if TYPE_CHECKING:
    from publications.exports.works import Work

NEWEST = 50
LISTED_AUTHORS = 100
JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"


@dataclass(frozen=True)
class FeedAuthor:
    name: str
    url: str


@dataclass(frozen=True)
class FeedEntry:
    """A work in a feed. `identifier` is the same in every language, and stays when the address changes."""

    work: Work
    identifier: str
    authors: tuple[FeedAuthor, ...]

    @property
    def title(self) -> str:
        """What is retracted says so before anything else."""
        title = self.work.plain_title
        return f"[{self.work.status_label}] {title}" if self.work.is_retracted else title

    @property
    def summary(self) -> str:
        return plain_math(self.work.abstract)

    @property
    def content(self) -> SafeString:
        """The authors, the venue and the abstract, as HTML."""
        work = self.work
        venue = format_html("<p><cite>{}</cite></p>", work.venue_name) if work.venue_name else ""
        names = format_html("<p>{}</p>", ", ".join(author.name for author in self.authors)) if self.authors else ""
        paragraphs = ((render_math(part.strip()),) for part in work.abstract.split("\n\n") if part.strip())
        return mark_safe(f"{names}{venue}{format_html_join('', '<p>{}</p>', paragraphs)}")


@dataclass(frozen=True)
class Feed:
    title: str
    publisher: str
    language: str
    # Where people read the list, and where the feed itself is.
    home_url: str
    feed_url: str
    updated_at: dt.datetime
    entries: Sequence[FeedEntry]


class _Atom(Atom1Feed):
    """Django's Atom, with several authors an entry, the content beside the summary, and the names of languages."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", writable(author.name))
            if author.url:
                handler.addQuickElement("uri", author.url)
            handler.endElement("author")
        handler.addQuickElement("content", item["content"], {"type": "html"})
        if item["related"]:
            handler.addQuickElement("link", "", {"rel": "related", "href": item["related"]})
        if item["pdf"]:
            handler.addQuickElement("link", "", {"rel": "enclosure", "type": "application/pdf", "href": item["pdf"]})

    def latest_post_date(self) -> Any:
        return self.feed["updated"]


def atom(feed: Feed) -> str:
    document = _Atom(
        title=writable(feed.title),
        link=feed.home_url,
        description=None,
        language=feed.language,
        author_name=writable(feed.publisher),
        feed_url=feed.feed_url,
        feed_guid=feed.feed_url,
        updated=feed.updated_at,
    )
    for entry in feed.entries:
        work = entry.work
        # Django leaves out what is None, which its types do not say.
        summary: Any = escape(writable(entry.summary)) if entry.summary else None
        document.add_item(
            title=writable(entry.title),
            link=work.url,
            description=summary,
            unique_id=entry.identifier,
            pubdate=work.appeared_at,
            updateddate=work.updated_at or feed.updated_at,
            categories=[writable(topic) for topic in work.topics],
            authors=entry.authors,
            content=writable(entry.content),
            related=f"https://doi.org/{work.doi}" if work.doi else "",
            pdf=work.pdf_url,
        )
    return str(document.writeString("utf-8"))


class JsonFeedAuthor(BaseModel):
    name: str
    url: str | None = None


class JsonFeedAttachment(BaseModel):
    url: str
    mime_type: str


class JsonFeedItem(BaseModel):
    id: str
    url: str
    external_url: str | None = None
    title: str
    content_html: str
    summary: str | None = None
    date_published: dt.datetime | None = None
    date_modified: dt.datetime
    authors: list[JsonFeedAuthor]
    tags: list[str]
    language: str
    attachments: list[JsonFeedAttachment] | None = None


class JsonFeed(BaseModel):
    """A feed after https://www.jsonfeed.org/version/1.1/; what is not known is left out."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    language: str
    authors: list[JsonFeedAuthor]
    items: list[JsonFeedItem]


def json_feed(feed: Feed) -> str:
    document = JsonFeed(
        version=JSON_FEED_VERSION,
        title=feed.title,
        home_page_url=feed.home_url,
        feed_url=feed.feed_url,
        language=feed.language,
        authors=[JsonFeedAuthor(name=feed.publisher)],
        items=[_item(entry, feed) for entry in feed.entries],
    )
    return document.model_dump_json(exclude_none=True)


def _item(entry: FeedEntry, feed: Feed) -> JsonFeedItem:
    work = entry.work
    return JsonFeedItem(
        id=entry.identifier,
        url=work.url,
        external_url=f"https://doi.org/{work.doi}" if work.doi else None,
        title=entry.title,
        content_html=entry.content,
        summary=entry.summary or None,
        date_published=work.appeared_at,
        date_modified=work.updated_at or feed.updated_at,
        authors=[JsonFeedAuthor(name=author.name, url=author.url or None) for author in entry.authors],
        tags=list(work.topics),
        language=feed.language,
        attachments=[JsonFeedAttachment(url=work.pdf_url, mime_type="application/pdf")] if work.pdf_url else None,
    )
