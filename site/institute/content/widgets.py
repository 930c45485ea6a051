"""The widgets of the admin, started by a script of ours in place of Wagtail's inline ones.

The Content-Security-Policy forbids inline scripts. Where Wagtail prints one after a widget, we print an
element that names what to start and with which arguments; ``js/admin/widgets.js`` gives that element
its life. Five templates of Wagtail's (``wagtailadmin/panels`` and ``wagtailadmin/widgets``) and
``BaseChooser.render`` print such scripts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets import AdminPageChooser, BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.models import Page
from wagtail.snippets.widgets import AdminSnippetChooser


def start_choosers_without_inline_scripts() -> None:
    """Take the place of the one method that all choosers are drawn by."""
    BaseChooser.render = render


def translate_choosers_on_render() -> None:
    """Let the texts of a chooser be in the language of the request that renders it.

    Wagtail formats the name of the model into them when the widget is made, and a block makes its widget once for the
    life of the process (``ChooserBlock.widget``). Remove this function once ``AdminPageChooser.__init__`` and
    ``AdminSnippetChooser.__init__`` format their texts lazily.
    """
    AdminPageChooser.__init__ = _followed_by(AdminPageChooser.__init__, _name_page_type)
    AdminSnippetChooser.__init__ = _followed_by(AdminSnippetChooser.__init__, _name_snippet_type)


def translate_chooser_windows() -> None:
    """Let the texts of a window of choices be in the language of the request, as those of every other view are.

    Wagtail translates them once, when the module is imported. Remove this function once ``ChooserViewSet`` translates them
    lazily.
    """
    # The texts are Wagtail's own, and so are their translations.
    texts = {
        "choose_one_text": "Choose",
        "choose_another_text": "Choose another",
        "edit_item_text": "Edit",
        "search_tab_label": "Search",
        "create_action_label": "Create",
    }
    for name, text in texts.items():
        setattr(ChooserViewSet, name, gettext_lazy(text))


def label_bulk_actions() -> None:
    """Give the one field of bulk publishing and unpublishing a label that is translated: Wagtail gives it none."""
    DefaultPageForm.base_fields["include_descendants"].label = gettext_lazy("Include subpages")


def _followed_by(init: Callable[..., None], then: Callable[[Any, dict[str, Any]], None]) -> Callable[..., None]:
    @wraps(init)
    def init_lazily(widget: Any, *args: Any, **kwargs: Any) -> None:
        init(widget, *args, **kwargs)
        then(widget, kwargs)

    return init_lazily


def _name_page_type(widget: AdminPageChooser, given: dict[str, Any]) -> None:
    if widget.model is not Page:
        text = given.get("choose_one_text", type(widget).choose_one_text)
        widget.choose_one_text = format_lazy("{} ({})", text, capfirst(widget.model._meta.verbose_name))


def _name_snippet_type(widget: AdminSnippetChooser, given: dict[str, Any]) -> None:
    for name, text in (
        ("choose_one_text", "Choose %(object)s"),
        ("choose_another_text", "Choose another %(object)s"),
        ("link_to_chosen_text", "Edit this %(object)s"),
    ):
        if name not in given:
            # The texts are Wagtail's own, and so are their translations.
            setattr(widget, name, _interpolated(text, widget.model._meta.verbose_name))


def _interpolated(text: str, name: Any) -> Any:
    return lazy(lambda: gettext(text) % {"object": name}, str)()


def render(chooser: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None) -> SafeString:
    """Return the chooser's HTML, followed by the element that starts it."""
    identifier = attrs["id"]
    value_data = chooser.get_value_data(as_key(chooser, value))
    return format_html(
        '{}<widget-start data-{}="{}" data-arguments="{}" hidden></widget-start>',
        chooser.render_html(name, value_data, attrs),
        *starting(chooser, identifier, name, value_data),
    )


def as_key(chooser: BaseChooser, value: Any) -> Any:
    """Return ``value``, or None where it is no key of the chooser's model: a refused form is rendered as it was sent."""
    if value is None or isinstance(value, models.Model):
        return value
    try:
        return chooser.model_class._meta.pk.to_python(value)
    except ValidationError:
        return None


def starting(chooser: BaseChooser, identifier: str, name: str, value_data: Any) -> tuple[str, str, str]:
    """Return how the chooser is started: "new" or "call", of what, and with which arguments."""
    if isinstance(chooser, AdminTaskChooser):
        return "call", "createTaskChooser", json.dumps([identifier])
    options = chooser.get_js_init_options(identifier, name, value_data)
    return "new", chooser.js_constructor, json.dumps([identifier, options])
