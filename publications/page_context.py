"""All that the page of one work shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest

from bibliography.citations import citations
from bibliography.formats.bibtex_writer import bibtex_entry
from institute.content.languages import active_language
from publications.exports.formats import links_for_work
from publications.exports.works import work_of
from publications.models.identifier_input import entered_identifiers
from publications.models.provenance import Identifier
from publications.structured_data import highwire_tags, signposts

if TYPE_CHECKING:
    from publications.models import PublicationPage


def publication_context(page: PublicationPage, request: HttpRequest) -> dict[str, Any]:
    language = active_language()
    if page.pk and not getattr(request, "is_preview", False):
        # The page, its meta tags, its JSON-LD and its references all ask for these; a draft carries its own.
        topics = apps.get_model("publications.PublicationTopic").objects.select_related("topic")
        prefetch_related_objects(
            [page], "authorships", Prefetch("publication_topics", topics), "versions", "links", "identifiers"
        )
    work = work_of(page, request)
    works = type(page).objects.visible(language)
    has_address = page.pk is not None and page.live
    return {
        "identifiers": shown_identifiers(page, request),
        "highwire_tags": highwire_tags(page, request),
        "citations": citations(work),
        "bibtex": bibtex_entry(work, brief=True),
        "export_links": links_for_work(page.pk) if has_address else [],
        "signposts": signposts(page, work, request) if has_address else "",
        "related": works.related_to(page).for_listing(language) if page.pk else [],
    }


def shown_identifiers(page: PublicationPage, request: HttpRequest) -> list[Identifier]:
    """Those that lead to the work now; in a preview, those that will once the draft is published."""
    if not getattr(request, "is_preview", False) or page.pk is None:
        return page.known_identifiers
    kept = [row for row in page.known_identifiers if not row.entered]
    known = {(row.scheme, row.value) for row in kept}
    return kept + [
        Identifier(scheme=scheme, value=value)
        for scheme, value in entered_identifiers(page)
        if (scheme, value) not in known
    ]
