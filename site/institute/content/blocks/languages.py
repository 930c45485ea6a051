"""The languages that a text inside a block may be in."""

from django.conf import settings


def spoken_languages() -> list[tuple[str, str]]:
    """Return the content languages; a function, so that no migration freezes the list."""
    return list(settings.WAGTAIL_CONTENT_LANGUAGES)
