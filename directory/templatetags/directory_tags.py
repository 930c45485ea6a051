"""Template tags of the directory."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template import Context

from directory.models import PersonPage
from institute.content.languages import active_language
from institute.content.urls import UrlResolver

register = template.Library()


@register.simple_tag(takes_context=True)
def profile_url(context: Context, person: PersonPage) -> str:
    """Return the URL of a profile in the active language."""
    # Templates included with `only` do not see the request among their variables.
    request: HttpRequest | None = context.get("request") or getattr(context, "request", None)
    return UrlResolver.for_request(request).path(person, active_language()) or ""
