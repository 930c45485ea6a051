"""The language of a work, as sources name it, as one of the codes that a publication may have."""

from __future__ import annotations

from functools import cache

from django.conf.locale import LANG_INFO

from bibliography.languages import work_languages
from bibliography.text_normalization import normalize

# Names of babel's and polyglossia's options, and ISO 639-2 codes, that no rule leads to.
_OTHERS = {
    "american": "en", "british": "en", "canadian": "en", "ukenglish": "en", "usenglish": "en", "australian": "en",
    "eng": "en", "francais": "fr", "frenchb": "fr", "canadien": "fr", "acadian": "fr", "fra": "fr", "fre": "fr",
    "anglais": "en", "ngerman": "de", "austrian": "de", "deutsch": "de", "ger": "de", "deu": "de", "allemand": "de",
    "espanol": "es", "spa": "es", "espagnol": "es", "castilian": "es", "brazilian": "pt", "brazil": "pt",
    "portuges": "pt", "por": "pt", "italiano": "it", "ita": "it", "dut": "nl", "nld": "nl", "rus": "ru", "jpn": "ja",
    "chi": "zh", "zho": "zh", "chinese": "zh", "kor": "ko", "pol": "pl", "swe": "sv", "nor": "nb", "norsk": "nb",
    "nynorsk": "nn", "dan": "da", "fin": "fi", "cze": "cs", "ces": "cs", "gre": "el", "ell": "el", "tur": "tr",
    "ara": "ar", "heb": "he", "hun": "hu", "ukr": "uk", "cat": "ca", "per": "fa", "fas": "fa", "magyar": "hu",
}  # fmt: skip


def language_code(text: str) -> str:
    """`fr` for `fr-CA`, `French`, `français`, `fra`, `frenchb`; empty where it is none that we know."""
    normalized = normalize(text).strip()
    known = _known()
    return known.get(normalized) or known.get(normalized.replace("_", "-").split("-")[0]) or ""


@cache
def _known() -> dict[str, str]:
    codes = {code: code for code, _ in work_languages()}
    names = {
        normalize(str(LANG_INFO[code][key])): code
        for code in codes
        for key in ("name", "name_local")
        if key in LANG_INFO[code]
    }
    return {**names, **{name: code for name, code in _OTHERS.items() if code in codes}, **codes}
