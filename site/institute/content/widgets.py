"""The widgets of the admin, started by a script of ours in place of Wagtail's inline ones.

The Content-Security-Policy forbids inline scripts. Where Wagtail prints one after a widget, we print an
element that names what to start and with which arguments; ``js/admin/widgets.js`` gives that element
its life. Five templates of Wagtail's (``wagtailadmin/panels`` and ``wagtailadmin/widgets``) and
``BaseChooser.render`` print such scripts.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser


def start_choosers_without_inline_scripts() -> None:
    """Take the place of the one method that all choosers are drawn by."""
    BaseChooser.render = render


def render(chooser: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None) -> SafeString:
    """Return the chooser's HTML, followed by the element that starts it."""
    identifier = attrs["id"]
    value_data = chooser.get_value_data(value)
    return format_html(
        '{}<widget-start data-{}="{}" data-arguments="{}" hidden></widget-start>',
        chooser.render_html(name, value_data, attrs),
        *starting(chooser, identifier, name, value_data),
    )


def starting(chooser: BaseChooser, identifier: str, name: str, value_data: Any) -> tuple[str, str, str]:
    """Return how the chooser is started: "new" or "call", of what, and with which arguments."""
    if isinstance(chooser, AdminTaskChooser):
        return "call", "createTaskChooser", json.dumps([identifier])
    options = chooser.get_js_init_options(identifier, name, value_data)
    return "new", chooser.js_constructor, json.dumps([identifier, options])
