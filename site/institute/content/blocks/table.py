"""A table of text, rich text and numbers."""

from __future__ import annotations

from collections import defaultdict
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, FloatBlock, RichTextBlock
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.rich_text import RichText as RichTextValue
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.ingest import organise_template_segments
from wagtail_localize.strings import extract_strings, restore_strings

from institute.content.blocks.base import MEDIA, ContentBlock
from institute.content.blocks.rich_text import LINE_FEATURES

Segment: TypeAlias = StringSegmentValue | TemplateSegmentValue


class Cells(TypedTableBlock):
    """The cells, each of which translators meet: wagtail-localize knows no tables by itself."""

    text = CharBlock(required=False, label=_("Text"))
    rich_text = RichTextBlock(required=False, features=LINE_FEATURES, label=_("Rich text"))
    number = FloatBlock(required=False, label=_("Number"))

    def get_translatable_segments(self, table: TypedTable) -> list[Segment]:
        segments: list[Segment] = []
        if table.caption:
            segments.append(StringSegmentValue("caption", table.caption))
        for index, column in enumerate(table.columns):
            if column["heading"]:
                segments.append(StringSegmentValue(f"heading-{index}", column["heading"]))
        for row_index, row in enumerate(table.row_data):
            for column_index, value in enumerate(row["values"]):
                segments += _cell_segments(f"cell-{row_index}-{column_index}", value)
        return segments

    def restore_translated_segments(self, table: TypedTable, segments: list[Segment]) -> TypedTable:
        by_path = defaultdict(list)
        for segment in segments:
            by_path[segment.path].append(segment)
        for path, translated in by_path.items():
            part, *place = path.split("-")
            if part == "caption":
                table.caption = translated[0].render_text()
            elif part == "heading":
                table.columns[int(place[0])]["heading"] = translated[0].render_text()
            else:
                table.row_data[int(place[0])]["values"][int(place[1])] = _cell_value(translated)
        return table


class Table(ContentBlock):
    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    table = Cells(label=_("Table"))
    row_headings = BooleanBlock(required=False, default=True, label=_("The first column names the rows"))

    class Meta:
        icon = "table"
        group = MEDIA
        label = _("Table")
        description = _("Rows and columns with a caption.")
        template = "content/blocks/table.html"
        label_format = "{heading}"
        preview_value = {
            "heading": "Programmes",
            "table": {
                "caption": "Students by programme",
                "columns": [
                    {"type": "text", "heading": "Programme"},
                    {"type": "number", "heading": "Students"},
                ],
                "rows": [{"values": ["Master’s", 210]}, {"values": ["Doctorate", 340]}],
            },
        }


def _cell_segments(path: str, value: object) -> list[Segment]:
    if isinstance(value, RichTextValue):
        template, strings = extract_strings(value.source)
        texts = [StringSegmentValue(path, string, attrs=attrs) for string, attrs in strings]
        return [TemplateSegmentValue(path, "html", template, len(strings)), *texts] if texts else []
    return [StringSegmentValue(path, value)] if isinstance(value, str) and value else []


def _cell_value(segments: list[Segment]) -> RichTextValue | str:
    if any(isinstance(segment, TemplateSegmentValue) for segment in segments):
        _format, template, strings = organise_template_segments(segments)
        return RichTextValue(restore_strings(template, strings))
    return segments[0].render_text()
