"""Text of a profile for the search index and for the excerpts of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import strip_tags
from wagtail.rich_text import get_text_for_indexing

from institute.content.languages import LocalizedText, active_language, language_codes
from institute.search.index import SearchDocument

if TYPE_CHECKING:
    from directory.models import PersonPage

INDEXED_FIELDS = ("position_en", "position_fr", "chair_en", "chair_fr", "biography_en", "biography_fr")


def person_search_document(person: PersonPage) -> SearchDocument:
    """Return the indexed text: names that may be shown, and texts in both languages."""
    texts = [strip_tags(getattr(person, field)) for field in INDEXED_FIELDS]
    for affiliation in person.affiliations.all():
        institution = affiliation.institution
        texts += [institution.name_en, institution.name_fr, institution.short_name]
        texts += [affiliation.department_en, affiliation.department_fr]
    for topic in person.topics:
        texts += [topic.name_en, topic.name_fr]
    return SearchDocument(
        title=person.title,
        names=" ".join(person.public_name_variants),
        body=" ".join(text for text in texts if text),
        title_is_name=True,
    )


def person_search_passages(person: PersonPage) -> list[str]:
    """Return the passages that an excerpt may come from: a line on the person, then the biographies."""
    places = [f"{row.institution.name} {row.department}" for row in person.affiliations.all()]
    topics = [str(topic.name) for topic in person.topics]
    summary = ", ".join(filter(None, (person.position, person.chair, *places, *topics)))
    codes = [active_language(), *(code for code in language_codes() if code != active_language())]
    biographies = [(code, get_text_for_indexing(getattr(person, f"biography_{code}"))) for code in codes]
    texts = [LocalizedText(text, code, is_fallback=code != codes[0]) for code, text in biographies if text]
    return [summary, *texts]
