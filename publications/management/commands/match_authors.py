"""Match the authors of every published work to the people of the directory."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from publications.author_matching import PeopleIndex, match_publications
from publications.author_matching.batches import BATCH
from publications.models import PublicationPage

# What one work tells of another (who writes with whom, where) is known once both were read.
MOST_ROUNDS = 4


class Command(BaseCommand):
    help = "Matches the authors of all published works anew. Nothing that a librarian decided changes."

    def handle(self, *args: Any, **options: Any) -> None:
        pages = list(PublicationPage.objects.filter(live=True).order_by("pk").values_list("pk", flat=True))
        for number in range(1, MOST_ROUNDS + 1):
            changed = 0
            for start in range(0, len(pages), BATCH):
                changed += len(match_publications(pages[start : start + BATCH], PeopleIndex.current()))
            self.stdout.write(f"Round {number}: the matches of {changed} of {len(pages)} works changed.")
            if not changed:
                return
