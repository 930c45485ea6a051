"""What text suffers on its way through other systems, and how it is made whole again."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from bibliography.text.bidi import without_bidi_controls
from bibliography.text_normalization import normalize_unicode

_Value = TypeVar("_Value")

# In none of our texts; the private ones are our own marks, see `marks`.
_NEVER_WANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff\ue000-\ue00f\ud800-\udfff]"
)
# What PostgreSQL does not store, halves of characters, and what is no character.
_UNSOUND = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
_MISREAD_CONTROLS = re.compile("[\x80-\x9f]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85]")
_PRINTERS_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})

# What Windows-1252 shows for the second and later bytes of UTF-8, quotation marks, dashes and dots apart.
_UNLIKELY_AFTER_A_LETTER = "[€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ\x80-\x9f\xa0-\xbf]"
_LATER = "[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\x80-\xbf]"
_MOJIBAKE = re.compile(f"[ÂÃ]{_LATER}|[ÄÅ]{_UNLIKELY_AFTER_A_LETTER}|â[€‚„ˆ†‰\x80-\x8b]{_LATER}")


def repair(text: str) -> str:
    """The text in NFC, without control characters, with what was decoded twice decoded once."""
    if text.isascii():
        return _NEVER_WANTED.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    text = _MOJIBAKE.sub(_decoded_once, text)
    text = _LINE_ENDS.sub("\n", text)
    text = _MISREAD_CONTROLS.sub(_as_windows_means, text)
    text = without_bidi_controls(_NEVER_WANTED.sub("", text)).translate(_PRINTERS_LIGATURES)
    return normalize_unicode("NFC", text)


def sound(value: _Value) -> _Value:
    """Return a record, or a part of one, of which every text can be stored and printed beside others."""
    result: _Value = _sound(value)
    return result


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() and "\0" not in value else without_bidi_controls(_UNSOUND.sub("", value))
    if isinstance(value, Mapping):
        return {_sound(name): _sound(inner) for name, inner in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(_sound, value))
    if isinstance(value, list | tuple):
        return type(value)(map(_sound, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        known = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **{name: _sound(inner) for name, inner in known.items()})
    return value


def _decoded_once(match: re.Match[str]) -> str:
    try:
        return b"".join(_windows_byte(character) for character in match[0]).decode()
    except UnicodeError:
        return match[0]


def _windows_byte(character: str) -> bytes:
    return character.encode("latin-1") if "\x80" <= character <= "\x9f" else character.encode("cp1252")


def _as_windows_means(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode("cp1252", errors="ignore")
