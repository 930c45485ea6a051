"""Edits of people."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from directory.models import (
    Affiliation,
    Institution,
    Membership,
    PersonPage,
    PersonTopic,
    ResearchTopic,
    Supervision,
)
from institute.content.models import Image
from publications.models import (
    FeaturedPublication,
    PublicationPage,
)
from tests.factories.directory import PersonPageFactory
from tests.webhooks.editing.editor import Editor, live, publish
from tests.webhooks.editing.institute import GIVEN


def add_person(editor: Editor) -> None:
    PersonPageFactory(
        given_name=editor.random.choice(GIVEN),
        family_name=f"Newcomer {editor.word()}",
        topics=[editor.pick(ResearchTopic.objects)],
        institutions=[editor.pick(Institution.objects)],
        supervisors=[editor.pick(live(PersonPage))],
        membership=editor.pick(Membership.objects),
    )


def edit_person(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    setattr(person, editor.random.choice(["position_en", "chair_fr", "biography_en", "honorific"]), editor.word())
    publish(person)


def rename_person(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.family_name = f"{person.family_name.split()[0]} {editor.word()}"
    publish(person)


def give_person_another_slug(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.slug = editor.word()
    publish(person)


def give_person_an_orcid(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.orcid = None if person.orcid else "https://orcid.org/0000-0002-1825-0097"
    publish(person)


def unpublish_person(editor: Editor) -> None:
    editor.pick(live(PersonPage)).unpublish()


def publish_person(editor: Editor) -> None:
    publish(editor.pick(PersonPage.objects.filter(live=False)))


def rename_hidden_person(editor: Editor) -> None:
    person = editor.pick(PersonPage.objects.filter(live=False))
    person.given_name = editor.word()
    person.save()


def expire_person(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.expire_at = timezone.now() - dt.timedelta(seconds=1)
    person.save()


def let_person_leave(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.left = None if person.left else timezone.localdate() - dt.timedelta(days=3)
    publish(person)


def move_person_to_another_institution(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    ended = editor.random.choice([None, dt.date(2020, 1, 1)])
    person.affiliations = [Affiliation(institution=editor.pick(Institution.objects), role_en=editor.word(), end=ended)]
    publish(person)


def change_topics_of_person(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.topic_links = [PersonTopic(topic=editor.pick(ResearchTopic.objects))]
    publish(person)


def change_supervisors(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    others = live(PersonPage).exclude(pk=person.pk)
    person.supervisions = [Supervision(supervisor=editor.pick(others))] if editor.random.random() < 0.7 else []
    publish(person)


def feature_publication(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.featured_publications = [FeaturedPublication(publication=editor.pick(live(PublicationPage)))]
    publish(person)


def change_photo(editor: Editor) -> None:
    person = editor.pick(live(PersonPage))
    person.photo = editor.pick(Image.objects)
    publish(person)
