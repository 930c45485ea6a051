"""Dependencies of API documents on pages of this app (see ``institute.content.dependencies``)."""

from __future__ import annotations

from home.models import ArticlePage, HomePage, NewsIndexPage, SectionPage
from institute.content.dependencies import document_reads
from institute.content.dependencies.pages import declare_prose, parents_of, picture_columns


def declare() -> None:
    """Register the dependencies; called once, when the application is ready."""
    pictures = picture_columns("social_image", "hero_image")
    declare_prose(HomePage, "founded", *pictures)
    declare_prose(NewsIndexPage, *picture_columns("social_image"))
    # A section shows the cards of the pages below it, and the news those of the articles.
    document_reads(declare_prose(SectionPage, *pictures), parents_of)
    document_reads(declare_prose(ArticlePage, "date", *pictures), parents_of)
