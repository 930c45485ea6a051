"""How the values of two versions of a page are printed beside each other.

Wagtail prints values that are neither text nor relations as Python writes them: "None", "False".
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template.defaultfilters import yesno
from django.utils.encoding import force_str
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from wagtail.admin import compare


def print_values_as_texts() -> None:
    """Take the place of the classes that compare what Wagtail has no class of its own for."""
    compare.FieldComparison = ValueComparison
    compare.ChoiceFieldComparison = ChoiceComparison
    compare.RichTextBlockComparison = BlockValueComparison
    compare.ListBlockComparison = ListComparison


def as_text(value: Any) -> str:
    """Return ``value`` as an editor reads it; an empty one is an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return capfirst(str(yesno(value)))
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return date_format(value)
    return force_str(value)


class ValueComparison(compare.FieldComparison):
    def htmldiff(self) -> SafeString:
        before, after = as_text(self.val_a), as_text(self.val_b)
        if not self.has_changed():
            return escape(before)
        changes = [("deletion", before), ("addition", after)]
        return compare.TextDiff([(change, text) for change, text in changes if text]).to_html()


class ChoiceComparison(compare.ChoiceFieldComparison):
    def htmldiff(self) -> SafeString:
        return SafeString("") if self.val_a is None and self.val_b is None else super().htmldiff()


class BlockValueComparison(compare.RichTextBlockComparison):
    """Compare values of blocks by what the block renders, or by their texts where there is nothing to render."""

    def htmlvalue(self, val: Any) -> SafeString:
        return escape(self._text(val))

    def htmldiff(self) -> SafeString:
        return compare.diff_text(self._text(self.val_a), self._text(self.val_b)).to_html()

    def _text(self, value: Any) -> str:
        if value is None or isinstance(value, bool):
            return as_text(value)
        text: str = compare.text_from_html(self.block.render_basic(value))
        return text


class ListComparison(compare.ListBlockComparison):
    """Compare lists; one that is new, deleted or unchanged is printed as the same blocks are elsewhere."""

    def htmlvalue(self, val: Any) -> SafeString:
        children = self.get_blocks_from_value(val)
        printed = (
            compare.get_comparison_class_for_block(child.block)(
                child.block, True, True, child.value, child.value
            ).htmlvalue(child.value)
            for child in children
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((html,) for html in printed)))
