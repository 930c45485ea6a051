"""Announce to channels what is due: what a worker that died has left, or all where no worker runs."""

from typing import Any

from django.core.management.base import BaseCommand

from institute.webhooks.dispatch import serve_channels


class Command(BaseCommand):
    help = "Send what is due to the channels that hear of changes. To be run every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        serve_channels.call()
