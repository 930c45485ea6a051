"""The languages that works are written in."""

from __future__ import annotations

from typing import Any

from django.conf.global_settings import LANGUAGES
from django.utils.translation import gettext_lazy


def work_languages() -> list[tuple[str, Any]]:
    """Language codes with their names in the reader's language, without regional variants."""
    return [(code, gettext_lazy(name)) for code, name in LANGUAGES if "-" not in code]
