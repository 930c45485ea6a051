"""Signal handlers: the search index of articles follows their authors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import page_published, page_unpublished

from directory.models import PersonPage
from home.models import ArticlePage
from institute.search import index


def connect() -> None:
    """Connect the handlers; called once, when the application is ready."""
    for signal in (page_published, page_unpublished, post_delete):
        signal.connect(person_changed, sender=PersonPage, dispatch_uid=f"home person {id(signal)}")
    for signal in (post_save, post_delete):
        signal.connect(restriction_changed, sender=PageViewRestriction, dispatch_uid=f"home restriction {id(signal)}")


@transaction.atomic
def person_changed(instance: PersonPage, **kwargs: Any) -> None:
    index_articles_by([instance.pk])


@transaction.atomic
def restriction_changed(instance: PageViewRestriction, **kwargs: Any) -> None:
    # An alias has the restrictions of its source, and the records below it with it.
    people = PersonPage.objects.none()
    for page in (instance.page, *instance.page.aliases.all()):
        people |= PersonPage.objects.descendant_of(page, inclusive=True)
    index_articles_by(people.values_list("pk", flat=True))


def index_articles_by(people: Iterable[int]) -> None:
    """Reindex the articles of these people, whose bylines may have changed."""
    references = ReferenceIndex.objects.filter(
        content_type=ContentType.objects.get_for_model(ArticlePage),
        to_content_type=ContentType.objects.get_for_model(Page),
        to_object_id__in=[str(key) for key in people],
    )
    keys = {int(key) for key in references.values_list("object_id", flat=True)}
    index.index_pages(ArticlePage.objects.live().filter(pk__in=keys))
