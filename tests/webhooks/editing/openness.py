"""Edits that open and close pages and indexes."""

from __future__ import annotations

from wagtail.models import Page, PageViewRestriction

from directory.models import (
    DirectoryPage,
)
from home.models import NewsIndexPage
from publications.models import (
    PublicationIndexPage,
)
from tests.support import restrict
from tests.webhooks.editing.editor import Editor, publish


def restrict_page(editor: Editor) -> None:
    restrict(editor.pick(Page.objects.filter(depth__gt=2)))


def lift_restrictions(editor: Editor) -> None:
    for restriction in PageViewRestriction.objects.all():
        restriction.delete()


def close_index(editor: Editor) -> None:
    """Close the directory or the publications in one language."""
    index = editor.random.choice([DirectoryPage, PublicationIndexPage])
    editor.pick(index.objects.filter(live=True)).unpublish()


def open_indexes(editor: Editor) -> None:
    for model in (DirectoryPage, PublicationIndexPage, NewsIndexPage):
        for index in model.objects.filter(live=False):
            if index.alias_of_id is None:
                publish(index)
            else:
                index.live = True
                index.save(clean=False)


def rename_index(editor: Editor) -> None:
    index = editor.pick(editor.random.choice([DirectoryPage, PublicationIndexPage, NewsIndexPage]).objects)
    index.title, index.slug = f"Index {editor.word()}", editor.word()
    index.save(clean=False)
