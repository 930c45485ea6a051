from typing import Any

from django.core.management.base import BaseCommand

from home.roles import ensure_roles


class Command(BaseCommand):
    help = "Make the groups of the web team, their rights and their workflow. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_roles()
        self.stdout.write(self.style.SUCCESS("Groups, rights and workflow are in place."))
