"""Publications in the formats of others: whole lists, as files and as feeds, and single works."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from ninja import Query, Router
from wagtail.models import Site

from institute.api.context import ApiContext
from institute.api.errors import NotFoundError
from institute.api.operations import read
from institute.api.parameters import LocaleQuery
from institute.api.streaming import in_chunks, streamed
from institute.content.change_log import committed
from institute.content.site_layout import SiteLayout
from publications.api.works import PublicationSelection, select_publications
from publications.exports.feeds import LISTED_AUTHORS, NEWEST, Feed, FeedAuthor, FeedEntry, JsonFeed, atom, json_feed
from publications.exports.formats import ATOM, FORMATS, JSON_FEED, Format
from publications.exports.works import Work, work_of
from publications.filters import PublicationFilter
from publications.models import PublicationIndexPage, PublicationPage
from publications.structured_data import web_link

router = Router()

_LONGEST_NAME = 100


def _declare(format: Format) -> None:
    """The operations of one format: the list, and a single work where the format suits one."""

    @read(
        router,
        f"/publications.{format.suffix}",
        format.schema,
        tag="publications",
        summary=f"All publications that the filters leave, in {format.label}",
        media_type=format.media_type,
        name=f"list_publications_{format.name}",
        tells="publication",
    )
    def export_list(context: ApiContext, query: Query[PublicationSelection]) -> StreamingHttpResponse:
        """The whole list, sent while it is written."""
        found = select_publications(query, context)
        works = in_chunks(
            found.publications.order_by(*found.ordering.columns),
            partial(_chunk, context.language),
            lambda page: work_of(page, context.request),
        )
        return _file(format, works, file_name(found.form))

    if not format.for_one:
        return

    @read(
        router,
        f"/publications/{{int:publication_id}}.{format.suffix}",
        format.schema,
        tag="publications",
        summary=f"One publication in {format.label}",
        may_be_missing=True,
        media_type=format.media_type,
        name=f"publication_{format.name}",
        tells="publication",
    )
    def export_one(context: ApiContext, publication_id: int, query: Query[LocaleQuery]) -> StreamingHttpResponse:
        """A file with one entry, under the key that the work has in every list."""
        found = list(_chunk(context.language, [publication_id]))
        if not found:
            raise NotFoundError
        work = work_of(found[0], context.request)
        response = _file(format, iter([work]), work.key)
        # The signpost back to the page that told of this file.
        response.headers["Link"] = web_link(work.url, "describes", "text/html")
        return response


for _format in FORMATS:
    _declare(_format)


@read(
    router,
    "/publications.atom",
    str,
    tag="publications",
    summary="The newest publications that the filters leave, as an Atom feed",
    media_type=ATOM,
    name="publications_atom",
    tells="publication",
)
def atom_feed(context: ApiContext, query: Query[PublicationSelection]) -> HttpResponse:
    """The first works of the list, the newest unless another order is asked for."""
    return _feed_response(atom(feed(context, query)), ATOM, "atom")


@read(
    router,
    "/publications.feed.json",
    JsonFeed,
    tag="publications",
    summary="The newest publications that the filters leave, as a JSON Feed",
    media_type=JSON_FEED,
    name="publications_json_feed",
    tells="publication",
)
def json_feed_of_publications(context: ApiContext, query: Query[PublicationSelection]) -> HttpResponse:
    """The first works of the list, the newest unless another order is asked for."""
    return _feed_response(json_feed(feed(context, query)), JSON_FEED, "feed.json")


def feed(context: ApiContext, query: Any) -> Feed:
    """The first works of a list, the newest unless another order is asked for."""
    found = select_publications(query, context)
    pages = list(
        found.publications.order_by(*found.ordering.columns).for_exporting(
            context.language, most_authors=LISTED_AUTHORS
        )[:NEWEST]
    )
    entries = [_entry(work_of(page, context.request), context) for page in pages]
    publisher = _publisher(context)
    moments = [entry.work.updated_at for entry in entries if entry.work.updated_at]
    return Feed(
        title=" – ".join(filter(None, (publisher, gettext("Publications"), found.form.described))),
        publisher=publisher,
        language=context.language,
        home_url=_list_url(found.form, context),
        feed_url=context.absolute(context.request.get_full_path()),
        updated_at=max(moments, default=None) or _last_change(),
        entries=entries,
    )


def _last_change() -> datetime:
    latest = committed().last()
    return latest.recorded_at if latest else timezone.now()


def file_name(form: PublicationFilter) -> str:
    """`publications-topic-deep-learning-year-from-2020`: what the filters left, without a suffix."""
    said = [f"{name} {getattr(value, 'slug', value)}" for name, value in form.values.items()]
    return slugify(" ".join(["publications", *said]).replace("_", " "))[:_LONGEST_NAME].strip("-")


def _chunk(language: str, keys: list[int]) -> Any:
    """What visitors may see is asked again of each chunk: a work hidden while a list is sent is not in the rest of it."""
    return PublicationPage.objects.visible(language).filter(pk__in=keys).for_exporting(language)


def _file(format: Format, works: Any, name: str) -> StreamingHttpResponse:
    media_type = (
        format.media_type if format.is_packed or "json" in format.media_type else f"{format.media_type}; charset=utf-8"
    )
    response = streamed(format.write(works), media_type, f"{name}.{format.suffix}", format.broken)
    response.is_packed = format.is_packed  # type: ignore[attr-defined]
    return response


def _feed_response(text: str, media_type: str, suffix: str) -> HttpResponse:
    response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="publications.{suffix}"'
    return response


def _entry(work: Work, context: ApiContext) -> FeedEntry:
    authors = tuple(
        FeedAuthor(author.name, (context.url(author.person) or "") if author.person else author.orcid)
        for author in work.authors
    )
    # The address in this API: pages may move, ids stay, and are the same in every language.
    return FeedEntry(work, f"{context.operation_url('list_publications')}/{work.number}", authors)


def _publisher(context: ApiContext) -> str:
    home = SiteLayout.for_request(context.request).home
    site = Site.find_for_request(context.request)
    return (home.organisation_name if home else "") or (site.site_name if site else "") or context.request.get_host()


def _list_url(form: PublicationFilter, context: ApiContext) -> str:
    index = context.url_resolver.site_tree.index(PublicationIndexPage)
    address = (context.url(index) if index else None) or context.absolute(f"/{context.language}/")
    query = form.query_string()
    return f"{address}?{query}" if query else address
