"""What a confirmation page says beyond Wagtail's count of references."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from institute.content.removal import Action, alternatives, consequences

register = template.Library()


USAGE_SUMMARY = "wagtailadmin/shared/usage_summary.html"


@register.simple_tag(takes_context=True)
def wagtail_usage_summary(context: Context) -> SafeString:
    """Render the template of Wagtail's that ours takes the place of: it has no blocks to extend.

    A count of no references is left out where removing the object changes something all the same.
    """
    if not context.get("usage_count") and _sentences(context):
        return mark_safe("")
    engine = Engine.get_default()
    _ours, origin = engine.find_template(USAGE_SUMMARY)
    wagtails, _origin = engine.find_template(USAGE_SUMMARY, skip=[origin])
    rendered: SafeString = wagtails.render(context)
    return rendered


@register.inclusion_tag("content/admin/removal.html", takes_context=True)
def removal_consequences(context: dict[str, Any]) -> dict[str, Any]:
    """Describe what deleting or unpublishing the page or object of the view changes elsewhere."""
    instance, action = _subject(context)
    offered = alternatives(instance, action) if instance is not None else []
    return {
        "sentences": _sentences(context),
        "alternatives": [_rendered(name, instance, context) for name in offered],
    }


def _subject(context: Any) -> tuple[Any, Action]:
    """Return what is removed, and how.

    Of the two views that show a page's usage, the one that unpublishes counts the live pages below it.
    """
    action = Action.UNPUBLISH if "live_descendant_count" in context else Action.DELETE
    return context.get("page") or context.get("object"), action


def _sentences(context: Any) -> list[str]:
    instance, action = _subject(context)
    return consequences(instance, action) if instance is not None else []


def _rendered(name: str, instance: Any, context: dict[str, Any]) -> SafeString:
    rendered = render_to_string(name, {"object": instance}, request=context["request"])
    return mark_safe(rendered)
