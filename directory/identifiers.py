"""Identifiers of people and institutions, each kept in one normal form and checked.

All of them are stored as full addresses (``https://orcid.org/0000-0002-1825-0097``), which is how
their registries ask to have them shown and how OpenAlex and Crossref send them. The Google Scholar
identifier alone is a bare string, since it belongs to an address that may change.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_11_2, mod_97_10

ORCID_ADDRESS = "https://orcid.org/"
ROR_ADDRESS = "https://ror.org/"
OPENALEX_ADDRESS = "https://openalex.org/"
GOOGLE_SCHOLAR_ADDRESS = "https://scholar.google.com/citations?user="

# No pattern reads more of a text: all of these identifiers, with their addresses, are far shorter.
_LONGEST_TEXT = 500
_CROCKFORD_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def normalize_orcid(text: str) -> str:
    """Return the full address of an ORCID iD, however it was typed; raise ValidationError if wrong.

    The last of its sixteen characters is a check digit after ISO 7064 mod 11-2, and may be an X.
    """
    text = text[:_LONGEST_TEXT]
    compact = re.sub(
        r"^\s*(?:orcid(?:\s*id)?\s*[:=]?\s*(?!\.org))?(https?://)?(www\.)?(?:orcid\.org/)?|[\s\-‐‑‒–—−]|[?#][^\n]*",
        "",
        text,
        flags=re.IGNORECASE,
    )
    compact = compact.rstrip("/").upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", compact) or not mod_11_2.is_valid(compact):
        raise ValidationError(
            _("“%(text)s” is not an ORCID iD: it should look like https://orcid.org/0000-0002-1825-0097."),
            code="orcid",
            params={"text": text},
        )
    return ORCID_ADDRESS + "-".join(compact[start : start + 4] for start in range(0, 16, 4))


def normalize_ror(text: str) -> str:
    """Return the full address of a ROR identifier; raise ValidationError if wrong.

    After a leading 0 come six digits in Crockford's base 32 and two check digits (ISO 7064 mod 97-10).
    """
    text = text[:_LONGEST_TEXT]
    compact = re.sub(r"^\s*(https?://)?(www\.)?ror\.org/", "", text, flags=re.IGNORECASE)
    compact = compact.strip().rstrip("/").lower()
    if not re.fullmatch(rf"0[{_CROCKFORD_DIGITS}]{{6}}[0-9]{{2}}", compact) or not mod_97_10.is_valid(
        f"{_from_crockford(compact[:7])}{compact[7:]}"
    ):
        raise ValidationError(
            _("“%(text)s” is not a ROR identifier: it should look like https://ror.org/0161xgx34."),
            code="ror",
            params={"text": text},
        )
    return ROR_ADDRESS + compact


def normalize_openalex_author(text: str) -> str:
    """Return the full address of an author in OpenAlex; raise ValidationError if wrong."""
    text = text[:_LONGEST_TEXT]
    found = re.fullmatch(
        r"\s*(?:https?://(?:api\.)?openalex\.org/(?:authors/|people/)?)?(a[1-9][0-9]*)/?\s*", text, re.IGNORECASE
    )
    if not found:
        raise ValidationError(
            _("“%(text)s” is not an author in OpenAlex: it should look like https://openalex.org/A5012345678."),
            code="openalex",
            params={"text": text},
        )
    return OPENALEX_ADDRESS + found[1].upper()


def normalize_google_scholar(text: str) -> str:
    """Return the ``user`` part of a Google Scholar profile; raise ValidationError if wrong."""
    text = text[:_LONGEST_TEXT]
    found = re.fullmatch(r"\s*(?:https?://\S*[?&]user=)?([\w-]{12})(?:&\S*)?\s*", text, re.ASCII)
    if not found:
        raise ValidationError(
            _("“%(text)s” is not a Google Scholar profile: paste its address, which holds “user=”."),
            code="google_scholar",
            params={"text": text},
        )
    return found[1]


def _from_crockford(text: str) -> int:
    number = 0
    for character in text:
        number = number * 32 + _CROCKFORD_DIGITS.index(character)
    return number


class _NoneWhenEmpty(DeferredAttribute):
    """Keeps None for an empty text, so that any number of rows may be without an identifier."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value or None


class IdentifierField(models.CharField):
    """An identifier in its normal form, unique where there is one; without one, NULL."""

    normalize: ClassVar[staticmethod[[str], str]]
    descriptor_class = _NoneWhenEmpty

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Longer than any normal form: what is pasted may carry the rest of an address.
        kwargs.setdefault("max_length", 255)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("unique", True)
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        value = super().clean(value, model_instance)
        return type(self).normalize(value) if value else None


class OrcidField(IdentifierField):
    normalize = staticmethod(normalize_orcid)


class RorField(IdentifierField):
    normalize = staticmethod(normalize_ror)


class OpenAlexAuthorField(IdentifierField):
    normalize = staticmethod(normalize_openalex_author)


class GoogleScholarField(IdentifierField):
    normalize = staticmethod(normalize_google_scholar)
