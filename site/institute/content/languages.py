"""The two content languages, and text that has one column a language.

Languages are short codes ("en", "fr"), as in ``settings.WAGTAIL_CONTENT_LANGUAGES``.
The default language is the first of them; nothing here assumes which one that is.
"""

from __future__ import annotations

from typing import Any, overload

from django.conf import settings
from django.db import models
from django.utils import translation


def language_codes() -> list[str]:
    """Return the codes of the content languages, the default one first."""
    return [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]


def default_language() -> str:
    """Return the code of the language that the site opens in."""
    return language_codes()[0]


def as_content_language(code: str | None) -> str:
    """Return the content language that ``code`` belongs to ("fr-ca" is "fr"), or the default one."""
    if code:
        base = code.lower().split("-")[0]
        if base in language_codes():
            return base
    return default_language()


def active_language() -> str:
    """Return the content language in force; outside a request, or in an unknown one, the default."""
    return as_content_language(translation.get_language())


class LocalizedText(str):
    """Text that knows the language it is written in.

    ``is_fallback`` is true where the text stands in for a missing one in the language asked for:
    templates then mark it with ``lang``, and the API names it.
    """

    language: str
    is_fallback: bool

    def __new__(cls, text: str, language: str, *, is_fallback: bool = False) -> LocalizedText:
        self = super().__new__(cls, text)
        self.language = language
        self.is_fallback = is_fallback
        return self


class Localized:
    """Read ``<name>_en`` or ``<name>_fr``, whichever the reader's language asks for.

    Declared beside the columns it reads::

        name_en = models.CharField(max_length=255)
        name_fr = models.CharField(max_length=255, blank=True)
        name = Localized()

    Where the language has no text, the next language that has one stands in, and says so.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Localized: ...

    @overload
    def __get__(self, instance: models.Model, owner: type) -> LocalizedText: ...

    def __get__(self, instance: models.Model | None, owner: type) -> Localized | LocalizedText:
        if instance is None:
            return self
        return self.of(instance, self.name)

    @staticmethod
    def of(instance: Any, name: str, language: str | None = None) -> LocalizedText:
        """Return the text of ``name`` in ``language`` (the active one by default), or its fallback."""
        wanted = language or active_language()
        for code in [wanted, *(code for code in language_codes() if code != wanted)]:
            text = getattr(instance, f"{name}_{code}")
            if text:
                return LocalizedText(text, code, is_fallback=code != wanted)
        return LocalizedText("", wanted)
