"""RIS, which EndNote, Zotero, Mendeley and most catalogues read: https://en.wikipedia.org/wiki/RIS_(file_format)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from rispy import RisWriter
from rispy.config import TAG_KEY_MAPPING

from bibliography.identifiers import Scheme, identifier_url
from bibliography.publication_types import subtype, types_of
from bibliography.text.plain import marked_up, paragraphs

if TYPE_CHECKING:
    from publications.authors import Author
    from publications.exports.works import Work


_TAG = re.compile(r"\s*[A-Z][A-Z0-9]+\s+-")


class _Writer(RisWriter):
    """rispy with its tags called by their own names, and no number before an entry."""

    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {tag: tag.lower() for tag in TAG_KEY_MAPPING}
    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}
    REFERENCE_TYPE_KEY = "ty"
    NEWLINE = "\r\n"

    def set_header(self, count: int) -> str:
        return ""


def ris_entry(work: Work) -> str:
    """One entry; tags without a value are left out, and no value but the abstract spans lines."""
    first, _dash, last = work.page_range.partition("–")
    values: dict[str, list[str]] = {
        "ty": [types_of(work.kind).ris],
        "m3": [subtype(work.kind, "ris")],
        "id": [work.key],
        "ti": [marked_up(work.title)],
        "tt": [marked_up(work.title_translated)],
        "au": [_author(author) for author in work.authors],
        "py": [str(work.year or "")],
        "da": ["/".join([*work.date_text.split("-"), "", "", ""][:3]) + "/" if work.published else ""],
        "t2": [marked_up(work.venue_name)],
        "j2": [marked_up(work.venue_short_name)] if work.venue_name else [],
        "vl": [work.volume],
        "is": [work.issue],
        "sp": [first],
        "ep": [last],
        "pb": [marked_up(work.publisher)],
        "et": [work.edition],
        "sn": [*work.issns, *filter(None, [work.book_isbn]), *work.identifiers_of(Scheme.ISBN)],
        "do": work.identifiers_of(Scheme.DOI),
        "an": [f"PMID:{number}" for number in work.identifiers_of(Scheme.PMID)],
        "c2": work.identifiers_of(Scheme.PMCID),
        "la": [work.language],
        "kw": list(work.topics),
        "ab": [],  # Its place; it is the one value of several lines.
        "n1": [work.status_label] if work.is_retracted else [],
        "l1": [work.pdf_url],
        "ur": [work.url, *_addresses(work)],
    }
    lines = {tag: _values(texts) for tag, texts in values.items()}
    lines["ab"] = _abstract(work)
    entry = {tag: texts for tag, texts in lines.items() if texts}
    return _Writer(enforce_list_tags=False, list_tags=[]).formats([{**entry, "ty": entry["ty"][0]}])


def _values(texts: list[str]) -> list[str]:
    return [line for text in texts if (line := " ".join(text.split()))]


def _abstract(work: Work) -> list[str]:
    """One value, with an empty line between its paragraphs: many programs read no second `AB`.

    What looks like a tag begins no line.
    """
    text = ""
    for paragraph in paragraphs(work.abstract):
        between = " " if _TAG.match(paragraph) else "\r\n\r\n"
        text = f"{text}{between}{paragraph}" if text else paragraph
    return [text] if text else []


def _addresses(work: Work) -> list[str]:
    """Where the work is known under identifiers that have no tag of their own."""
    schemes = (Scheme.ARXIV, Scheme.HAL, Scheme.HANDLE, Scheme.OPENALEX)
    return [identifier_url(scheme, value) for scheme in schemes for value in work.identifiers_of(scheme)]


def _author(author: Author) -> str:
    """`Family, Given, Suffix`. The name of a group ends in a comma, so that nobody parts it."""
    if author.is_group:
        return f"{author.name.replace(',', '')},"
    if not author.given_name:
        return author.name
    return ", ".join(
        re.sub(r"[,;]", " ", part) for part in (author.family_name, author.given_name, author.suffix) if part
    )
