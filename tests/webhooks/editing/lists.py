"""Edits of terms, venues, pictures and files."""

from __future__ import annotations

from wagtail.models import Collection, CollectionViewRestriction

from directory.models import (
    Institution,
    Membership,
    ResearchTopic,
)
from institute.content.models import Document, Image
from publications.models import (
    Venue,
)
from tests.factories.home import (
    DocumentFactory,
    ImageFactory,
)
from tests.webhooks.editing.editor import Editor


def edit_term(editor: Editor) -> None:
    term = editor.pick(editor.random.choice([Institution, ResearchTopic, Membership]).objects)
    setattr(term, editor.random.choice(["name_en", "name_fr"]), f"Term {editor.word()}")
    term.save()


def give_term_another_slug(editor: Editor) -> None:
    term = editor.pick(editor.random.choice([Institution, ResearchTopic, Membership]).objects)
    term.slug = editor.word()
    term.save()


def change_what_counts(editor: Editor) -> None:
    membership = editor.pick(Membership.objects)
    membership.counts_as_professor = not membership.counts_as_professor
    membership.save()


def change_what_is_affiliated(editor: Editor) -> None:
    institution = editor.pick(Institution.objects)
    institution.is_affiliated = not institution.is_affiliated
    institution.save()


def replace_term(editor: Editor) -> None:
    model = editor.random.choice([Institution, ResearchTopic, Membership])
    editor.pick(model.objects).delete()
    model.objects.create(name_en=f"Term {editor.word()}", slug=editor.word())


def rename_venue(editor: Editor) -> None:
    venue = editor.pick(Venue.objects)
    venue.name = f"Venue {editor.word()}"
    venue.save()


def edit_image(editor: Editor) -> None:
    image = editor.pick(Image.objects)
    image.credit = editor.word()
    image.save()


def replace_image(editor: Editor) -> None:
    editor.pick(Image.objects).delete()
    ImageFactory()


def edit_document(editor: Editor) -> None:
    document = editor.pick(Document.objects)
    document.title, document.file_size = editor.word(), editor.random.randrange(1, 1000)
    document.save()


def replace_document(editor: Editor) -> None:
    editor.pick(Document.objects).delete()
    DocumentFactory()


def close_or_open_files(editor: Editor) -> None:
    root = Collection.get_first_root_node()
    if not CollectionViewRestriction.objects.filter(collection=root).delete()[0]:
        CollectionViewRestriction.objects.create(collection=root, restriction_type="login")
