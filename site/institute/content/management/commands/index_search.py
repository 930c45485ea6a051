"""Write the search entries of all live pages anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from wagtail.models import Page

from institute.content.pages import BasePage
from institute.search import index

BATCH = 500


class Command(BaseCommand):
    help = "Write the search entries of all live pages anew, as after an upgrade that changes how words are found."

    def handle(self, *args: Any, **options: Any) -> None:
        keys = list(Page.objects.live().order_by("pk").values_list("pk", flat=True))
        count = 0
        for start in range(0, len(keys), BATCH):
            pages = Page.objects.filter(pk__in=keys[start : start + BATCH]).specific()
            indexed = [page for page in pages if isinstance(page, BasePage)]
            index.index_pages(indexed)
            count += len(indexed)
        self.stdout.write(f"{count} pages indexed.")
