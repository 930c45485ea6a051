"""Builds the demo's editorial pages: first as drafts in every language, then with their content, then published.

Making all drafts before any content is written lets a page link to any other, whatever its place in the tree.
"""

from typing import Any

from django.apps import apps
from wagtail.models import Locale, Page, Site

from demo.content import PAGES, Reference, page_data
from demo.library import Library
from demo.records import publish
from institute.content.languages import default_language, language_codes


def make_drafts(library: Library) -> None:
    """Make every page in the default language, which also makes its alias in each other language."""
    language = default_language()
    for key in PAGES:
        fields = library.fields(key, _without_links(_fields(key)), language)
        page = apps.get_model(page_data(key)["type"])(locale=Locale.get_default(), live=False, **fields)
        if parent := page_data(key).get("parent"):
            library.pages[parent][language].add_child(instance=page)
        else:
            Page.get_first_root_node().add_child(instance=page)
            _make_site(page)
        library.pages[key] = {language: page} | {
            translation.locale.language_code: translation for translation in page.get_translations().specific()
        }


def write_and_publish(library: Library) -> None:
    """Give every page its content in each language, and publish it there."""
    for language in language_codes():
        for key in PAGES:
            for name, value in library.fields(key, _fields(key), language).items():
                setattr(library.pages[key][language], name, value)
    for language in language_codes():
        for key in PAGES:
            page = library.pages[key][language]
            # The page is no longer an alias but a translation.
            page.alias_of = None
            page.draft_title = page.title
            # Aliases that were added as children are counted in the database alone.
            page.refresh_from_db(fields=["numchild"])
            page.save()
            publish(page)


def _fields(key: str) -> dict[str, Any]:
    return {name: value for name, value in page_data(key).items() if name not in ("type", "parent")}


def _without_links(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that refer to no page: streams may, so they are left out."""
    return {
        name: value
        for name, value in fields.items()
        if not isinstance(value, list) and not (isinstance(value, Reference) and value.kind == "page")
    }


def _make_site(home: Page) -> None:
    """Make the home page the root of the default site, and delete the welcome page that Wagtail starts with."""
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    welcome = site.root_page if site.pk else None
    site.site_name, site.root_page = home.title, home
    site.save()
    if welcome is not None and welcome.specific_class is Page and not welcome.get_children().exists():
        welcome.delete()
