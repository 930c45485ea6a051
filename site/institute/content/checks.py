"""System checks for the page types of the project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core import checks
from wagtail.admin.panels import FieldPanel, Panel, TitleFieldPanel
from wagtail.models import get_page_models

from institute.content.forms import BasePageForm
from institute.content.pages import BasePage


def field_panels(panel: Panel) -> Iterator[FieldPanel]:
    """Yield the field panels at and below ``panel``."""
    if isinstance(panel, FieldPanel):
        yield panel
    for child in getattr(panel, "children", ()):
        yield from field_panels(child)


def check_slugs_are_derived(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse a page type whose form leaves it to the editor to type a slug."""
    errors: list[checks.CheckMessage] = []
    for model in get_page_models():
        if not issubclass(model, BasePage):
            continue
        titles = [panel for panel in field_panels(model.get_edit_handler()) if panel.field_name == "title"]
        if not all(isinstance(panel, TitleFieldPanel) for panel in titles):
            errors.append(
                checks.Error(
                    "The form shows the title in a FieldPanel, which never fills the slug.",
                    hint='Use TitleFieldPanel("title").',
                    obj=model,
                    id="content.E001",
                )
            )
        if not issubclass(model.base_form_class, BasePageForm):
            errors.append(
                checks.Error(
                    "The form of the page requires a slug.",
                    hint="Derive base_form_class from institute.content.forms.BasePageForm.",
                    obj=model,
                    id="content.E002",
                )
            )
    return errors
