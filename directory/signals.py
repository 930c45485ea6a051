"""Signal handlers of the directory: change log and search index."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from directory.models import (
    Affiliation,
    Institution,
    Membership,
    PersonPage,
    PersonTopic,
    ResearchTopic,
)
from institute.content.change_log import follow_date, register_vocabulary
from institute.search import index


def connect() -> None:
    """Connect the handlers; called once, when the application is ready."""
    # Connected before the change log, so that the search index is current when the change is logged.
    post_save.connect(term_was_saved, sender=Institution, dispatch_uid="directory institution saved")
    post_save.connect(term_was_saved, sender=ResearchTopic, dispatch_uid="directory topic saved")
    for model in (Institution, ResearchTopic, Membership):
        register_vocabulary(model)
    follow_date(PersonPage, "left", is_last_day=True)
    follow_date(PersonPage, "affiliations__end", is_last_day=True)
    post_delete.connect(row_was_deleted, sender=Affiliation, dispatch_uid="directory affiliation deleted")
    post_delete.connect(row_was_deleted, sender=PersonTopic, dispatch_uid="directory person topic deleted")


def term_was_saved(instance: Institution | ResearchTopic, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Reindex the people of a renamed institution or topic."""
    if created or raw:
        return
    row, field = (Affiliation, "institution") if isinstance(instance, Institution) else (PersonTopic, "topic")
    pages = row.objects.filter(**{field: instance}).values("page")
    index.index_pages(PersonPage.objects.live().filter(pk__in=pages))


def row_was_deleted(instance: Affiliation | PersonTopic, origin: Any = None, **kwargs: Any) -> None:
    """Reindex a person whose row was deleted with its institution or topic."""
    model = type(origin) if isinstance(origin, Model) else getattr(origin, "model", None)
    if model in (Institution, ResearchTopic):
        index.index_pages(PersonPage.objects.live().filter(pk=instance.page_id))
