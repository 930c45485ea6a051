"""The normal form of an identifier of each scheme, from what real files and pages make of it.

Each function returns the identifier without prefix, version or decoration; an empty text where there is none.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from stdnum import isbn, issn
from stdnum.exceptions import ValidationError

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_TEX_ESCAPE = re.compile(r"\{?\\([_%#&$~{}])\}?|\{\\textunderscore\}|\\textunderscore\s?|\{([_%#&<>-])\}")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
# `10.1000/abc [doi]` and `123 [pmid]`, as MEDLINE has it; `1234.5678 [cs.LG]`; `… (print)`, `… (pbk.)`.
_REMARK = re.compile(r"(?:\[[^\[\]]*\]|\([^()]*\))$")
_DASHES = str.maketrans("‐‑‒–—−", "------")

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_NEXT_DOI = re.compile(
    r"(?<![\s;,|])[\s;,|]+(?:and\s+)?(?=(?:doi:?\s*|(?:https?://)?(?:dx\.)?doi\.org/)?10\.\d{4,9}/)", re.I
)
_SHORT_DOI = re.compile(r"10/[a-z0-9]{2,12}", re.IGNORECASE)
_ARXIV_LEAD = re.compile(r"(?:oai:)?(?:arxiv(?:\.org)?[:/\s]\s*)?(?:(?:abs|pdf|html)/)?", re.IGNORECASE)
_ARXIV = re.compile(r"(\d{2})(0[1-9]|1[0-2])\.(\d{4,5})(?:v[1-9]\d*)?", re.IGNORECASE)
_ARXIV_BEFORE_2007 = re.compile(
    r"([a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?/(\d{2}(?:0[1-9]|1[0-2])\d{3})(?:v[1-9]\d*)?", re.IGNORECASE
)
_OPENALEX = re.compile(r"w([1-9]\d*)", re.IGNORECASE)
_PUBMED = re.compile(r"0*([1-9]\d{0,8})")
_PUBMED_CENTRAL = re.compile(r"(?:pmc)?\s*0*([1-9]\d{0,8})(?:\.\d+)?", re.IGNORECASE)
_HAL = re.compile(r"([a-z][a-z_]*-\d{8})(?:v\d+|,\s*version\s+\d+)?", re.IGNORECASE)
_HANDLE = re.compile(r"\d[\d.]*/\S+")
_CLOSING = {")": "(", "]": "[", ">": "<", "}": "{"}


def cleaned(value: str) -> str:
    """The text without invisible characters, entities, escapes of TeX, and quotation marks or brackets around it."""
    value = _INVISIBLE.sub("", value).strip()
    if "&" in value:
        value = unescape(unescape(value))
    if "\\" in value or "{" in value:
        value = _TEX_ESCAPE.sub(lambda match: match[1] or match[2] or "_", value).strip()
    while len(value) > 2 and value[0] + value[-1] in ("<>", '""', "''", "{}", "[]"):
        value = value[1:-1].strip()
    return value


def split_dois(value: str) -> list[str]:
    """The DOIs of a field that holds several, as they are written."""
    return _NEXT_DOI.split(value)


def is_short_doi(value: str) -> bool:
    """`10/abc`, which only https://doi.org can turn into the DOI that it stands for."""
    return bool(_SHORT_DOI.fullmatch(value))


def is_hal(value: str) -> bool:
    return bool(_HAL.fullmatch(value))


def doi(value: str) -> str:
    if _PERCENT.search(value):
        value = unquote(value)
    # White space inside comes from line breaks in PDF files; a DOI has none.
    value = "".join(_without_remark(value).split())
    while value and (
        value[-1] in ".,;:'\"/" or value.count(value[-1]) > value.count(_CLOSING.get(value[-1], value[-1]))
    ):
        value = value[:-1]
    return _ascii_lower(value) if _DOI.fullmatch(value) else ""


def _without_remark(value: str) -> str:
    """Without `[doi]` behind white space: brackets that follow a DOI without one may belong to it."""
    start, space, remark = value.rstrip().rpartition(" ")
    return start if space and _REMARK.fullmatch(remark) and remark[1:-1].isalpha() else value


def _ascii_lower(value: str) -> str:
    """DOIs ignore case in ASCII only (ISO 26324)."""
    return "".join(character.lower() if character.isascii() else character for character in value)


def arxiv(value: str) -> str:
    value = _REMARK.sub("", value.strip()).strip(" .,;")
    value = value[_ARXIV_LEAD.match(value).end() :]  # type: ignore[union-attr]
    value = re.sub(r"\.pdf$", "", value, flags=re.IGNORECASE)
    if match := _ARXIV.fullmatch(value):
        year_and_month, number = match[1] + match[2], match[3]
        # Numbers have four digits from April 2007 to December 2014, then five.
        if year_and_month >= "0704" and len(number) == (4 if year_and_month < "1501" else 5):
            return f"{year_and_month}.{number}"
    if match := _ARXIV_BEFORE_2007.fullmatch(value):
        return f"{match[1].lower()}/{match[2]}"
    return ""


def _bare(value: str) -> str:
    return _REMARK.sub("", value.strip()).strip(" .,;")


def openalex(value: str) -> str:
    match = _OPENALEX.fullmatch(_bare(value))
    return f"W{match[1]}" if match else ""


def pmid(value: str) -> str:
    match = _PUBMED.fullmatch(_bare(value))
    return match[1] if match else ""


def pmcid(value: str) -> str:
    match = _PUBMED_CENTRAL.fullmatch(_bare(value))
    return f"PMC{match[1]}" if match else ""


def isbn_13(value: str) -> str:
    try:
        return str(isbn.validate(_bare(value).translate(_DASHES), convert=True))
    except ValidationError:
        return ""


def issn_8(value: str) -> str:
    value = re.sub(r"^[ep]?-?issn\s*:?\s*", "", _bare(value).translate(_DASHES), flags=re.IGNORECASE)
    try:
        return str(issn.format(issn.validate(value)))
    except ValidationError:
        return ""


def hal(value: str) -> str:
    match = _HAL.fullmatch(_bare(value))
    return match[1].lower() if match else ""


def handle(value: str) -> str:
    return value if _HANDLE.fullmatch(value) else ""
