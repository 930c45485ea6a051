"""The layout of every page: menu, language links and footer.

The menu is the visible children of the home page that editors chose to show in menus; the footer,
the contact and the social links are the home page's own fields, so that translators meet them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from wagtail.models import Page, Site

from institute.content.languages import LocalizedText, active_language, language_codes
from institute.content.pages import prose_language
from institute.content.urls import UrlResolver


@dataclass(frozen=True)
class MenuItem:
    title: LocalizedText
    url: str
    is_current: bool


@dataclass(frozen=True)
class LanguageLink:
    code: str
    name: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class SiteLayout:
    """The layout of one response. ``home`` is None if there is no site yet, or no database.

    ``title`` is that of ``home``, and knows in which language it and the footer are written.
    ``alternates`` is where the page or view itself is read, by language; ``languages`` lead to a home page
    where it is not.
    """

    home: Any | None = None
    title: LocalizedText | None = None
    home_url: str = "/"
    menu: list[MenuItem] = field(default_factory=list)
    languages: list[LanguageLink] = field(default_factory=list)
    alternates: dict[str, str] = field(default_factory=dict)

    @classmethod
    def for_request(cls, request: HttpRequest | None, page: Page | None = None) -> SiteLayout:
        """Return the layout of ``page``, which is None for a page that is not in the tree."""
        if request is None:
            return cls()
        known = getattr(request, "_institute_layout", None)
        if known is None:
            known = cls._build(request, page)
            request._institute_layout = known  # type: ignore[attr-defined]
        return known

    @classmethod
    def _build(cls, request: HttpRequest, page: Page | None) -> SiteLayout:
        site = Site.find_for_request(request)
        if site is None:
            return cls(languages=_languages({}))
        url_resolver = UrlResolver.for_request(request)
        homes = url_resolver.site_tree.homes(site)
        home_paths = {code: url_resolver.path(home) or "/" for code, home in homes.items()}
        language = active_language()
        home = homes.get(language)
        alternates = page.alternate_paths(request) if page is not None and page.pk else {}
        if page is None and is_view_of_its_own(request):
            alternates = {code: translate_url(request.get_full_path(), code) for code in home_paths}
        return cls(
            home=url_resolver.site_tree.whole(home) if home else None,
            title=LocalizedText(home.title, prose_language(home)) if home else None,
            home_url=home_paths.get(language, "/"),
            menu=_menu(home, url_resolver, request) if home else [],
            languages=_languages(home_paths | alternates),
            alternates=alternates,
        )


def is_view_of_its_own(request: HttpRequest) -> bool:
    """Return whether the view of ``request`` is outside the page tree and exists in every language (the search)."""
    is_view = request.resolver_match is not None and request.resolver_match.view_name != "wagtail_serve"
    return is_view and request.path.split("/")[1] in language_codes()


def _menu(home: Page, url_resolver: UrlResolver, request: HttpRequest) -> list[MenuItem]:
    pages = [page for page in url_resolver.site_tree.below(home) if page.show_in_menus and page.is_open]
    addresses = ((page, url_resolver.path(page)) for page in pages)
    return [
        MenuItem(LocalizedText(page.title, prose_language(page)), url, request.path.startswith(url))
        for page, url in addresses
        if url
    ]


def _languages(paths: dict[str, str]) -> list[LanguageLink]:
    names = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    return [
        LanguageLink(code, str(names[code]), paths.get(code, f"/{code}/"), code == active_language())
        for code in language_codes()
    ]
