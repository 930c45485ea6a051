"""What a work is: our list of kinds, and the one mapping to the types of other vocabularies.

CSL: https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types ; Crossref:
https://api.crossref.org/types ; schema.org: https://schema.org/CreativeWork ; BibTeX: the entry types every style has.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    ARTICLE = "article", _("Journal article")
    CONFERENCE_PAPER = "conference-paper", _("Conference paper")
    PREPRINT = "preprint", _("Preprint")
    REVIEW = "review", _("Review article")
    EDITORIAL = "editorial", _("Editorial or letter")
    CHAPTER = "chapter", _("Book chapter")
    BOOK = "book", _("Book")
    PROCEEDINGS = "proceedings", _("Proceedings")
    THESIS = "thesis", _("Thesis")
    REPORT = "report", _("Report")
    WORKING_PAPER = "working-paper", _("Working paper")
    DATASET = "dataset", _("Dataset")
    SOFTWARE = "software", _("Software")
    POSTER = "poster", _("Poster")
    PRESENTATION = "presentation", _("Talk")
    PATENT = "patent", _("Patent")
    MAGAZINE_ARTICLE = "magazine-article", _("Magazine or newspaper article")
    OTHER = "other", _("Other")


@dataclass(frozen=True)
class KindTypes:
    """One kind in the vocabularies of others. `container` is the BibTeX field that names the venue."""

    csl: str
    bibtex: str
    crossref: str
    schema_org: str
    ris: str
    container: str = "howpublished"


TYPES: dict[Kind, KindTypes] = {
    Kind.ARTICLE: KindTypes("article-journal", "article", "journal-article", "ScholarlyArticle", "JOUR", "journal"),
    Kind.CONFERENCE_PAPER: KindTypes(
        "paper-conference", "inproceedings", "proceedings-article", "ScholarlyArticle", "CONF", "booktitle"
    ),
    Kind.PREPRINT: KindTypes("article", "misc", "posted-content", "ScholarlyArticle", "UNPB"),
    Kind.REVIEW: KindTypes("article-journal", "article", "journal-article", "ScholarlyArticle", "JOUR", "journal"),
    Kind.EDITORIAL: KindTypes("article-journal", "article", "journal-article", "ScholarlyArticle", "JOUR", "journal"),
    Kind.CHAPTER: KindTypes("chapter", "incollection", "book-chapter", "Chapter", "CHAP", "booktitle"),
    Kind.BOOK: KindTypes("book", "book", "book", "Book", "BOOK", "series"),
    Kind.PROCEEDINGS: KindTypes("book", "proceedings", "proceedings", "Book", "BOOK", "series"),
    Kind.THESIS: KindTypes("thesis", "phdthesis", "dissertation", "Thesis", "THES", "school"),
    Kind.REPORT: KindTypes("report", "techreport", "report", "Report", "RPRT", "series"),
    Kind.WORKING_PAPER: KindTypes("report", "techreport", "report", "Report", "RPRT", "series"),
    Kind.DATASET: KindTypes("dataset", "misc", "dataset", "Dataset", "DATA"),
    Kind.SOFTWARE: KindTypes("software", "misc", "other", "SoftwareSourceCode", "COMP"),
    Kind.POSTER: KindTypes("speech", "misc", "other", "CreativeWork", "SLIDE"),
    Kind.PRESENTATION: KindTypes("speech", "misc", "other", "CreativeWork", "SLIDE"),
    Kind.PATENT: KindTypes("patent", "misc", "other", "CreativeWork", "PAT"),
    Kind.MAGAZINE_ARTICLE: KindTypes("article-magazine", "article", "other", "Article", "MGZN", "journal"),
    Kind.OTHER: KindTypes("document", "misc", "other", "CreativeWork", "GEN"),
}

# A book's ISBN names the book, not the works inside it: these kinds keep it apart from their own identifiers.
INSIDE_A_BOOK = frozenset({Kind.CHAPTER, Kind.CONFERENCE_PAPER})

# What a type that several kinds share means by itself.
_PRINCIPAL = frozenset({Kind.ARTICLE, Kind.BOOK, Kind.REPORT, Kind.OTHER})


def types_of(kind: str) -> KindTypes:
    return TYPES[Kind(kind)]


def subtype(kind: Kind, vocabulary: str) -> str:
    """What is said beside the type of a vocabulary (`csl`, `bibtex`, `ris`) that does not tell the kind by itself."""
    shared = [
        other for other, types in TYPES.items() if getattr(types, vocabulary) == getattr(TYPES[kind], vocabulary)
    ]
    return "" if len(shared) == 1 or kind in _PRINCIPAL else kind.value


def kind_of_subtype(text: str) -> Kind | None:
    """The kind that `subtype` told, or None for the words of others."""
    return Kind(text) if text in Kind.values else None
