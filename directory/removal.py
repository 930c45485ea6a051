"""Consequences of deleting or unpublishing people and terms, for the confirmation pages of the admin."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import ngettext

from directory.models import Affiliation, Institution, PersonPage, PersonTopic, ResearchTopic, Supervision
from institute.content.removal import Action, register_alternative, register_consequences


def describe_person(person: PersonPage, action: Action) -> Iterator[str]:
    count = Supervision.objects.filter(supervisor=person.pk).count()
    if not count:
        return
    if action is Action.UNPUBLISH:
        text = ngettext(
            "%(count)d profile does not show its supervisor any more.",
            "%(count)d profiles do not show this supervisor any more.",
            count,
        )
    else:
        text = ngettext("%(count)d profile loses its supervisor.", "%(count)d profiles lose this supervisor.", count)
    yield text % {"count": count}


def describe_institution(institution: Institution, action: Action) -> Iterator[str]:
    count = Affiliation.objects.filter(institution=institution.pk).values("page").distinct().count()
    if count:
        yield ngettext(
            "%(count)d person loses this affiliation, with its department, role and dates.",
            "%(count)d people lose this affiliation, with its department, role and dates.",
            count,
        ) % {"count": count}


def describe_topic(topic: ResearchTopic, action: Action) -> Iterator[str]:
    count = PersonTopic.objects.filter(topic=topic.pk).count()
    if count:
        yield ngettext(
            "%(count)d person loses this research topic.", "%(count)d people lose this research topic.", count
        ) % {"count": count}


def register() -> None:
    register_consequences(PersonPage, describe_person)
    register_consequences(Institution, describe_institution)
    register_consequences(ResearchTopic, describe_topic)
    register_alternative(PersonPage, "directory/admin/has_left.html")
