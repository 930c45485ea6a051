"""Publications and what belongs to them, made with as little as each test needs."""

from __future__ import annotations

from typing import Any

import factory

from bibliography.dates import parse_partial_date
from bibliography.names import parse_name
from publications.models import (
    AuthorMatch,
    FeaturedPublication,
    Identifier,
    PublicationIndexPage,
    PublicationPage,
    PublicationTopic,
    Venue,
)


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Journal of Examples {number}")


class PublicationPageFactory(factory.django.DjangoModelFactory):
    """A live work. `date` is written as editors do (`2024-05`), `authors` are names in order."""

    class Meta:
        model = PublicationPage
        exclude = ("date",)

    date = "2024"
    full_title = factory.Sequence(lambda number: f"On examples, part {number}")
    published = factory.LazyAttribute(lambda values: parse_partial_date(values.date)[0])
    date_precision = factory.LazyAttribute(lambda values: parse_partial_date(values.date)[1])

    @classmethod
    def _create(cls, model_class: type[PublicationPage], *args: Any, **kwargs: Any) -> PublicationPage:
        parent = kwargs.pop("parent", None) or PublicationIndexPage.objects.first().source_index().specific
        authors = kwargs.pop("authors", ())
        topics = kwargs.pop("topics", ())
        publish = kwargs.pop("publish", True)
        page = model_class(live=False, **kwargs)
        page.add_authors([parse_name(name) for name in authors])
        page.publication_topics = [
            PublicationTopic(topic=topic, sort_order=order) for order, topic in enumerate(topics)
        ]
        parent.add_child(instance=page)
        if publish:
            page.save_revision().publish()
            page.refresh_from_db()
        return page


class IdentifierFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Identifier

    scheme = "doi"
    value = factory.Sequence(lambda number: f"10.1000/example.{number}")


class AuthorMatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AuthorMatch

    state = AuthorMatch.State.CONFIRMED


class FeaturedPublicationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FeaturedPublication
