"""People and what describes them, made with as little as each test needs."""

from __future__ import annotations

from typing import Any

import factory
from django.utils.text import slugify

from directory.models import (
    Affiliation,
    DirectoryPage,
    Institution,
    Membership,
    NameVariant,
    PersonLink,
    PersonPage,
    PersonTopic,
    ResearchTopic,
    Supervision,
)


class _TermFactory(factory.django.DjangoModelFactory):
    slug = factory.LazyAttribute(lambda values: slugify(values.name_en or values.name_fr))

    class Meta:
        abstract = True


class InstitutionFactory(_TermFactory):
    name_en = factory.Sequence(lambda number: f"University {number}")

    class Meta:
        model = Institution


class ResearchTopicFactory(_TermFactory):
    name_en = factory.Sequence(lambda number: f"Topic {number}")

    class Meta:
        model = ResearchTopic


class MembershipFactory(_TermFactory):
    name_en = factory.Sequence(lambda number: f"Membership {number}")

    class Meta:
        model = Membership


class PersonPageFactory(factory.django.DjangoModelFactory):
    """A live profile in the directory of the default language.

    ``institutions``, ``topics`` and ``supervisors`` are given in order; ``variants`` are spellings, and
    ``hidden_names`` those that must never be shown. With ``live=False`` the profile is a draft.
    """

    given_name = factory.Sequence(lambda number: f"Given {number}")
    family_name = factory.Sequence(lambda number: f"Family {number}")

    class Meta:
        model = PersonPage

    @classmethod
    def _create(cls, model_class: type[PersonPage], *args: Any, **kwargs: Any) -> PersonPage:
        parent = kwargs.pop("parent", None) or DirectoryPage.objects.first().source_index().specific
        rows = {
            "affiliations": [Affiliation(institution=item) for item in kwargs.pop("institutions", ())],
            "topic_links": [PersonTopic(topic=item) for item in kwargs.pop("topics", ())],
            "supervisions": [Supervision(supervisor=item) for item in kwargs.pop("supervisors", ())],
            "links": [PersonLink(url=url) for url in kwargs.pop("links", ())],
            "name_variants": [
                *(NameVariant(name=name) for name in kwargs.pop("variants", ())),
                *(NameVariant(name=name, never_show=True) for name in kwargs.pop("hidden_names", ())),
            ],
        }
        person = model_class(**kwargs)
        for relation, children in rows.items():
            for order, child in enumerate(children):
                child.sort_order = order
            setattr(person, relation, children)
        return parent.add_child(instance=person)
