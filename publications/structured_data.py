"""A work in the words of machines: Highwire tags for Google Scholar, schema.org for search engines.

Highwire: https://scholar.google.com/intl/en/scholar/inclusion.html#indexing ; schema.org: https://schema.org/ScholarlyArticle
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.encoding import iri_to_uri

from bibliography.identifiers import Scheme
from bibliography.page_ranges import with_en_dash
from bibliography.publication_types import Kind, types_of
from bibliography.text.math import plain_math
from directory.structured_data import person_identity
from institute.content.languages import active_language
from publications.exports.formats import links_for_work

if TYPE_CHECKING:
    from publications.authors import Author
    from publications.exports.works import Work
    from publications.models import PublicationPage

_CONTAINER_TAGS = {
    Kind.CONFERENCE_PAPER: "citation_conference_title",
    Kind.POSTER: "citation_conference_title",
    Kind.PRESENTATION: "citation_conference_title",
    Kind.BOOK: "citation_series_title",
    Kind.PROCEEDINGS: "citation_series_title",
    # Whoever keeps it: a server, an archive.
    Kind.PREPRINT: "citation_publisher",
    Kind.DATASET: "citation_publisher",
    Kind.SOFTWARE: "citation_publisher",
    Kind.CHAPTER: "citation_inbook_title",
    Kind.THESIS: "citation_dissertation_institution",
    Kind.REPORT: "citation_technical_report_institution",
    Kind.WORKING_PAPER: "citation_technical_report_institution",
}
_IDENTIFIER_TAGS = {
    Scheme.DOI: "citation_doi",
    Scheme.ARXIV: "citation_arxiv_id",
    Scheme.PMID: "citation_pmid",
    Scheme.ISBN: "citation_isbn",
}

# Identifiers that resolve to the work for good, the best first.
_LASTING = (Scheme.DOI, Scheme.ARXIV, Scheme.HANDLE, Scheme.HAL, Scheme.PMCID, Scheme.PMID)
# Servers refuse headers that are too long: the papers of collaborations have thousands of authors.
_MOST_SIGNPOSTS = 30
_NOT_IN_A_TARGET = {
    ord("<"): "%3C",
    ord(">"): "%3E",
    ord('"'): "%22",
    ord(" "): "%20",
    ord("\n"): None,
    ord("\r"): None,
}


def highwire_tags(page: PublicationPage, request: HttpRequest) -> list[tuple[str, str]]:
    """(name, content) of every citation_* meta tag, authors in order, each in a tag of their own."""
    tags = [("citation_title", plain_math(page.full_title))]
    for author in page.authors:
        # What follows an author's name is said of that author.
        tags.append(("citation_author", author.name))
        tags += [("citation_author_institution", name) for name in author.affiliations]
        tags.append(("citation_author_orcid", author.orcid))
    tags.append(("citation_publication_date", page.date_text.replace("-", "/")))
    container = page.venue_name
    if page.kind in (Kind.THESIS, Kind.REPORT, Kind.WORKING_PAPER):
        container = page.publisher or container
    container_tag = _CONTAINER_TAGS.get(Kind(page.kind), "citation_journal_title")
    if container_tag != "citation_publisher" or not page.publisher:
        tags.append((container_tag, container))
    tags += [("citation_volume", page.volume), ("citation_issue", page.issue)]
    first, last = split_pages(page.pages)
    tags += [("citation_firstpage", first), ("citation_lastpage", last), ("citation_publisher", page.publisher)]
    if page.venue:
        tags.append(("citation_issn", page.venue.issn or page.venue.electronic_issn))
    for identifier in page.known_identifiers:
        if identifier.scheme in _IDENTIFIER_TAGS:
            tags.append((_IDENTIFIER_TAGS[Scheme(identifier.scheme)], identifier.value))
    tags += [("citation_isbn", page.book_isbn), ("citation_language", page.language)]
    tags += [("citation_keywords", str(topic.name)) for topic in page.topics]
    if page.pdf and page.has_readable_pdf:
        tags.append(("citation_pdf_url", request.build_absolute_uri(page.pdf.url)))
    return [(name, content) for name, content in tags if content]


def split_pages(pages: str) -> tuple[str, str]:
    """First and last page of `101–110`; an article number is a first page."""
    first, _dash, last = with_en_dash(pages.strip()).partition("–")
    return first, last


def describe_publication(page: PublicationPage, request: HttpRequest) -> dict[str, Any]:
    """The work in schema.org's terms, values that are not known left out."""
    url = page.get_full_url_for(active_language(), request) or ""
    identity = page.identity_url(request)
    abstract = page.abstract
    pages = split_pages(page.pages)
    data: dict[str, Any] = {
        "@type": types_of(page.kind).schema_org,
        "@id": f"{identity}#work" if identity else "",
        "url": url,
        "name": plain_math(page.full_title),
        "headline": page.title,
        "alternateName": plain_math(page.title_translated),
        "author": list(_people(page, request)),
        "datePublished": page.date_text,
        "inLanguage": page.language,
        "abstract": plain_math(abstract),
        "identifier": _identifiers(page),
        "sameAs": [row.url for row in page.known_identifiers if row.url],
        "isPartOf": _container(page),
        "sourceOrganization": _school(page),
        "pagination": page.pages,
        "pageStart": pages[0],
        "pageEnd": pages[1],
        "mainEntityOfPage": url,
        "publisher": {"@type": "Organization", "name": page.publisher} if page.publisher else None,
        "license": page.license_url,
        "keywords": [str(topic.name) for topic in page.topics],
        "creativeWorkStatus": str(page.get_status_display()) if page.status != page.Status.PUBLISHED else "",
    }
    if page.pdf and page.has_readable_pdf:
        data["isAccessibleForFree"] = True
        data["encoding"] = {
            "@type": "MediaObject",
            "contentUrl": request.build_absolute_uri(page.pdf.url),
            "encodingFormat": "application/pdf",
        }
    return {name: value for name, value in data.items() if value}


def signposts(page: PublicationPage, work: Work, request: HttpRequest) -> str:
    """The value of the Link header that leads machines from the page to all that belongs to it.

    https://signposting.org/FAIR/ . A page without an identifier is its own: what it cites as is its address.
    """
    identifiers = {row.scheme: row.url for row in page.known_identifiers if row.url}
    lasting = next((identifiers[scheme] for scheme in _LASTING if scheme in identifiers), "")
    links = [(lasting or work.url, "cite-as", "")]
    people = (author.orcid or _profile_url(author, request) for author in work.authors)
    links += [(address, "author", "") for address in list(dict.fromkeys(filter(None, people)))[:_MOST_SIGNPOSTS]]
    links += [(f"https://schema.org/{name}", "type", "") for name in ("AboutPage", types_of(page.kind).schema_org)]
    links.append((work.pdf_url, "item", "application/pdf"))
    root = work.url.removesuffix(urlsplit(work.url).path)
    links += [(f"{root}{link.url}", "describedby", link.media_type) for link in links_for_work(page.pk)]
    links.append((page.license_url, "license", ""))
    return ", ".join(web_link(*link) for link in links if link[0])


def web_link(address: str, relation: str, media_type: str = "") -> str:
    """After RFC 8288; an address holds nothing that could end it."""
    target = iri_to_uri(address).translate(_NOT_IN_A_TARGET)
    return f'<{target}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")


def _people(page: PublicationPage, request: HttpRequest) -> Iterator[dict[str, Any]]:
    for author in page.authors:
        yield _author(author, request)


def _author(author: Author, request: HttpRequest) -> dict[str, Any]:
    if author.is_group:
        return {"@type": "Organization", "name": author.name}
    data: dict[str, Any] = {"@type": "Person", "name": author.name}
    if author.given_name and author.family_name:
        data |= {"givenName": author.given_name, "familyName": author.family_name}
    if author.affiliations:
        data["affiliation"] = [{"@type": "Organization", "name": name} for name in author.affiliations]
    if author.person and (url := _profile_url(author, request)):
        data |= {"@id": person_identity(author.person, request), "url": url}
    if author.orcid:
        data |= {"@id": data.get("@id", author.orcid), "sameAs": author.orcid, "identifier": author.orcid}
    return data


def _profile_url(author: Author, request: HttpRequest) -> str:
    """The address under which the profile names the person too, so that both speak of one."""
    return (author.person.get_full_url_for(active_language(), request) or "") if author.person else ""


def _identifiers(page: PublicationPage) -> list[dict[str, str]]:
    rows = [
        {"@type": "PropertyValue", "propertyID": row.scheme, "value": row.value, "url": row.url}
        for row in page.known_identifiers
    ]
    return [{name: value for name, value in row.items() if value} for row in rows]


def _school(page: PublicationPage) -> dict[str, Any] | None:
    """Where a thesis was written, whichever field says it."""
    name = page.publisher or page.venue_name
    return {"@type": "Organization", "name": name} if page.kind == Kind.THESIS and name else None


def _container(page: PublicationPage) -> dict[str, Any] | None:
    if page.kind == Kind.THESIS or not (page.venue_name or page.book_isbn):
        return None
    is_journal = types_of(page.kind).container == "journal"
    is_book = page.kind == Kind.CHAPTER or page.book_isbn
    container: dict[str, Any] = {
        "@type": "Periodical" if is_journal else "Book" if is_book else "CreativeWork",
        "name": page.venue_name,
        "isbn": page.book_isbn,
    }
    if is_journal and page.venue:
        container["issn"] = list(filter(None, (page.venue.issn, page.venue.electronic_issn)))
    container = {name: value for name, value in container.items() if value}
    if is_journal and page.volume:
        container = {"@type": "PublicationVolume", "volumeNumber": page.volume, "isPartOf": container}
    if is_journal and page.issue:
        container = {"@type": "PublicationIssue", "issueNumber": page.issue, "isPartOf": container}
    return container
