"""Builds the demo institute on an empty site; safe to repeat."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from demo.loading import load


class Command(BaseCommand):
    help = "Build the demo institute in both languages. A site that already has a home page is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        self.is_quiet = options["verbosity"] == 0
        started = time.monotonic()
        if load(lambda step: self._say(f"{step} …")):
            self._say(f"The demo is ready ({time.monotonic() - started:.0f} s).")
        else:
            self._say("The site has a home page already: nothing to load.")

    def _say(self, line: str) -> None:
        if not self.is_quiet:
            self.stdout.write(line)
