"""Translators meet the words of every block, and get back what they wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest
from wagtail.models import Locale
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.ingest import ingest_segments
from wagtail_localize.segments.types import StringSegmentValue
from wagtail_localize.strings import StringValue

from home.models import SectionPage
from tests.factories.home import DocumentFactory, ImageFactory, SectionPageFactory
from tests.fixtures import SiteTree

pytestmark = pytest.mark.django_db

TABLE = {
    "caption": "A caption",
    "columns": [{"type": "text", "heading": "A column"}, {"type": "rich_text", "heading": "Links"}],
    "rows": [{"values": ["A cell", "<p>A <b>rich</b> cell</p>"]}],
}


@pytest.fixture
def page(site_tree: SiteTree) -> SectionPage:
    image = ImageFactory()
    blocks: list[tuple[str, Any]] = [
        ("rich_text", "<h2>A title</h2><p>A <b>bold</b> paragraph</p>"),
        ("featured", {"heading": "Cards", "cards": [{"page": site_tree.directory["en"], "text": "A card"}]}),
        ("section", {"heading": "Section", "text": "<p>Its text</p>", "image": image}),
        ("section", {"heading": "No picture", "text": "<p>Its text</p>"}),
        ("image", {"image": image, "caption": "A legend"}),
        ("embed", {"url": "https://example.org/", "title": "A film"}),
        ("quote", {"quote": "Words", "name": "Somebody"}),
        ("logos", {"logos": [{"name": "A partner"}]}),
        ("accordion", {"heading": "Questions", "entries": [{"title": "Why?", "text": "<p>Because</p>"}]}),
        ("downloads", {"files": [{"document": DocumentFactory(), "title": "A report"}]}),
        ("figures", {"figures": [{"number": "3", "label": "things"}]}),
        ("table", {"heading": "Numbers", "table": TABLE}),
    ]
    page = SectionPageFactory(parent=site_tree.home["en"], body=blocks)
    return SectionPage.objects.get(pk=page.pk)


def test_every_word_of_every_block_can_be_translated(page: SectionPage) -> None:
    words = " ".join(
        segment.render_text() for segment in extract_segments(page) if isinstance(segment, StringSegmentValue)
    )
    for text in (
        "A title", "A bold paragraph", "A card", "Its text", "A legend", "A film", "Words", "A partner", "Why?",
        "Because", "A report", "things", "A caption", "A column", "A cell", "A rich cell",
    ):  # fmt: skip
        assert text in words


def test_translated_words_stand_where_the_originals_stood(page: SectionPage) -> None:
    french = page.aliases.get().specific
    segments = []
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            segment.string = StringValue(segment.string.data.replace("A ", "Un·e "))
        segments.append(segment)
    source, target = Locale.objects.get(language_code="en"), Locale.objects.get(language_code="fr")
    ingest_segments(page, french, source, target, segments)
    blocks = {child.block_type: child.value for child in french.body}
    table = blocks["table"]["table"]
    assert table.caption == "Un·e caption"
    assert table.columns[0]["heading"] == "Un·e column"
    assert table.row_data[0]["values"][0] == "Un·e cell"
    assert "Un·e <b>rich</b> cell" in table.row_data[0]["values"][1].source
    assert "Un·e <b>bold</b> paragraph" in blocks["rich_text"].source
    assert blocks["featured"]["cards"][0]["text"] == "Un·e card"


def test_a_block_kept_with_fields_left_out_can_still_be_translated(site_tree: SiteTree) -> None:
    section = {"type": "section", "id": "a1", "value": {"heading": "No picture", "text": "<p>Its text</p>"}}
    page = SectionPageFactory(parent=site_tree.home["en"])
    page.body = SectionPage._meta.get_field("body").to_python(json.dumps([section]))
    page.save()
    segments = extract_segments(SectionPage.objects.get(pk=page.pk))
    words = [segment.render_text() for segment in segments if isinstance(segment, StringSegmentValue)]
    assert {"No picture", "Its text"} <= set(words)
