from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "institute.content"
    label = "content"
    verbose_name = _("Content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from institute.content import checks, comparing, page_chooser, signals, widgets  # noqa: F401  (checks register themselves)
        from institute.content.dependencies import pages

        pages.declare()
        signals.connect()
        widgets.start_choosers_without_inline_scripts()
        widgets.translate_choosers_on_render()
        widgets.translate_chooser_windows()
        widgets.label_bulk_actions()
        page_chooser.list_records_in_every_language()
        comparing.print_values_as_texts()
