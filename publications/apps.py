from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = _("Publications")

    def ready(self) -> None:
        from publications import dependencies, profile, removal, search, signals
        from publications.oai import contact  # noqa: F401

        dependencies.declare()
        signals.connect()
        removal.register()
        search.register()
        profile.extend_person_form()
