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
    container: str = "howpublished"


TYPES: dict[Kind, KindTypes] = {
    Kind.ARTICLE: KindTypes("article-journal", "article", "journal-article", "ScholarlyArticle", "journal"),
    Kind.CONFERENCE_PAPER: KindTypes(
        "paper-conference", "inproceedings", "proceedings-article", "ScholarlyArticle", "booktitle"
    ),
    Kind.PREPRINT: KindTypes("article", "misc", "posted-content", "ScholarlyArticle"),
    Kind.REVIEW: KindTypes("article-journal", "article", "journal-article", "ScholarlyArticle", "journal"),
    Kind.EDITORIAL: KindTypes("article-journal", "article", "journal-article", "ScholarlyArticle", "journal"),
    Kind.CHAPTER: KindTypes("chapter", "incollection", "book-chapter", "Chapter", "booktitle"),
    Kind.BOOK: KindTypes("book", "book", "book", "Book", "series"),
    Kind.PROCEEDINGS: KindTypes("book", "proceedings", "proceedings", "Book", "series"),
    Kind.THESIS: KindTypes("thesis", "phdthesis", "dissertation", "Thesis", "school"),
    Kind.REPORT: KindTypes("report", "techreport", "report", "Report", "series"),
    Kind.WORKING_PAPER: KindTypes("report", "techreport", "report", "Report", "series"),
    Kind.DATASET: KindTypes("dataset", "misc", "dataset", "Dataset"),
    Kind.SOFTWARE: KindTypes("software", "misc", "other", "SoftwareSourceCode"),
    Kind.POSTER: KindTypes("speech", "misc", "other", "CreativeWork"),
    Kind.PRESENTATION: KindTypes("speech", "misc", "other", "CreativeWork"),
    Kind.PATENT: KindTypes("patent", "misc", "other", "CreativeWork"),
    Kind.MAGAZINE_ARTICLE: KindTypes("article-magazine", "article", "other", "Article", "journal"),
    Kind.OTHER: KindTypes("document", "misc", "other", "CreativeWork"),
}

# A book's ISBN names the book, not the works inside it: these kinds keep it apart from their own identifiers.
INSIDE_A_BOOK = frozenset({Kind.CHAPTER, Kind.CONFERENCE_PAPER})


def types_of(kind: str) -> KindTypes:
    return TYPES[Kind(kind)]
