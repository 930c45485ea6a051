"""What text suffers on its way through other systems, and how it is made whole again."""

from __future__ import annotations

import re

from institute.content.folding import normalize_unicode

# In none of our texts; the private ones are our own marks, see `marks`.
_NEVER_WANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b\u200e\u200f\u2060\ufeff\ufffe\uffff\ue000-\ue00f\ud800-\udfff]"
)
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
    text = _NEVER_WANTED.sub("", text).translate(_PRINTERS_LIGATURES)
    return normalize_unicode("NFC", text)


def _decoded_once(match: re.Match[str]) -> str:
    try:
        return b"".join(_windows_byte(character) for character in match[0]).decode()
    except UnicodeError:
        return match[0]


def _windows_byte(character: str) -> bytes:
    return character.encode("latin-1") if "\x80" <= character <= "\x9f" else character.encode("cp1252")


def _as_windows_means(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode("cp1252", errors="ignore")
