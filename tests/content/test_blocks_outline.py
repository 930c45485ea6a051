"""The contents of a page, made from its headings."""

from __future__ import annotations

from typing import Any

import pytest

from home.models import SectionPage
from institute.content.blocks.outline import outline


def body(*blocks: tuple[str, Any]) -> Any:
    stream_block = SectionPage._meta.get_field("body").stream_block
    return stream_block.to_python(
        [{"type": kind, "value": value, "id": f"b{index}"} for index, (kind, value) in enumerate(blocks)]
    )


def anchors(stream: Any) -> list[tuple[str, str]]:
    return [(heading.text, heading.anchor) for heading in outline(stream)]


def test_headings_of_blocks_and_of_running_text_are_listed_in_order() -> None:
    stream = body(
        ("rich_text", "<h2>What we <i>mean</i></h2><p>…</p><h3>Aside</h3><h2>Sûreté &amp; droits</h2>"),
        ("quote", {"quote": "No heading here."}),
        ("accordion", {"heading": "Questions", "entries": []}),
    )
    assert anchors(stream) == [
        ("What we mean", "what-we-mean"),
        ("Sûreté & droits", "surete-droits"),
        ("Questions", "questions"),
    ]


def test_equal_headings_get_anchors_of_their_own() -> None:
    stream = body(("rich_text", "<h2>Team</h2><h2>Team</h2>"), ("accordion", {"heading": "Team", "entries": []}))
    assert [anchor for _text, anchor in anchors(stream)] == ["team", "team-2", "team-3"]


def test_an_anchor_survives_changes_elsewhere_on_the_page() -> None:
    before = anchors(body(("rich_text", "<h2>Values</h2>")))
    after = anchors(body(("rich_text", "<p>New.</p><h2>History</h2>"), ("rich_text", "<h2>Values</h2>")))
    assert before[0] in after


@pytest.mark.django_db
def test_every_heading_of_the_contents_is_printed_with_its_anchor() -> None:
    stream = body(
        ("rich_text", '<h2 data-block-key="k">Values</h2><h2>  </h2><h2>Rights</h2>'),
        ("accordion", {"heading": "Questions", "entries": []}),
    )
    headings = outline(stream)
    html = "".join(child.render() for child in stream)
    assert [heading.anchor for heading in headings] == ["values", "rights", "questions"]
    for heading in headings:
        assert html.count(f'id="{heading.anchor}"') == 1
