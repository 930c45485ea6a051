"""Builds the demo's editorial pages: first as drafts in every language, then with their words, then published.

Making them all before anything is written lets texts link to any page, whatever its place in the tree.
"""

from dataclasses import dataclass
from typing import Any

from wagtail.models import Locale, Page, Site

from demo.fixtures import facts
from demo.prose import frame
from demo.prose.about import ABOUT, PROGRAMS
from demo.prose.articles import ATTENTION, ATTENTION_PAPERS, OPEN_DATA
from demo.prose.home_body import HOME_BODY
from demo.prose.humanity import HUMANITY
from demo.records import publish
from demo.streams import Library, TableOf
from demo.words import Words
from directory.models import DirectoryPage
from home.models import ArticlePage, HomePage, NewsIndexPage, SectionPage
from institute.content.languages import language_codes
from publications.models import PublicationIndexPage


@dataclass(frozen=True)
class Plan:
    """One editorial page: its key, its type, the key of its parent, and what it says."""

    key: str
    page_class: type[Page]
    parent: str
    prose: dict[str, Any]


PLANS = (
    Plan("directory", DirectoryPage, "home", frame.DIRECTORY),
    Plan("publications", PublicationIndexPage, "home", frame.PUBLICATIONS),
    Plan("humanity", SectionPage, "home", HUMANITY),
    Plan("programs", SectionPage, "home", PROGRAMS),
    Plan("news", NewsIndexPage, "home", frame.NEWS),
    Plan("about", SectionPage, "home", ABOUT),
    Plan("attention", ArticlePage, "news", ATTENTION),
    Plan("open-data", ArticlePage, "news", OPEN_DATA),
)


def make_drafts(library: Library) -> None:
    """Make every page in the default language; each gets its place in the other one by itself."""
    library.paper_titles = ATTENTION_PAPERS
    home = HomePage(
        slug=frame.INSTITUTE.lower(),
        locale=Locale.get_default(),
        live=False,
        **_home_fields(library, language_codes()[0]),
    )
    _root().add_child(instance=home)
    _make_site(home)
    library.pages["home"] = _in_every_language(home)
    for plan in PLANS:
        language = language_codes()[0]
        page = plan.page_class(
            locale=Locale.get_default(),
            live=False,
            **_fields(plan, library, language),
            slug=plan.prose["slug"].said_in(language),
        )
        library.pages[plan.parent][language].add_child(instance=page)
        library.pages[plan.key] = _in_every_language(page)


def write_and_publish(library: Library) -> None:
    """Give every page its words in each language, and publish it there."""
    for language in language_codes():
        for plan in PLANS:
            page = library.pages[plan.key][language]
            page.slug = plan.prose["slug"].said_in(language)
            _set(page, _fields(plan, library, language))
            if "body" in plan.prose:
                page.body = library.stream(plan.key, _with_institutions(plan.prose["body"]), language)
        home = library.pages["home"][language]
        _set(home, _home_fields(library, language))
        home.action_page = library.pages["publications"][language]
        home.about_page = library.pages["about"][language]
        home.body = library.stream("home", HOME_BODY, language)
        home.social_links = library.stream("home/social", frame.HOME["social_links"], language)
    for language in language_codes():
        for key in ("home", *(plan.key for plan in PLANS)):
            page = library.pages[key][language]
            # What was an alias is a translation from here on.
            page.alias_of = None
            page.draft_title = page.title
            # The children that came since, as aliases, were counted in the database alone.
            page.refresh_from_db(fields=["numchild"])
            page.save()
            publish(page)


def _root() -> Page:
    return Page.get_first_root_node()


def _make_site(home: Page) -> None:
    """Let the default site open on the home page, and remove the welcome page that Wagtail starts with."""
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    welcome = site.root_page if site.pk else None
    site.site_name, site.root_page = frame.INSTITUTE, home
    site.save()
    if welcome is not None and welcome.specific_class is Page and not welcome.get_children().exists():
        welcome.delete()


def _in_every_language(page: Page) -> dict[str, Page]:
    translations = {
        translation.locale.language_code: translation for translation in page.get_translations().specific()
    }
    return {page.locale.language_code: page, **translations}


def _set(page: Page, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(page, name, value)


def _fields(plan: Plan, library: Library, language: str) -> dict[str, Any]:
    prose = plan.prose
    fields: dict[str, Any] = {
        "title": prose["title"].said_in(language),
        "summary": prose["summary"].said_in(language),
        "show_in_menus": plan.parent == "home",
    }
    if "date" in prose:
        fields["date"] = prose["date"]
    if "picture" in prose:
        fields |= _hero(prose["picture"], library, language)
    if "social_picture" in prose:
        fields["social_image"] = library.pictures[prose["social_picture"]]
    return fields


def _home_fields(library: Library, language: str) -> dict[str, Any]:
    prose = frame.HOME
    return {
        "title": prose["title"].said_in(language),
        "seo_title": prose["seo_title"].said_in(language),
        "summary": prose["summary"].said_in(language),
        "hero_statement": prose["statement"].said_in(language),
        "introduction": prose["introduction"].said_in(language),
        "footer": prose["footer"].said_in(language),
        "contact": prose["contact"].said_in(language),
        "organisation_name": prose["organisation_name"].said_in(language),
        "founded": frame.FOUNDED,
        "action_label": prose["call_to_action"].said_in(language),
        "about_label": prose["about_label"].said_in(language),
        **_hero("lounge", library, language),
    }


def _hero(slug: str, library: Library, language: str) -> dict[str, Any]:
    return {"hero_image": library.pictures[slug], "hero_image_alt": library.alternative_text(slug, language)}


def _with_institutions(body: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The body with the facts about institutions where the prose asks for them."""
    return [
        _institution_block(kind, value) if kind.startswith("institution") else (kind, value) for kind, value in body
    ]


def _institution_block(kind: str, heading: Words) -> tuple[str, Any]:
    rows = facts("institutions")
    names = [Words(row["name_en"], row["name_fr"]) for row in rows]
    if kind == "institutions_table":
        table = TableOf(
            [Words("Institution", "Établissement"), Words("City", "Ville")],
            [[name, Words(row["city"], row["city"])] for name, row in zip(names, rows, strict=True)],
        )
        return "table", {"heading": heading, "table": table, "row_headings": True}
    logos = [{"name": name, "url": row["website"]} for name, row in zip(names, rows, strict=True)]
    return "logos", {"heading": heading, "logos": logos}
