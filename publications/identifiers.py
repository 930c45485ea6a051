"""The identifiers of a scholarly work: read from what people paste, kept in one normal form.

A work is found again by its identifiers, so two spellings of one identifier must meet: `https://doi.org/10.1000/ABC`,
`doi:10.1000/abc` and ` 10.1000/abc ` are one DOI. What is stored is the shortest form without prefix, version or
optional punctuation; links are made from it by `identifier_url`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote, unquote

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum import isbn, issn
from stdnum.exceptions import ValidationError as NumberError


class Scheme(models.TextChoices):
    DOI = "doi", _("DOI")
    ARXIV = "arxiv", _("arXiv")
    OPENALEX = "openalex", _("OpenAlex")
    PMID = "pmid", _("PubMed")
    PMCID = "pmcid", _("PubMed Central")
    ISBN = "isbn", _("ISBN")
    HAL = "hal", _("HAL")
    HANDLE = "handle", _("Handle")


class ParsedIdentifier(NamedTuple):
    scheme: str
    value: str


class IdentifierError(ValueError):
    """The text is no identifier that we know; the message says why, in the active language."""


@dataclass(frozen=True)
class IdentifierLine:
    """One line of what an editor typed: the identifier, or the reason why there is none."""

    number: int
    text: str
    identifier: ParsedIdentifier | None = None
    error: str = ""


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_WEB_ADDRESS = re.compile(r"(?:https?:)?//(?:www\.)?([^/\s]+)/+(.*)", re.IGNORECASE | re.DOTALL)
_PREFIX = re.compile(
    r"(?:urn:)?(info:doi/|info:hdl/|doi|arxiv|openalex|pmid|pubmed|pmcid|pmc|isbn(?:-?1[03])?|hal|hdl|handle)\s*[:=]?\s*(?=\S)",
    re.IGNORECASE,
)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE | re.DOTALL)
_ARXIV = re.compile(r"(\d{2})(0[1-9]|1[0-2])\.(\d{4,5})(?:v[1-9]\d*)?", re.IGNORECASE)
_ARXIV_BEFORE_2007 = re.compile(
    r"([a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?/(\d{2}(?:0[1-9]|1[0-2])\d{3})(?:v[1-9]\d*)?", re.IGNORECASE
)
_OPENALEX = re.compile(r"w([1-9]\d*)", re.IGNORECASE)
_PUBMED = re.compile(r"0*([1-9]\d{0,8})")
_PUBMED_CENTRAL = re.compile(r"(?:pmc)?0*([1-9]\d{0,8})(?:\.\d+)?", re.IGNORECASE)
_HAL = re.compile(r"([a-z][a-z_]*-\d{8})(?:v\d+)?", re.IGNORECASE)
_HANDLE = re.compile(r"\d[\d.]*/\S+")

_SCHEME_OF_PREFIX = {
    "info:doi/": Scheme.DOI,
    "info:hdl/": Scheme.HANDLE,
    "pubmed": Scheme.PMID,
    "pmc": Scheme.PMCID,
    "isbn10": Scheme.ISBN,
    "isbn13": Scheme.ISBN,
    "hdl": Scheme.HANDLE,
}

# Where each scheme lives on the web: the host, and what stands before the identifier in the path.
_ADDRESSES: tuple[tuple[str, re.Pattern[str], Scheme], ...] = tuple(
    (host, re.compile(before, re.IGNORECASE), scheme)
    for host, before, scheme in (
        ("doi.org", "", Scheme.DOI),
        ("dx.doi.org", "", Scheme.DOI),
        ("arxiv.org", r"(?:abs|pdf|html|format|ps)/", Scheme.ARXIV),
        ("export.arxiv.org", r"(?:abs|pdf)/", Scheme.ARXIV),
        ("openalex.org", r"(?:works/)?", Scheme.OPENALEX),
        ("api.openalex.org", r"(?:works/)?", Scheme.OPENALEX),
        ("pubmed.ncbi.nlm.nih.gov", "", Scheme.PMID),
        ("ncbi.nlm.nih.gov", r"pubmed/", Scheme.PMID),
        ("ncbi.nlm.nih.gov", r"pmc/articles/", Scheme.PMCID),
        ("pmc.ncbi.nlm.nih.gov", r"articles/", Scheme.PMCID),
        ("hal.science", "", Scheme.HAL),
        ("hal.archives-ouvertes.fr", "", Scheme.HAL),
        ("theses.hal.science", "", Scheme.HAL),
        ("tel.archives-ouvertes.fr", "", Scheme.HAL),
        ("hal.inria.fr", "", Scheme.HAL),
        ("inria.hal.science", "", Scheme.HAL),
        ("hdl.handle.net", "", Scheme.HANDLE),
    )
)

_LINKS = {
    Scheme.DOI: "https://doi.org/",
    Scheme.ARXIV: "https://arxiv.org/abs/",
    Scheme.OPENALEX: "https://openalex.org/",
    Scheme.PMID: "https://pubmed.ncbi.nlm.nih.gov/",
    Scheme.PMCID: "https://pmc.ncbi.nlm.nih.gov/articles/",
    Scheme.HAL: "https://hal.science/",
    Scheme.HANDLE: "https://hdl.handle.net/",
}


# Longer than any identifier with its address: no pattern reads a text that is longer.
LONGEST_TEXT = 2_000


def parse_identifier(text: str) -> ParsedIdentifier:
    """The identifier in a line of text: bare, with a prefix, or as a web address.

    Raises IdentifierError for what is not understood or fails its check digit.
    """
    _refuse_long(text)
    text = _INVISIBLE.sub("", text).strip()
    if text[:1] + text[-1:] in ("<>", '""', "''"):
        text = text[1:-1].strip()
    if address := _WEB_ADDRESS.fullmatch(text):
        return _parse_address(address[1].lower(), address[2], text)
    if (prefix := _PREFIX.match(text)) and not _HAL.fullmatch(text):
        name = prefix[1].lower().replace("-", "")
        return normalise(_SCHEME_OF_PREFIX.get(name, name), text[prefix.end() :])
    return _parse_bare(text)


def normalise(scheme: str, value: str) -> ParsedIdentifier:
    """One identifier of a known scheme in its stored form, or IdentifierError.

    The DOIs that arXiv gives its papers become arXiv numbers, so that both spellings meet.
    """
    _refuse_long(value)
    value = _INVISIBLE.sub("", value).strip()
    if address := _WEB_ADDRESS.fullmatch(value):
        parsed = _parse_address(address[1].lower(), address[2], value)
        if parsed.scheme not in (scheme, Scheme.ARXIV):
            raise IdentifierError(gettext("“%(text)s” is not a valid %(scheme)s.") % _wrong(scheme, value))
        return parsed
    try:
        known = Scheme(scheme)
    except ValueError:
        raise IdentifierError(gettext("“%(scheme)s” is not a kind of identifier.") % {"scheme": scheme}) from None
    if known is Scheme.DOI and (arxiv := _ARXIV_DOI.fullmatch(value)) and (number := _arxiv(arxiv[1])):
        return ParsedIdentifier(Scheme.ARXIV.value, number)
    normal = _NORMALISERS[known](value)
    if not normal:
        raise IdentifierError(gettext("“%(text)s” is not a valid %(scheme)s.") % _wrong(known, value))
    return ParsedIdentifier(known.value, normal)


def parse_lines(text: str) -> Iterator[IdentifierLine]:
    """What an editor typed, one identifier a line; empty lines are skipped, repeated identifiers are given once."""
    seen: set[ParsedIdentifier] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            identifier = parse_identifier(line)
        except IdentifierError as error:
            yield IdentifierLine(number, line.strip(), error=str(error))
        else:
            if identifier not in seen:
                seen.add(identifier)
                yield IdentifierLine(number, line.strip(), identifier)


def identifier_url(scheme: str, value: str) -> str:
    """The public address of the identifier; empty for the schemes that have no resolver of their own."""
    base = _LINKS.get(Scheme(scheme))
    return base + quote(value, safe="/:;()") if base else ""


def clean_issn(value: str) -> str:
    """A valid ISSN as `1234-5678`; raises IdentifierError."""
    try:
        return issn.format(issn.validate(value[:LONGEST_TEXT]))
    except NumberError:
        raise IdentifierError(gettext("“%(text)s” is not a valid %(scheme)s.") % _wrong("ISSN", value)) from None


def clean_isbn(value: str) -> str:
    """A valid ISBN as thirteen digits; raises IdentifierError."""
    return normalise(Scheme.ISBN, value).value


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise IdentifierError(gettext("“%(text)s” is too long for an identifier.") % {"text": f"{text[:100]}…"})


def _parse_address(host: str, path: str, text: str) -> ParsedIdentifier:
    for known_host, before, scheme in _ADDRESSES:
        if host == known_host and (start := before.match(path)):
            value = unquote(path[start.end() :])
            if scheme is not Scheme.DOI and scheme is not Scheme.HANDLE:
                value = re.split(r"[?#]", value)[0].rstrip("/")
            if scheme is Scheme.DOI and (prefix := re.match(r"doi:\s*", value, re.IGNORECASE)):
                value = value[prefix.end() :]
            return normalise(scheme, value)
    if doi := re.search(r"/(10\.\d{4,9}/[^?#]+)", unquote(path)):
        # Publishers put the DOI into the address of the article: …/doi/abs/10.1000/abc.
        return normalise(Scheme.DOI, doi[1])
    raise IdentifierError(
        gettext("“%(text)s” is an address without an identifier that we know; put it under “Links”.") % {"text": text}
    )


def _parse_bare(text: str) -> ParsedIdentifier:
    for scheme in (Scheme.DOI, Scheme.ARXIV, Scheme.OPENALEX, Scheme.HAL, Scheme.ISBN):
        if scheme is Scheme.DOI and not text.startswith("10."):
            continue
        try:
            return normalise(scheme, text)
        except IdentifierError:
            continue
    if text.isdigit():
        raise IdentifierError(
            gettext("“%(text)s” could be several things; say which, for instance “PMID %(text)s”.") % {"text": text}
        )
    raise IdentifierError(
        gettext("“%(text)s” is not an identifier that we know (DOI, arXiv, PMID, PMCID, ISBN, OpenAlex, HAL, Handle).")
        % {"text": text}
    )


def _wrong(scheme: str, value: str) -> dict[str, str]:
    label = str(Scheme(scheme).label) if scheme in Scheme.values else str(scheme)
    return {"text": value, "scheme": label}


def _doi(value: str) -> str:
    # White space inside comes from line breaks in PDF files; a DOI has none.
    value = re.sub(r"\s+", "", value).rstrip(".,")
    return _ascii_lower(value) if _DOI.fullmatch(value) else ""


def _ascii_lower(value: str) -> str:
    """DOIs ignore case in ASCII only (ISO 26324)."""
    return "".join(character.lower() if character.isascii() else character for character in value)


def _arxiv(value: str) -> str:
    value = re.sub(r"\[[^\[\]]*\]$", "", value.strip()).rstrip()
    value = re.sub(r"\.pdf$", "", value, flags=re.IGNORECASE)
    if match := _ARXIV.fullmatch(value):
        year_and_month, number = match[1] + match[2], match[3]
        # Numbers have four digits from April 2007 to December 2014, then five.
        if year_and_month >= "0704" and len(number) == (4 if year_and_month < "1501" else 5):
            return f"{year_and_month}.{number}"
    if match := _ARXIV_BEFORE_2007.fullmatch(value):
        return f"{match[1].lower()}/{match[2]}"
    return ""


def _openalex(value: str) -> str:
    match = _OPENALEX.fullmatch(value)
    return f"W{match[1]}" if match else ""


def _pmid(value: str) -> str:
    match = _PUBMED.fullmatch(value)
    return match[1] if match else ""


def _pmcid(value: str) -> str:
    match = _PUBMED_CENTRAL.fullmatch(value)
    return f"PMC{match[1]}" if match else ""


def _isbn(value: str) -> str:
    try:
        return str(isbn.validate(value, convert=True))
    except NumberError:
        return ""


def _hal(value: str) -> str:
    match = _HAL.fullmatch(value)
    return match[1].lower() if match else ""


def _handle(value: str) -> str:
    return value if _HANDLE.fullmatch(value) else ""


_NORMALISERS = {
    Scheme.DOI: _doi,
    Scheme.ARXIV: _arxiv,
    Scheme.OPENALEX: _openalex,
    Scheme.PMID: _pmid,
    Scheme.PMCID: _pmcid,
    Scheme.ISBN: _isbn,
    Scheme.HAL: _hal,
    Scheme.HANDLE: _handle,
}
