"""What the deletion of people, publications, topics and files changes in publications."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext, ngettext

from directory.models import PersonPage, ResearchTopic
from institute.content.removal import Action, register_consequences, register_protection
from publications.models import (
    AuthorMatch,
    FeaturedPublication,
    Library,
    Merge,
    PublicationPage,
    PublicationTopic,
    SourceRecord,
)

CONFIRMED = AuthorMatch.State.CONFIRMED


def describe_person(person: PersonPage, action: Action) -> Iterator[str]:
    matches = AuthorMatch.objects.filter(person=person.pk)
    if count := matches.filter(state=CONFIRMED).values("page").distinct().count():
        yield ngettext(
            "%(count)d publication loses the link from its author to this profile. The name on it stays as printed.",
            "%(count)d publications lose the link from their author to this profile. The names on them stay as printed.",
            count,
        ) % {"count": count}
    decided = matches.filter(decided_by__isnull=False).count() if action is Action.DELETE else 0
    if decided:
        yield ngettext(
            "%(count)d decision of a librarian about the person as an author is lost.",
            "%(count)d decisions of librarians about the person as an author are lost.",
            decided,
        ) % {"count": decided}


def describe_publication(work: PublicationPage, action: Action) -> Iterator[str]:
    people = AuthorMatch.objects.filter(page=work.pk, state=CONFIRMED).values("person").distinct().count()
    if people:
        yield ngettext(
            "It disappears from the profile of %(count)d person.",
            "It disappears from the profiles of %(count)d people.",
            people,
        ) % {"count": people}
    if featured := FeaturedPublication.objects.filter(publication=work.pk).count():
        yield ngettext(
            "%(count)d profile that shows it first does so no more.",
            "%(count)d profiles that show it first do so no more.",
            featured,
        ) % {"count": featured}
    if action is Action.DELETE:
        yield from _lost_with(work)


def _lost_with(work: PublicationPage) -> Iterator[str]:
    if records := SourceRecord.objects.filter(page=work.pk).count():
        yield ngettext(
            "%(count)d record of a source is forgotten. The next import of that source adds the publication again: "
            "unpublish it to keep it away.",
            "%(count)d records of sources are forgotten. The next import of one of them adds the publication again: "
            "unpublish it to keep it away.",
            records,
        ) % {"count": records}
    if merged := Merge.objects.filter(kept=work.pk, undone_at__isnull=True).count():
        yield ngettext(
            "%(count)d publication that was merged into it stays, unpublished.",
            "%(count)d publications that were merged into it stay, unpublished.",
            merged,
        ) % {"count": merged}


def describe_topic(topic: ResearchTopic, action: Action) -> Iterator[str]:
    if count := PublicationTopic.objects.filter(topic=topic.pk).count():
        yield ngettext("%(count)d publication loses this topic.", "%(count)d publications lose this topic.", count) % {
            "count": count
        }


def protect_library(library: Library) -> Iterator[str]:
    """Keep services, and libraries with source records: those would lose their priority and could not be renamed."""
    if library.is_service:
        yield gettext("“%(library)s” is a service and cannot be deleted.") % {"library": library}
    elif count := SourceRecord.objects.filter(source=library.name).count():
        yield ngettext(
            "“%(library)s” cannot be deleted: %(count)d entry was imported from it.",
            "“%(library)s” cannot be deleted: %(count)d entries were imported from it.",
            count,
        ) % {"library": library, "count": count}


def register() -> None:
    register_consequences(PersonPage, describe_person)
    register_consequences(PublicationPage, describe_publication)
    register_consequences(ResearchTopic, describe_topic)
    register_protection(Library, protect_library)
