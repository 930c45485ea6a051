"""System checks of page types, of blocks and of a deployment's settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks
from wagtail.admin.panels import FieldPanel, Panel, TitleFieldPanel
from wagtail.blocks import Block, ListBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import get_page_models

from institute.content.forms import BasePageForm
from institute.content.pages import BasePage


def field_panels(panel: Panel) -> Iterator[FieldPanel]:
    """Yield the field panels at and below ``panel``."""
    if isinstance(panel, FieldPanel):
        yield panel
    for child in getattr(panel, "children", ()):
        yield from field_panels(child)


def struct_blocks(block: Block) -> Iterator[StructBlock]:
    """Yield the struct blocks at and below ``block``."""
    if isinstance(block, StructBlock):
        yield block
    if isinstance(block, ListBlock):
        yield from struct_blocks(block.child_block)
    for child in getattr(block, "child_blocks", {}).values():
        yield from struct_blocks(child)


@checks.register
def check_blocks_are_labelled(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse a block without a format of its label: Wagtail joins the texts of all fields, “No” of a checkbox included."""
    unlabelled: dict[type[StructBlock], checks.CheckMessage] = {}
    for model in get_page_models():
        for field in model._meta.concrete_fields if issubclass(model, BasePage) else ():
            for block in struct_blocks(field.stream_block) if isinstance(field, StreamField) else ():
                if not getattr(block.meta, "label_format", None):
                    unlabelled[type(block)] = checks.Error(
                        f"The block {type(block).__name__} has no label_format.",
                        hint='Name the field that tells it from others: label_format = "{heading}".',
                        obj=model,
                        id="content.E003",
                    )
    return list(unlabelled.values())


@checks.register
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


@checks.register(checks.Tags.security, deploy=True)
def check_mail(**_options: Any) -> list[checks.CheckMessage]:
    """Warn where mail is printed or dropped: nobody can reset a password, and no editor is notified."""
    if settings.EMAIL_BACKEND not in settings.UNDELIVERED_EMAIL_BACKENDS:
        return []
    return [
        checks.Warning(
            "No mail is sent: passwords cannot be reset, and editors are notified of nothing.",
            hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example.org:587.",
            id="institute.W001",
        )
    ]
