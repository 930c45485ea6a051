"""What every template of the site may ask for."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from institute.content.languages import LocalizedText, active_language, default_language
from institute.content.pages import EditorialPage
from institute.content.site_layout import SiteLayout
from institute.content.structured_data import as_script

register = template.Library()


@register.simple_tag
def lang_attribute(text: Any) -> SafeString:
    """Print `` lang="fr"`` where a text is not in the page's language; print nothing otherwise."""
    language = getattr(text, "language", "")
    if not language or language == active_language():
        return mark_safe("")
    return format_html(' lang="{}"', language)


@register.simple_tag(takes_context=True)
def prose_lang(context: Context, text: Any = None) -> SafeString:
    """Print the ``lang`` attribute of what editors wrote on the page that is shown.

    A page that nobody translated yet mirrors one in another language. A ``text`` that knows its
    own language, such as the title of a page that a card leads to, keeps it.
    """
    if isinstance(text, LocalizedText):
        return lang_attribute(text)
    page = context.get("page")
    return lang_attribute(page.public_title) if isinstance(page, EditorialPage) else mark_safe("")


@register.simple_tag(takes_context=True)
def layout(context: Context) -> SiteLayout:
    """Return what surrounds every page: the site's name, menu, languages and footer."""
    return SiteLayout.for_request(context.get("request"), context.get("page"))


@register.simple_tag(takes_context=True)
def alternates(context: Context, page: Any = None) -> list[dict[str, str]]:
    """Return the hreflang links of ``page``, or of a view of its own: one a language, and the default as x-default."""
    request: HttpRequest | None = context.get("request")
    if request is None or (page and not getattr(page, "pk", None)):
        return []
    paths = SiteLayout.for_request(request, page or None).alternates
    links = [{"hreflang": code, "url": request.build_absolute_uri(path)} for code, path in paths.items()]
    if default_language() in paths:
        url = request.build_absolute_uri(paths[default_language()])
        links.append({"hreflang": "x-default", "url": url})
    return links


@register.simple_tag(takes_context=True)
def canonical_url(context: Context, page: Any = None) -> str:
    """Return the address under which ``page`` wants to be known, in the active language."""
    request: HttpRequest | None = context.get("request")
    if page is None or request is None or not getattr(page, "pk", None):
        return ""
    path = page.get_url_for(active_language(), request)
    return request.build_absolute_uri(path) if path else ""


@register.simple_tag(takes_context=True)
def structured_data(context: Context, page: Any = None) -> SafeString:
    """Print the page's JSON-LD, if it has any, safe to stand in a script element."""
    request = context.get("request")
    data = page.structured_data(request) if request is not None and hasattr(page, "structured_data") else None
    return as_script(data) if data else mark_safe("")


@register.filter
def has_block(body: Any, block_type: str) -> bool:
    """Return whether a body has a block of this type, so that a page brings only the scripts that it uses."""
    return any(block["type"] == block_type for block in getattr(body, "raw_data", ()))


@register.simple_tag
def site_name() -> str:
    """Return the name of the site."""
    return settings.WAGTAIL_SITE_NAME
