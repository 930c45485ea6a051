"""CSL-JSON, which Zotero, Pandoc and citation processors read.

Format: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html ; what it may hold:
https://github.com/citation-style-language/schema/blob/master/schemas/input/csl-data.json
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from bibliography.identifiers import Scheme
from bibliography.names import PARTICLES
from bibliography.publication_types import Kind, subtype, types_of
from bibliography.text.plain import marked_up, paragraphs

if TYPE_CHECKING:
    from publications.authors import Author
    from publications.exports.works import Work


class _Csl(BaseModel):
    model_config = ConfigDict(serialize_by_alias=True)


class CslName(_Csl):
    """A person by the parts of their name, or a group by its `literal` one."""

    family: str = ""
    given: str = ""
    non_dropping_particle: str = Field(default="", serialization_alias="non-dropping-particle")
    suffix: str = ""
    literal: str = ""


class CslDate(_Csl):
    date_parts: list[Annotated[list[int], Field(min_length=1, max_length=3)]] = Field(
        serialization_alias="date-parts",
        description="One date: its year, month and day, as many of them as are known.",
    )


class CslCustom(_Csl):
    kind: str = Field(description="The kind of the work in our terms, where the type does not tell it.")


class CslItem(_Csl):
    """A work as an item of CSL-JSON. What is not known is left out."""

    id: str = Field(description="Unique and stable: the same in every list.")
    type: str
    title: str = Field(description="Mathematics in TeX between dollar signs, emphasis as `<i>`.")
    author: list[CslName] = []
    issued: CslDate | None = None
    container_title: str = Field(default="", serialization_alias="container-title")
    container_title_short: str = Field(default="", serialization_alias="container-title-short")
    volume: str = ""
    issue: str = ""
    page: str = ""
    publisher: str = ""
    edition: str = ""
    number: str = ""
    genre: str = ""
    DOI: str = ""
    PMID: str = ""
    PMCID: str = ""
    ISBN: str = ""
    ISSN: str = ""
    URL: str = ""
    language: str = ""
    abstract: str = ""
    keyword: str = ""
    license: str = ""
    status: str = ""
    note: str = ""
    custom: CslCustom | None = None

    def as_json(self) -> str:
        return self.model_dump_json(exclude_defaults=True)


def csl_item(work: Work) -> CslItem:
    arxiv = work.identifier(Scheme.ARXIV)
    told = subtype(work.kind, "csl")
    return CslItem(
        id=work.key,
        type=types_of(work.kind).csl,
        title=marked_up(work.title),
        author=[_name(author) for author in work.authors],
        issued=CslDate(date_parts=[work.date_parts]) if work.published else None,
        container_title=marked_up(work.venue_name),
        container_title_short=marked_up(work.venue_short_name) if work.venue_name else "",
        volume=marked_up(work.volume),
        issue=marked_up(work.issue),
        page=work.page_range.replace("–", "-"),
        publisher=marked_up(work.publisher),
        edition=marked_up(work.edition),
        number=f"arXiv:{arxiv}" if arxiv else "",
        genre="poster" if work.kind == Kind.POSTER else "",
        DOI=work.doi,
        PMID=work.identifier(Scheme.PMID),
        PMCID=work.identifier(Scheme.PMCID),
        ISBN=work.book_isbn or work.identifier(Scheme.ISBN),
        ISSN=", ".join(work.issns) if work.venue_name else "",
        URL=work.url,
        language=work.language,
        abstract="\n\n".join(paragraphs(work.abstract)),
        keyword="; ".join(work.topics),
        license=marked_up(work.license),
        status=work.status_label if work.is_retracted else "",
        note="\n".join(_others(work)),
        custom=CslCustom(kind=told) if told else None,
    )


def _others(work: Work) -> list[str]:
    """Identifiers without a variable of their own, as Zotero keeps them: one `Name: value` a line."""
    schemes = ((Scheme.HAL, "HAL"), (Scheme.OPENALEX, "OpenAlex"), (Scheme.HANDLE, "Handle"))
    return [f"{name}: {value}" for scheme, name in schemes for value in work.identifiers_of(scheme)]


def _name(author: Author) -> CslName:
    if author.is_group or not author.family_name:
        return CslName(literal=author.name)
    particle, family = split_particle(author.family_name)
    return CslName(family=family, given=author.given_name, non_dropping_particle=particle, suffix=author.suffix)


def split_particle(family: str) -> tuple[str, str]:
    """`van den Oord` as `van den` and `Oord`."""
    words = family.split()
    number = 0
    while number < len(words) - 1 and words[number].islower() and words[number] in PARTICLES:
        number += 1
    return " ".join(words[:number]), " ".join(words[number:])
