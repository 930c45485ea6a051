from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "institute.api"

    def ready(self) -> None:
        from wagtail.models import Collection, CollectionViewRestriction

        from institute.content.change_log import register_vocabulary
        from institute.content.models import Document

        # Answers name files that may be taken: what a client holds is stale once these change.
        register_vocabulary(Document)
        register_vocabulary(Collection)
        register_vocabulary(CollectionViewRestriction)
