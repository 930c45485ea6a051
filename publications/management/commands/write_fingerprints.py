"""Write anew what works are found by when records are compared with them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from bibliography.deduplication.blocking import write_fingerprints
from publications.models import PublicationPage


class Command(BaseCommand):
    help = "Write the fingerprints of all works anew, after an upgrade that changes how they are made."

    def handle(self, *args: Any, **options: Any) -> None:
        page_ids = list(PublicationPage.objects.order_by("pk").values_list("pk", flat=True))
        write_fingerprints(page_ids)
        self.stdout.write(f"Fingerprints of {len(page_ids)} works written.")
