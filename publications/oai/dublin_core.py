"""A work as simple Dublin Core (``oai_dc``): https://www.openarchives.org/OAI/openarchivesprotocol.html#dublincore"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from bibliography.publication_types import Kind
from bibliography.text.math import plain_math
from institute.content.languages import Localized, default_language, language_codes
from publications.models import PublicationPage
from publications.oai.documents import DC, OAI_DC, XML, XSI, add

_DCMI_TYPES = {Kind.DATASET: "Dataset", Kind.SOFTWARE: "Software"}

# Its name, its text, and the language of the text where that is known.
Statement = tuple[str, str, str]


def dublin_core(work: PublicationPage, absolute: Callable[[str], str], path: str) -> Element:
    """Return the metadata of ``work``, which is read at ``path``; ``absolute`` completes addresses of the site."""
    root = Element(
        f"{{{OAI_DC}}}dc",
        {f"{{{XSI}}}schemaLocation": f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"},
    )
    for name, text, language in _statements(work, absolute, path):
        if text:
            add(root, f"{{{DC}}}{name}", text, {f"{{{XML}}}lang": language} if language else {})
    return root


def _statements(work: PublicationPage, absolute: Callable[[str], str], path: str) -> Iterator[Statement]:
    yield "title", plain_math(work.full_title), work.language
    yield "title", plain_math(work.title_translated), ""
    for author in work.authors:
        yield "creator", author.name, ""
    yield from _subjects(work)
    for abstract in work.abstracts(default_language()):
        yield "description", plain_math(abstract), abstract.language
    yield "publisher", work.publisher, ""
    yield "date", work.date_text, ""
    yield "type", _DCMI_TYPES.get(Kind(work.kind), "Text"), ""
    yield "type", work.kind, ""
    yield "identifier", absolute(path), ""
    for identifier in work.known_identifiers:
        yield "identifier", identifier.url or f"{identifier.scheme}:{identifier.value}", ""
    if work.pdf is not None and work.has_readable_pdf:
        yield "format", "application/pdf", ""
        yield "identifier", absolute(work.pdf.url), ""
    yield "source", ", ".join(filter(None, (work.venue_name, work.venue_details))), ""
    yield "language", work.language, ""
    for version in work.versions.all():
        yield "relation", version.url, ""
    for link in work.links.all():
        yield "relation", link.url, ""
    yield "rights", work.license, ""
    if work.license_url != work.license:
        yield "rights", work.license_url, ""


def _subjects(work: PublicationPage) -> Iterator[Statement]:
    for topic in work.topics:
        names = {Localized.of(topic, "name", code) for code in language_codes()}
        for name in sorted(names):
            yield "subject", name, getattr(name, "language", "")
