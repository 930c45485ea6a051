"""How publications look wherever they are shown: lists, profiles, blocks, search results."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import template
from django.db.models import Q
from django.template import Context
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from bibliography.text.math import cut_at_word, plain_math, render_math
from directory.models import PersonPage
from institute.content.languages import LocalizedText, active_language
from institute.content.subqueries import count_of
from institute.content.urls import UrlResolver
from publications.exports.formats import links_for_list
from publications.models import PublicationIndexPage, PublicationPage
from publications.querysets import LISTED_AUTHORS, by_person, co_authors_of

register = template.Library()

# About five lines of an abstract stand in a list before "see more".
ABSTRACT_START = 320
WORKS_ON_PROFILE = 50
CO_AUTHORS_ON_PROFILE = 40


@register.filter
def math(text: Any) -> SafeString:
    """Text with `$…$` formulas as HTML with MathML."""
    return render_math(str(text or ""))


@register.filter(name="plain_math")
def plain_math_filter(text: Any) -> str:
    return plain_math(str(text or ""))


@register.filter
def paragraphs(text: Any) -> list[SafeString]:
    """The paragraphs of an abstract, formulas included, each as HTML."""
    return [render_math(part.strip()) for part in str(text or "").replace("\r", "").split("\n\n") if part.strip()]


@register.simple_tag(takes_context=True)
def publication_url(context: Context, publication: PublicationPage) -> str:
    """Where a work is read in the active language; lists ask the database once for all of theirs."""
    return UrlResolver.for_request(_request(context)).path(publication, active_language()) or ""


@register.simple_tag(takes_context=True)
def publications_url(context: Context) -> str:
    """Where the publications are listed in the active language; empty while visitors may not read the list."""
    url_resolver = UrlResolver.for_request(_request(context))
    index = url_resolver.site_tree.index(PublicationIndexPage)
    return (url_resolver.path(index) or "") if index else ""


@register.inclusion_tag("publications/bibliography.html", takes_context=True)
def bibliography(context: Context, entries: Iterable[PublicationPage], heading: str = "h3", years: bool = True) -> Any:
    """A list of works; `heading` is the element of their titles, `years` stand in the margin."""
    return {"publications": entries, "heading": heading, "hide_years": not years, "request": _request(context)}


@register.inclusion_tag("publications/authors.html", takes_context=True)
def author_list(context: Context, publication: PublicationPage, most: int | None = LISTED_AUTHORS) -> dict[str, Any]:
    """Authors in order, members linked; of a long list the first, and whoever of ours is among the others."""
    authors = publication.authors
    shown = authors if most is None or publication.author_count <= most + 1 else authors[:most]
    keys = {author.key for author in shown}
    others = publication.author_count - len(shown)
    members = [
        match.person
        for match in publication.confirmed_matches
        if match.person_is_visible and match.author_key not in keys
    ]
    return {
        "authors": shown,
        "others": others,
        "members_among_others": members if others else [],
        "request": _request(context),
    }


@register.inclusion_tag("publications/abstract.html")
def cut_abstract(publication: PublicationPage) -> dict[str, Any]:
    abstract: LocalizedText = publication.abstract
    start, rest = cut_at_word(" ".join(abstract.split()), ABSTRACT_START)
    return {
        "abstract": abstract,
        "start": render_math(start),
        "rest": render_math(rest) if rest else "",
        "title": publication.title,
        "page_language": active_language(),
    }


@register.inclusion_tag("publications/publications_of.html", takes_context=True)
def publications_of(context: Context, person: PersonPage) -> dict[str, Any]:
    """A person's works on their profile: those they put first, then all by year."""
    language = active_language()
    works = PublicationPage.objects.visible(language)
    theirs = works.of_person(person).latest()
    newest_keys = theirs.values("pk")[:WORKS_ON_PROFILE]
    featured_keys = [row.publication_id for row in person.featured_publications.all()]
    shown = works.filter(Q(pk__in=newest_keys) | Q(pk__in=featured_keys))
    shown = shown.annotate(is_theirs=by_person(person), count_of_theirs=count_of(theirs))
    known = {work.pk: work for work in shown.latest().for_listing(language)}
    newest = [work for work in known.values() if work.is_theirs][:WORKS_ON_PROFILE]
    count = newest[0].count_of_theirs if newest else 0
    return {
        "person": person,
        "featured": [known[key] for key in featured_keys if key in known],
        "years": [(year, list(group)) for year, group in groupby(newest, key=lambda work: work.year)],
        "count": count,
        "is_cut": count > len(newest),
        "export_links": links_for_list(urlencode({"person": person.slug})),
        "request": _request(context),
    }


@register.inclusion_tag("publications/alternates.html")
def feeds_of(person: PersonPage) -> dict[str, Any]:
    """The feeds of a person's works, for the head of their profile."""
    links = links_for_list(urlencode({"person": person.slug})) if person.pk else []
    return {"links": [link for link in links if link.is_feed], "title": person.title}


@register.inclusion_tag("publications/co_authors_of.html", takes_context=True, name="co_authors_of")
def co_authors_of_person(context: Context, person: PersonPage) -> dict[str, Any]:
    co_authors = list(co_authors_of(person, active_language())[:CO_AUTHORS_ON_PROFILE]) if person.pk else []
    return {"co_authors": co_authors, "request": _request(context)}


def _request(context: Context) -> Any:
    """Templates included with `only` do not see the request among their variables."""
    return context.get("request") or getattr(context, "request", None)
