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

from bibliography import identifier_patterns as forms


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


class ShortDoiError(IdentifierError):
    """A short DOI: right, but only the resolver knows which DOI it stands for. `address` leads to the work."""

    def __init__(self, short_doi: str) -> None:
        self.address = f"https://doi.org/{short_doi.lower()}"
        super().__init__(
            gettext("“%(text)s” is a short DOI: open %(address)s and copy the whole DOI, or put it under “Links”.")
            % {"text": short_doi, "address": self.address}
        )


@dataclass(frozen=True)
class IdentifierLine:
    """One line of what an editor typed: the identifier, or the reason why there is none."""

    number: int
    text: str
    identifier: ParsedIdentifier | None = None
    error: str = ""


_WEB_ADDRESS = re.compile(r"(?:https?:)?//(?:www\.)?([^/\s]+)/+(.*)", re.IGNORECASE | re.DOTALL)
_ADDRESS_WITHOUT_SCHEME = re.compile(r"(?:www\.)?([a-z0-9.-]+\.[a-z]{2,10})/+(.*)", re.IGNORECASE | re.DOTALL)
_PREFIX = re.compile(
    r"(?:urn:)?(info:doi/|info:hdl/|info:pmid/|doi|arxiv|openalex|pmid|pubmed|pmcid|pmc|isbn(?:-?1[03])?|hal(?:\s*id)?|hdl|handle)(?!\.[a-z])\s*[:=]?\s*(?=\S)",
    re.IGNORECASE,
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(.+)", re.IGNORECASE | re.DOTALL)

_SCHEME_OF_PREFIX = {
    "info:doi/": Scheme.DOI,
    "info:hdl/": Scheme.HANDLE,
    "info:pmid/": Scheme.PMID,
    "halid": Scheme.HAL,
    "hal id": Scheme.HAL,
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
        ("europepmc.org", r"(?:article|abstract)/med/", Scheme.PMID),
        ("europepmc.org", r"(?:article/pmc|articles)/", Scheme.PMCID),
        ("hal.science", "", Scheme.HAL),
        ("hal.archives-ouvertes.fr", "", Scheme.HAL),
        ("theses.hal.science", "", Scheme.HAL),
        ("tel.archives-ouvertes.fr", "", Scheme.HAL),
        ("hal.inria.fr", "", Scheme.HAL),
        ("inria.hal.science", "", Scheme.HAL),
        ("hdl.handle.net", "", Scheme.HANDLE),
    )
)

_HOSTS = frozenset(host for host, _before, _scheme in _ADDRESSES)

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
    text = forms.cleaned(text)
    if address := _address(text):
        return _parse_address(*address, text)
    if scheme := _scheme_of_prefix(text):
        return normalize_identifier(scheme, text)
    return _parse_bare(text)


def normalize_identifier(scheme: str, value: str) -> ParsedIdentifier:
    """One identifier of a known scheme in its stored form, or IdentifierError.

    The DOIs that arXiv gives its papers become arXiv numbers, so that both spellings meet.
    """
    _refuse_long(value)
    value = _without_prefix(scheme, forms.cleaned(value))
    if address := _address(value):
        parsed = _parse_address(*address, value)
        if parsed.scheme not in (scheme, Scheme.ARXIV):
            raise IdentifierError(gettext("“%(text)s” is not a valid %(scheme)s.") % _wrong(scheme, value))
        return parsed
    try:
        known = Scheme(scheme)
    except ValueError:
        raise IdentifierError(gettext("“%(scheme)s” is not a kind of identifier.") % {"scheme": scheme}) from None
    if known is Scheme.DOI:
        value = _without_prefix(scheme, forms.split_dois(value)[0])
        if (arxiv := _ARXIV_DOI.fullmatch(value)) and (number := forms.arxiv(arxiv[1])):
            return ParsedIdentifier(Scheme.ARXIV.value, number)
        if forms.is_short_doi(value):
            raise ShortDoiError(value)
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
    number = forms.issn_8(value[:LONGEST_TEXT])
    if not number:
        raise IdentifierError(gettext("“%(text)s” is not a valid %(scheme)s.") % _wrong("ISSN", value))
    return number


def clean_isbn(value: str) -> str:
    """A valid ISBN as thirteen digits; raises IdentifierError."""
    return normalize_identifier(Scheme.ISBN, value).value


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise IdentifierError(gettext("“%(text)s” is too long for an identifier.") % {"text": f"{text[:100]}…"})


def _address(text: str) -> tuple[str, str] | None:
    """(host, path) of a web address; one without `https://` only where we know its host."""
    if address := _WEB_ADDRESS.fullmatch(text):
        return address[1].lower(), address[2]
    address = _ADDRESS_WITHOUT_SCHEME.fullmatch(text)
    return (address[1].lower(), address[2]) if address and address[1].lower() in _HOSTS else None


def _scheme_of_prefix(text: str) -> str:
    prefix = _PREFIX.match(text)
    if not prefix or forms.is_hal(text):
        return ""
    name = prefix[1].lower().replace("-", "")
    return str(_SCHEME_OF_PREFIX.get(name, name))


def _without_prefix(scheme: str, text: str) -> str:
    """`doi: https://doi.org/10.1000/abc` and `DOI:doi:10.1000/abc` without what only names the scheme."""
    for _again in range(3):
        prefix = _PREFIX.match(text)
        if not prefix or _scheme_of_prefix(text) not in (scheme, "pmc" if scheme == Scheme.PMCID else scheme):
            break
        text = text[prefix.end() :]
    return text


def _parse_address(host: str, path: str, text: str) -> ParsedIdentifier:
    for known_host, before, scheme in _ADDRESSES:
        if (host == known_host or host.endswith(f".{known_host}")) and (start := before.match(path)):
            value = unquote(path[start.end() :])
            if scheme is Scheme.DOI:
                # What a newsletter appends, to count its readers.
                value = re.split(r"[?&]utm_", value)[0].rstrip("/")
                if re.fullmatch(r"[a-z0-9]{3,12}", value, re.IGNORECASE):
                    raise ShortDoiError(value)
            elif scheme is not Scheme.HANDLE:
                value = re.split(r"[?#]", value)[0].rstrip("/")
                if scheme is not Scheme.ARXIV:
                    # Behind the identifier is the file: …/PMC123/pdf/article.pdf
                    value = value.partition("/")[0]
            return normalize_identifier(scheme, value)
    if doi := re.search(r"(?:^|/)(10\.\d{4,9}/[^?#]+)", unquote(path)):
        # Publishers put the DOI into the address of the article: …/doi/abs/10.1000/abc.
        return normalize_identifier(Scheme.DOI, doi[1])
    raise IdentifierError(
        gettext("“%(text)s” is an address without an identifier that we know; put it under “Links”.") % {"text": text}
    )


def _parse_bare(text: str) -> ParsedIdentifier:
    for scheme in (Scheme.DOI, Scheme.ARXIV, Scheme.OPENALEX, Scheme.HAL, Scheme.ISBN):
        if scheme is Scheme.DOI and not text.startswith("10."):
            continue
        try:
            return normalize_identifier(scheme, text)
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


_NORMALISERS = {
    Scheme.DOI: forms.doi,
    Scheme.ARXIV: forms.arxiv,
    Scheme.OPENALEX: forms.openalex,
    Scheme.PMID: forms.pmid,
    Scheme.PMCID: forms.pmcid,
    Scheme.ISBN: forms.isbn_13,
    Scheme.HAL: forms.hal,
    Scheme.HANDLE: forms.handle,
}
