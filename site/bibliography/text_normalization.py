"""Folded text: what is compared and sorted when accents and capitals must not matter."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, Literal

from django.db import models

# Letters that Unicode does not decompose, as a reader of French or English would look them up.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)


def normalize_unicode(form: Literal["NFC", "NFKD"], text: str) -> str:
    """Return ``text`` in a normal form of Unicode, with at most thirty combining marks in a row.

    Normalizing sorts each run of marks, in time that grows with the square of its length. No language needs more than
    thirty (UAX #15, stream-safe text format).
    """
    return unicodedata.normalize(form, _runs_of_marks().sub(r"\1", text))


@cache
def _runs_of_marks() -> re.Pattern[str]:
    marks = "".join(map(re.escape, filter(unicodedata.combining, map(chr, range(0x20000)))))
    return re.compile(f"([{marks}]{{30}})[{marks}]+")


def normalize(text: str) -> str:
    """Return ``text`` without accents, capitals, ligatures or doubled spaces ("Régis" is "regis")."""
    if text.isascii():
        # Most text is, and bulk imports fold names by the million.
        return " ".join(text.lower().split())
    decomposed = normalize_unicode("NFKD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().translate(_LETTERS).replace("’", "'").split())


class NormalizedField(models.CharField):
    """A stored sort key.

    The collation "C" compares code points, so that the order is the same on every server, whatever
    its locale or ICU build.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 255)
        kwargs.setdefault("db_collation", "C")
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value[: self.max_length] if isinstance(value, str) else value
