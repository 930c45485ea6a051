"""Which files visitors may read: an embargo, or a work that is not public, closes the file itself."""

from __future__ import annotations

from django.utils import timezone

from institute.content.languages import language_codes
from institute.content.models import Document
from publications.models import PublicationPage


def is_closed(document: Document) -> bool:
    """Whether a work keeps the file from visitors.

    One embargo closes it, wherever else it stands. Without an embargo, a file that belongs to works is as public as
    the most public of them.
    """
    works = PublicationPage.objects.filter(pdf=document)
    if works.filter(embargo_until__gt=timezone.localdate()).exists():
        return True
    return works.exists() and not any(works.visible(language).exists() for language in language_codes())
