"""What follows when works, people and venues change."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from wagtail.models import Revision
from wagtail.signals import page_published

from bibliography.deduplication import describe_page
from bibliography.deduplication.blocking import fingerprints_of, store_fingerprints
from directory.models import PersonPage
from institute.content import change_log
from institute.content.document_access import pages_that_refer_to, register_withholding
from institute.search import index
from publications import author_matching, embargoes
from publications.deduplication import candidates
from publications.deduplication.relations import follow_merges
from publications.models import PublicationPage, Venue
from publications.models.identifier_input import write_entered_identifiers


def connect() -> None:
    post_save.connect(publication_saved, sender=PublicationPage)
    page_published.connect(publication_published, sender=PublicationPage)
    page_published.connect(person_published, sender=PersonPage)
    pre_delete.connect(person_is_being_deleted, sender=PersonPage)
    # Before the change is logged: once it is, works have to be found by the new name.
    post_save.connect(venue_saved, sender=Venue)
    change_log.register_vocabulary(Venue)
    change_log.follow_date(PublicationPage, "embargo_until")
    register_withholding(embargoes.under_embargo)
    # A draft is a revision, and then a page that points to it; one that waits for its day may be called off alone.
    post_save.connect(draft_saved, sender=PublicationPage)
    post_save.connect(revision_saved, sender=Revision)


@transaction.atomic
def publication_published(instance: PublicationPage, **kwargs: Any) -> None:
    write_entered_identifiers(instance)
    author_matching.match_publication(instance)
    candidates.note_pairs(candidates.look_for_duplicates(instance))
    _announce_files(instance)


def _announce_files(page: PublicationPage) -> None:
    """Other pages that use the file show it or not by the embargo that was published here."""
    latest = page.revisions.order_by("-created_at")[:2]
    files = {page.pdf_id, *(revision.content.get("pdf") for revision in latest)} - {None}
    if any(key != page.pk for key in pages_that_refer_to(files)):
        embargoes.announce(files, but=page.pk)


def draft_saved(instance: PublicationPage, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        embargoes.follow_drafts(instance.pk)


def revision_saved(instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    model = instance.content_type.model_class()
    if not raw and model is not None and issubclass(model, PublicationPage):
        embargoes.follow_drafts(int(instance.object_id))


def publication_saved(instance: PublicationPage, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """Keep what the work is found by; a save of some fields comes with a draft, which is not what visitors read."""
    if not raw and update_fields is None:
        store_fingerprints({instance.pk: fingerprints_of(describe_page(instance))})


@transaction.atomic
def person_published(instance: PersonPage, **kwargs: Any) -> None:
    # An older draft may still put a work first that was merged into another since.
    follow_merges(instance)
    author_matching.match_person(instance)


def person_is_being_deleted(instance: PersonPage, **kwargs: Any) -> None:
    """Refuse to forget who must not be called by the name that their works were printed under."""
    author_matching.refuse_to_reveal(instance)


@transaction.atomic
def venue_saved(instance: Venue, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A venue is found by its names: when they change, so does what a search for its works looks through."""
    if not created and not raw and instance.names_changed:
        works = PublicationPage.objects.filter(venue=instance, live=True)
        index.index_pages(works.for_listing().iterator(chunk_size=500))
