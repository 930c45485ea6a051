"""Embargoes: a publication keeps its file from visitors until a day, and so does a draft that would.

One embargo withholds the file wherever else it is used. A publication that was merged into another has none: what is
known of the work is on the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.dateparse import parse_date
from wagtail.models import Page, Revision

from institute.content import change_log
from institute.content.document_access import pages_that_refer_to
from institute.content.models import Change, Document
from publications.models import DraftEmbargo, Merge, PublicationPage

Embargo = tuple[int, date]


def under_embargo() -> Q:
    """Select the documents that a publication, or the draft of one, keeps from visitors today."""
    today = timezone.localdate()
    works = PublicationPage.objects.filter(pdf=OuterRef("pk"), embargo_until__gt=today).order_by()
    # A publication that was never published keeps its first draft in its row, and the latest in a revision.
    works = works.filter(Q(live=True) | Q(latest_revision__isnull=True)).exclude(_absorbed("pk"))
    drafts = DraftEmbargo.objects.filter(document=OuterRef("pk"), until__gt=today).exclude(_absorbed("page"))
    return Q(Exists(works)) | Q(Exists(drafts))


def _absorbed(page: str) -> Exists:
    return Exists(Merge.objects.filter(absorbed=OuterRef(page), undone_at__isnull=True))


@transaction.atomic
def follow_drafts(page_id: int) -> None:
    """Bring the embargoes of a publication's pending changes up to date; log what visitors notice."""
    stored = {(row.document_id, row.until): row.pk for row in DraftEmbargo.objects.filter(page=page_id)}
    current = _pending_embargoes(page_id)
    if stored.keys() == current:
        return
    DraftEmbargo.objects.filter(pk__in=[key for embargo, key in stored.items() if embargo not in current]).delete()
    DraftEmbargo.objects.bulk_create(
        [DraftEmbargo(page_id=page_id, document_id=pdf, until=until) for pdf, until in current - stored.keys()]
    )
    today = timezone.localdate()
    announce({pdf for pdf, until in stored.keys() ^ current if until > today})


def _pending_embargoes(page_id: int) -> set[Embargo]:
    """Return the embargoes of the latest revision, unless it is published, and of those that wait for their day."""
    revisions = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id=str(page_id)
    ).order_by("-created_at", "-pk")
    pending = revisions.filter(Q(pk=revisions.values("pk")[:1]) | Q(approved_go_live_at__isnull=False))
    published = PublicationPage.objects.filter(live=True, live_revision=OuterRef("pk"))
    rows = (
        pending.exclude(Exists(published))
        .annotate(pdf=KT("content__pdf"), until=KT("content__embargo_until"))
        .values_list("pdf", "until")
    )
    found = {(int(pdf), until) for pdf, text in rows if pdf and text and (until := parse_date(text))}
    # The draft may name a document that was deleted since.
    known = set(Document.objects.filter(pk__in={pdf for pdf, _until in found}).values_list("pk", flat=True))
    return {embargo for embargo in found if embargo[0] in known}


def announce(document_ids: Iterable[int], *, but: int | None = None) -> None:
    """Log that these documents, and the pages that link to them, may look otherwise to visitors."""
    document_ids = sorted(document_ids)
    if not document_ids:
        return
    for key in document_ids:
        change_log.record_change(Change.Kind.UPDATED, Document._meta.label_lower, key)
    change_log.touch_pages(key for key in pages_that_refer_to(document_ids) if key != but)
