"""Edits of publications, their authors and merges, and imports."""

from __future__ import annotations

import datetime as dt
import io

from django.utils import timezone

from bibliography.names import parse_name
from directory.models import (
    PersonPage,
    ResearchTopic,
)
from institute.content.models import Document
from publications import author_matching
from publications.deduplication.merging import merge, undo
from publications.imports.importer import Importer
from publications.imports.sources import file_source
from publications.models import (
    AuthorMatch,
    Authorship,
    Merge,
    PublicationPage,
    PublicationTopic,
    Venue,
)
from tests.factories.publications import PublicationPageFactory
from tests.webhooks.editing.editor import Editor, live, publish


def add_work(editor: Editor) -> None:
    people = [editor.pick(live(PersonPage)).title for _number in range(2)]
    PublicationPageFactory(
        full_title=f"Paper {editor.word()}",
        authors=list(dict.fromkeys([*people, "Emmy Noether"])),
        topics=[editor.pick(ResearchTopic.objects)],
        venue=editor.pick(Venue.objects),
        date=str(editor.random.randrange(2010, 2026)),
    )


def edit_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    setattr(work, editor.random.choice(["full_title", "abstract_en", "volume", "funding"]), editor.word())
    publish(work)


def redate_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    work.published = dt.date(editor.random.randrange(2010, 2026), 1, 1)
    publish(work)


def change_topics_of_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    topics = {editor.pick(ResearchTopic.objects) for _number in range(editor.random.randrange(3))}
    work.publication_topics = [PublicationTopic(topic=topic) for topic in sorted(topics, key=lambda topic: topic.pk)]
    publish(work)


def change_authors_of_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    work.authorships = []
    work.add_authors([parse_name(editor.pick(live(PersonPage)).title), parse_name("Emmy Noether")])
    publish(work)


def change_venue_of_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    work.venue = editor.pick(Venue.objects)
    publish(work)


def put_work_under_embargo(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    work.pdf, work.embargo_until = editor.pick(Document.objects), editor.random.choice([None, dt.date(2999, 1, 1)])
    publish(work)


def unpublish_work(editor: Editor) -> None:
    editor.pick(live(PublicationPage)).unpublish()


def publish_work(editor: Editor) -> None:
    absorbed = Merge.objects.filter(undone_at=None).values("absorbed")
    publish(editor.pick(PublicationPage.objects.filter(live=False).exclude(pk__in=absorbed)))


def expire_work(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    work.expire_at = timezone.now() - dt.timedelta(seconds=1)
    work.save()


def import_works(editor: Editor) -> None:
    """Two entries of a file: one new, and one that an earlier file may have held with another volume."""
    entries = [
        f"@article{{{key}, title={{Imported {key}}}, author={{{editor.pick(live(PersonPage)).title} and Noether, Emmy}}, "
        f"keywords={{Topic A}}, volume={{{editor.random.randrange(100)}}}, year={{2020}}}}"
        for key in (editor.word(), f"known{editor.random.randrange(3)}")
    ]
    with Importer(user=editor.user) as importer:
        source = file_source(io.BytesIO("\n".join(entries).encode()), "papers.bib", "bibtex")
        list(importer.run(source.adapter, source.entries()))


def delete_work(editor: Editor) -> None:
    editor.pick(PublicationPage.objects).delete()


def delete_person(editor: Editor) -> None:
    editor.pick(PersonPage.objects).delete()


def reject_match(editor: Editor) -> None:
    match = editor.pick(AuthorMatch.objects.filter(state="confirmed"))
    author_matching.decide(match, "rejected", editor.user)


def confirm_match(editor: Editor) -> None:
    match = editor.pick(AuthorMatch.objects.exclude(state="confirmed"))
    author_matching.decide(match, "confirmed", editor.user)


def match_by_hand(editor: Editor) -> None:
    work = editor.pick(live(PublicationPage))
    authorship = editor.pick(Authorship.objects.filter(page=work))
    author_matching.match_by_hand(work, authorship.key, editor.pick(live(PersonPage)), editor.user)


def merge_works(editor: Editor) -> None:
    kept = editor.pick(live(PublicationPage))
    merge(kept, editor.pick(PublicationPage.objects.exclude(pk=kept.pk)), editor.user)


def undo_merge(editor: Editor) -> None:
    undo(editor.pick(Merge.objects.filter(undone_at=None)), editor.user)
