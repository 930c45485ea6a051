"""Starting a translation keeps what the page already says in its language."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from home.models import HomePage, SectionPage
from home.roles import ensure_roles
from institute.accounts.models import User
from tests.factories.home import ImageFactory
from tests.fixtures import SiteTree
from tests.support import make_section

pytestmark = pytest.mark.django_db

LABEL = "Translate this page"


def block(text: str, identifier: str = "a") -> dict[str, object]:
    return {"type": "rich_text", "value": text, "id": identifier}


def quote(text: str) -> dict[str, object]:
    return {"type": "quote", "value": {"quote": text, "name": "", "role": "", "language": ""}, "id": "b"}


def french_of(page: Page) -> Page:
    return page.get_translation(Locale.objects.get(language_code="fr")).specific


def submit_address(page: Page) -> str:
    return f"/admin/localize/submit/page/{page.pk}/"


def submit(client: Client, page: Page, **data: object) -> None:
    french = Locale.objects.get(language_code="fr")
    assert client.post(submit_address(page), {"locales": [french.pk], **data}).status_code == 302


@pytest.fixture
def about(site_tree: SiteTree) -> SectionPage:
    """A section that was written separately in each language, as the demo's pages are."""
    english = make_section(
        site_tree.home["en"],
        "About us",
        slug="about-us",
        summary="Who we are.",
        hero_image=ImageFactory(),
        hero_image_alt="A lamp",
        body=json.dumps([block("<p>We read.</p><p>We write.</p>"), quote("Science is open.")]),
    )
    english.save_revision().publish()
    return write_in_french(english)


def write_in_french(english: SectionPage) -> SectionPage:
    french = french_of(english)
    french.alias_of = None
    french.title, french.slug, french.summary = "À propos", "a-propos", "Qui nous sommes."
    french.draft_title = french.title
    french.body = json.dumps([block("<p>Nous lisons.</p><p>Nous écrivons.</p>"), quote("La science est ouverte.")])
    french.hero_image, french.hero_image_alt = ImageFactory(), "Une lampe"
    french.save()
    french.save_revision().publish()
    return english


def said(page: Page) -> tuple[object, ...]:
    page = type(page).objects.get(pk=page.pk)
    raw = [(part["type"], part["value"]) for part in page.body.raw_data]
    return page.title, page.slug, page.summary, page.hero_image_id, page.hero_image_alt, raw


def test_slug_of_a_mirrored_page_survives_the_start_of_its_translation(
    site_tree: SiteTree, admin_client: Client
) -> None:
    submit(admin_client, site_tree.directory["en"])
    french = french_of(site_tree.directory["en"])
    assert (french.slug, french.alias_of_id) == ("annuaire", None)


def test_slug_of_a_translation_survives_a_new_slug_of_its_source(
    site_tree: SiteTree, admin_client: Client, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    section = make_section(site_tree.home["en"], "Programs", slug="programs")
    french = french_of(section)
    french.slug = "programmes"
    french.save(clean=False)
    with django_capture_on_commit_callbacks(execute=True):
        submit(admin_client, section)
    section.refresh_from_db()
    section.slug = "our-programs"
    with django_capture_on_commit_callbacks(execute=True):
        section.save_revision().publish()
    translation = Translation.objects.get()
    translation.save_target()
    assert french_of(section).slug == "programmes"


def test_slug_chosen_since_is_not_reset_when_a_translation_begins_again(
    site_tree: SiteTree, admin_client: Client
) -> None:
    section = make_section(site_tree.home["en"], "Programs", slug="programs", summary="What we teach.")
    submit(admin_client, section)
    translation = Translation.objects.get()
    translation.enabled = False
    translation.save(update_fields=["enabled"])
    french = french_of(section)
    french.slug, french.summary = "programmes", "Écrit à la main."
    french.save_revision().publish()
    admin_client.post(f"/admin/pages/{french.pk}/edit/", {"localize-restart-translation": ""})
    Translation.objects.get().save_target()
    assert (french_of(section).slug, french_of(section).summary) == ("programmes", "Écrit à la main.")


def test_page_written_separately_offers_to_be_translated(about: SectionPage, admin_client: Client) -> None:
    for page in (about, french_of(about)):
        for address in (f"/admin/pages/{page.pk}/edit/", f"/admin/pages/{page.get_parent().pk}/"):
            html = admin_client.get(address).content.decode()
            assert submit_address(about) in html, address
            assert submit_address(french_of(about)) not in html
    form = admin_client.get(submit_address(about)).content.decode()
    assert "written separately" in form
    assert "Français" in form


def test_translation_of_a_page_written_separately_keeps_its_texts(
    about: SectionPage, admin_client: Client, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    before = said(french_of(about))
    with django_capture_on_commit_callbacks(execute=True):
        submit(admin_client, about)
    assert said(french_of(about)) == before
    translation = Translation.objects.get()
    total, translated = translation.get_progress()
    assert total == translated
    assert LABEL not in admin_client.get(f"/admin/pages/{about.pk}/edit/").content.decode()
    edit = admin_client.get(f"/admin/pages/{french_of(about).pk}/edit/")
    assert "wagtail_localize/admin/edit_translation.html" in [template.name for template in edit.templates]


def test_new_string_of_the_source_waits_for_its_translator(
    about: SectionPage, admin_client: Client, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submit(admin_client, about)
    about = SectionPage.objects.get(pk=about.pk)
    about.summary = "Who we are today."
    with django_capture_on_commit_callbacks(execute=True):
        about.save_revision().publish()
    translation = Translation.objects.get()
    total, translated = translation.get_progress()
    assert total - translated == 1
    row = translation.source.stringsegment_set.get(context__path="summary")
    StringTranslation.objects.create(
        translation_of=row.string, locale=translation.target_locale, context=row.context, data="Qui nous sommes ici."
    )
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target()
    french = french_of(about)
    assert (french.summary, french.slug, french.live) == ("Qui nous sommes ici.", "a-propos", True)


def test_translation_leaves_pages_alone_that_it_was_not_asked_for(
    site_tree: SiteTree, about: SectionPage, admin_client: Client
) -> None:
    before = said(french_of(about))
    home = HomePage.objects.get(pk=site_tree.home["en"].pk)
    home.about_label, home.about_page = "About", about
    home.save_revision().publish()
    submit(admin_client, home, include_subtree="on")
    assert said(french_of(about)) == before
    assert not Translation.objects.filter(source__object_id=about.translation_key).exists()


def test_subtree_does_not_publish_what_a_translator_is_writing(site_tree: SiteTree, admin_client: Client) -> None:
    parent = make_section(site_tree.home["en"], "Programs")
    section = make_section(parent, "Doctorate", summary="Four years.")
    submit(admin_client, section)
    row = Translation.objects.get(source__object_id=section.translation_key).source.stringsegment_set.get(
        context__path="summary"
    )
    StringTranslation.objects.create(
        translation_of=row.string, locale=Locale.objects.get(language_code="fr"), context=row.context, data="Quatre …"
    )
    submit(admin_client, parent, include_subtree="on")
    assert french_of(section).summary == "Four years."


@pytest.mark.parametrize(("group", "offered"), [("Moderators", True), ("Translators", False)])
def test_those_alone_who_may_publish_a_page_may_make_a_translation_of_it(
    about: SectionPage, client: Client, group: str, offered: bool
) -> None:
    ensure_roles()
    user = User.objects.create_user("somebody")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    answer = client.get(submit_address(about))
    queryset = answer.context["form"].fields["locales"].queryset
    assert [locale.language_code for locale in queryset] == (["fr"] if offered else [])


def test_giving_up_a_translation_keeps_the_slug(site_tree: SiteTree, admin_client: Client) -> None:
    submit(admin_client, site_tree.directory["en"])
    french = french_of(site_tree.directory["en"])
    admin_client.post(f"/admin/localize/page/{french.pk}/convert_to_alias/")
    french = french_of(site_tree.directory["en"])
    assert (french.slug, french.alias_of_id) == ("annuaire", site_tree.directory["en"].pk)
    french.slug = "bottin"
    french.save(clean=False)
    submit(admin_client, site_tree.directory["en"])
    assert french_of(site_tree.directory["en"]).slug == "bottin"
