"""What a confirmation page says beyond Wagtail's count of references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from institute.content.removal import Action, alternatives, consequences

register = template.Library()


USAGE_SUMMARY = "wagtailadmin/shared/usage_summary.html"

# Variables under which Wagtail's confirmation pages hold what is removed. In those of bulk actions each is a dictionary.
SUBJECTS = ("page", "image", "document", "snippet", "object")

# Each description costs queries, and "all pages of the list" may be thousands.
DESCRIBED_AT_ONCE = 50


@register.inclusion_tag("content/admin/removal.html", takes_context=True)
def removal_summary(context: Context) -> dict[str, Any]:
    """Describe what deleting or unpublishing the page or object of the view changes elsewhere.

    Wagtail's summary of references comes first; a count of none is left out where something changes all the same.
    """
    instance, action = _subject(context)
    number = context["forloop"]["counter"] if "forloop" in context else 1
    if instance is None or number > DESCRIBED_AT_ONCE:
        omission = [_omission()] if number == DESCRIBED_AT_ONCE + 1 else []
        return {"usage": _usage(context), "sentences": omission}
    sentences = consequences(instance, action)
    return {
        "usage": "" if sentences and not context.get("usage_count") else _usage(context),
        "sentences": sentences,
        "alternatives": [_rendered(name, instance, context) for name in alternatives(instance, action)],
    }


@register.inclusion_tag("content/admin/bulk_unpublish.html")
def bulk_unpublish_summary(items: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Describe what unpublishing the pages of a bulk action changes elsewhere."""
    pages = [item["item"] for item in items]
    described = [(page, consequences(page, Action.UNPUBLISH)) for page in pages[:DESCRIBED_AT_ONCE]]
    return {
        "pages": [(page, sentences) for page, sentences in described if sentences],
        "omission": _omission() if len(pages) > DESCRIBED_AT_ONCE else "",
    }


def _omission() -> str:
    return _("What changes elsewhere is listed for the first %(count)d only.") % {"count": DESCRIBED_AT_ONCE}


def _subject(context: Context) -> tuple[Any, Action]:
    """Return what is removed, and how.

    Of the two views that show a page's usage, the one that unpublishes counts the live pages below it.
    """
    action = Action.UNPUBLISH if "live_descendant_count" in context else Action.DELETE
    found = next((context[name] for name in SUBJECTS if context.get(name)), None)
    # A bulk action on one snippet has no loop.
    items = context.get("items")
    if found is None and isinstance(items, list) and len(items) == 1:
        found = items[0]
    return found["item"] if isinstance(found, dict) else found, action


def _usage(context: Context) -> SafeString:
    """Render the template of Wagtail's that ours takes the place of: it has no blocks to extend."""
    engine = Engine.get_default()
    _ours, origin = engine.find_template(USAGE_SUMMARY)
    wagtails, _origin = engine.find_template(USAGE_SUMMARY, skip=[origin])
    rendered: SafeString = wagtails.render(context)
    return rendered


def _rendered(name: str, instance: Any, context: Context) -> SafeString:
    rendered = render_to_string(name, {"object": instance}, request=context["request"])
    return mark_safe(rendered)
