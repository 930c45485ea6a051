"""The home page, sections and news, as the read API gives them.

Each is built from the context that its template prints, so that visitors and clients are told the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from ninja import Query, Router
from pydantic import BaseModel, Field
from wagtail.models import Site

# The blocks of these apps stand in the palettes of this one: what they look like has to be known first.
import publications.api  # noqa: F401
from home.blocks import article_body, long_form, sections
from home.models import ArticlePage, HomePage, NewsIndexPage, SectionPage
from home.models.illustrated import IllustratedPage
from home.models.news import Byline as ShownByline
from institute.api.blocks import (
    Block,
    Card,
    Palette,
    block_picture,
    blocks,
    card,
    link,
    register_block_serializer,
    rich_texts,
)
from institute.api.context import ApiContext
from institute.api.errors import NotFoundError
from institute.api.links import Link
from institute.api.operations import read
from institute.api.pages import PageQuery, with_layout
from institute.api.pagination import Listing, Ordering, paginate
from institute.api.parameters import ListQuery, RichTextQuery
from institute.api.pictures import Picture, picture
from institute.api.schema_types import Url
from institute.api.screens import SCREEN, screen
from institute.api.serializers import (
    PageDetail,
    PageItem,
    Reference,
    detail_fields,
    item_fields,
    reference,
    register_serializer,
)
from institute.api.site_layout import SiteLayout
from institute.api.sparse_fields import (
    Selected,
    fields_of,
    fields_parameter,
    includable,
    include_parameter,
    included,
    parse_include,
    select_from_items,
)
from institute.content.blocks.choosers import looked_up
from institute.content.blocks.choosing import ChosenPages, gather

router = Router()

LISTED_ARTICLES = 100
NEWEST_FIRST = Ordering("-date", ("-date", "-moment", "-pk"))


class ShownFigure(BaseModel):
    """One figure, and what it counts."""

    number: str = Field(description="As typed, or as counted now.")
    label: str


class FiguresBlock(Block):
    """Up to four figures, typed or counted live."""

    type: Literal["figures"]
    heading: str
    figures: list[ShownFigure]


@register_block_serializer(FiguresBlock)
def figures(value: Any, context: ApiContext) -> dict[str, Any] | None:
    shown = [ShownFigure(number=str(figure.number), label=figure.label) for figure in value.shown]
    return {"heading": value["heading"], "figures": shown} if shown else None


class Heading(BaseModel):
    """A heading of the body, and the anchor that leads to it."""

    text: str
    anchor: str


class Home(PageDetail):
    """The home page, composed as visitors see it."""

    type: Literal["home"]
    hero_statement: str
    hero_image: Picture | None
    introduction: str = Field(description="Rich text.")
    action: Link | None = Field(description="The call to action.")
    about: Link | None = Field(description="The link beside the introduction.")
    body: list[Annotated[Block, Palette.of([*sections(), *long_form()])]]
    organisation_name: str
    organisation_ror: str | None
    founded: int | None = Field(description="The year.")


class Section(PageDetail):
    """A page of prose."""

    type: Literal["section"]
    hero_image: Picture | None
    contents: list[Heading] = Field(description="The headings of the body, where the page shows them.")
    body: list[Annotated[Block, Palette.of([*sections(), *long_form()])]]
    children: list[Card] = Field(description="The pages below, where the page shows them.")


class ArticleItem(PageItem):
    """A piece of news, as a list shows it."""

    type: Literal["article"]
    date: date
    image: Picture | None


class Byline(BaseModel):
    """An author, of the directory or by name alone."""

    name: str
    person: Reference | None


class ArticleListItem(ArticleItem):
    """A piece of news in the list of them, with what was to be included."""

    authors: list[Byline] = included("As printed.")
    body: list[Annotated[Block, Palette.of(article_body())]] = included("The whole text.")


class Article(ArticleItem, PageDetail):
    """A news article."""

    type: Literal["article"]
    hero_image: Picture | None
    authors: list[Byline]
    body: list[Annotated[Block, Palette.of(article_body())]]


class News(PageDetail):
    """The news, the newest first."""

    type: Literal["news"]
    article_count: int
    articles: list[ArticleItem] = Field(description=f"The newest {LISTED_ARTICLES}.")
    articles_url: Url = Field(description="Where this API lists all of them.")


class ArticleList(Listing[ArticleListItem]):
    """One page of the news."""

    page: News | None = included("The page that shows the list to visitors; null where there is none.")
    layout: SiteLayout = included("What surrounds that page: its menu, its languages, its footer.")


class ArticleQuery(RichTextQuery, ListQuery):
    fields: Annotated[str, fields_of(ArticleListItem)] | None = fields_parameter()
    include: Annotated[str, includable(ArticleListItem, ArticleList)] | None = include_parameter(
        "what else the articles have"
    )


@read(router, "/home", Home, tag="pages", summary="The home page as visitors see it", may_be_missing=True)
def home(context: ApiContext, query: Query[PageQuery]) -> Home:
    """Its blocks come in order, with the live data in them."""
    site = Site.find_for_request(context.request)
    found = (
        HomePage.objects.filter(translation_key=site.root_page.translation_key).visible(context.language).first()
        if site is not None
        else None
    )
    if found is None:
        raise NotFoundError
    return with_layout(home_page(found, context), found, context, query.include)


@register_serializer(HomePage, "home", Home)
def home_page(page: HomePage, context: ApiContext) -> Home:
    page_context = page.get_context(context.request)
    return Home(
        **prose_fields(page, context, "hero_statement", "introduction", "body"),
        hero_statement=page.hero_statement,
        hero_image=block_picture(page.hero, context),
        introduction=context.rich_text(page.introduction),
        action=link(page_context["action"], context),
        about=link(page_context["about"], context),
        body=blocks(page.body, context),
        organisation_name=page.organisation_name or page.title,
        organisation_ror=page.organisation_ror or None,
        founded=page.founded,
    )


@register_serializer(SectionPage, "section", Section)
def section_page(page: SectionPage, context: ApiContext) -> Section:
    page_context = page.get_context(context.request)
    return Section(
        **prose_fields(page, context, "body"),
        hero_image=block_picture(page.hero, context),
        contents=[Heading(text=heading.text, anchor=heading.anchor) for heading in page_context["contents"]],
        body=blocks(page.body, context),
        children=[card(child, context) for child in page_context["children"]],
    )


@register_serializer(ArticlePage, "article", Article)
def article_page(page: ArticlePage, context: ApiContext) -> Article:
    page_context = page.get_context(context.request)
    return Article(
        **prose_fields(page, context, "body"),
        date=page.date,
        hero_image=block_picture(page.hero, context),
        authors=_byline(page_context["byline"], context),
        body=blocks(page.body, context),
    )


def _byline(authors: Iterable[ShownByline], context: ApiContext) -> list[Byline]:
    return [
        Byline(name=author.name, person=reference(author.person, context) if author.person is not None else None)
        for author in authors
    ]


@register_serializer(NewsIndexPage, "news", News)
def news_page(page: NewsIndexPage, context: ApiContext) -> News:
    articles = page.articles()
    return News(
        **prose_fields(page, context),
        article_count=articles.count(),
        articles=[article_item(article, context) for article in articles[:LISTED_ARTICLES]],
        articles_url=context.list_url("list_articles"),
    )


@read(router, "/articles", ArticleList, tag="pages", summary="The news, the newest first")
def list_articles(context: ApiContext, query: Query[ArticleQuery]) -> BaseModel | Selected:
    """Those that visitors see on the page of the news."""
    index = context.url_resolver.site_tree.index(NewsIndexPage, context.language)
    articles = index.specific.articles() if index is not None else ArticlePage.objects.none().for_listing()
    asked = parse_include(query.include)
    more = asked - SCREEN
    page, listing = paginate(articles.defer(None) if more else articles, NEWEST_FIRST, query, context)
    chosen = _look_up(page, more, context) if more else None
    answer = ArticleList(
        items=[_list_item(article, more, chosen, context) for article in page],
        **listing,
        **screen(index, asked, context),
    )
    return select_from_items(answer, query.fields, query.include)


def _look_up(articles: list[ArticlePage], more: frozenset[str], context: ApiContext) -> ChosenPages:
    """Look up at once what all the ``articles`` show of other pages, and where their texts lead."""
    bodies = [article.body for article in articles] if "body" in more else []
    with looked_up([article.authors for article in articles]):
        people = [author.value for article in articles for author in article.authors if author.block_type == "person"]
    chosen = gather(*bodies, pages=people, url_resolver=context.url_resolver)
    context.expand(source for body in bodies for source in rich_texts(body))
    return chosen


def _list_item(
    page: ArticlePage, more: frozenset[str], chosen: ChosenPages | None, context: ApiContext
) -> ArticleListItem:
    values = _item_fields(page, context)
    if "authors" in more and chosen is not None:
        values["authors"] = _byline(page.byline(chosen), context)
    if "body" in more:
        values["body"] = blocks(page.body, context)
    return ArticleListItem(**values)


def article_item(page: ArticlePage, context: ApiContext) -> ArticleItem:
    """Return an article selected with ``for_listing``; costs no query."""
    return ArticleItem(**_item_fields(page, context))


def _item_fields(page: ArticlePage, context: ApiContext) -> dict[str, Any]:
    return {**item_fields(page, context), "date": page.date, "image": picture(page.card_image, "", context)}


def prose_fields(page: IllustratedPage | NewsIndexPage, context: ApiContext, *prose: str) -> dict[str, Any]:
    """Return the values of ``PageDetail``; an alias says all of its texts in the language of its source."""
    values = detail_fields(page, context)
    summary = page.public_summary
    if summary.is_fallback:
        values["fallbacks"] = dict.fromkeys(["title", "summary", *prose], summary.language)
    return values
