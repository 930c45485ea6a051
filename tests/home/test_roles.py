"""What the members of each group can do, door by door; and the whole way of a translation."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.models import Collection, Locale, Page, TaskState
from wagtail.test.utils.form_data import rich_text
from wagtail_localize.models import StringSegment, Translation

from directory.models import Institution, PersonPage, ResearchTopic
from home import roles
from home.models import ArticlePage, HomePage, NewsIndexPage, SectionPage
from institute.accounts.models import User
from publications.models import PublicationPage, Venue
from tests.fixtures import SiteTree
from tests.support import make_person, make_section

pytestmark = pytest.mark.django_db

EVERYONE = {roles.EDITORS, roles.DIRECTORY_MANAGERS, roles.LIBRARIANS, roles.MODERATORS, roles.TRANSLATORS}
WRITERS = {roles.EDITORS, roles.MODERATORS}
PEOPLE = {roles.DIRECTORY_MANAGERS, roles.MODERATORS}
WORKS = {roles.LIBRARIANS, roles.MODERATORS}

DOORS = {
    "pages/{home}/edit/": WRITERS,
    "pages/{french_home}/edit/": {*WRITERS, roles.TRANSLATORS},
    "pages/{section}/edit/": WRITERS,
    "pages/{french_section}/edit/": {*WRITERS, roles.TRANSLATORS},
    "pages/add/home/sectionpage/{home}/": WRITERS,
    "localize/submit/page/{section}/": {*WRITERS, roles.TRANSLATORS},
    "pages/{person}/edit/": {*PEOPLE, roles.TRANSLATORS},
    "pages/add/directory/personpage/{directory}/": PEOPLE,
    "pages/{person}/unpublish/": PEOPLE,
    "pages/{person}/delete/": PEOPLE,
    "pages/{work}/edit/": {*WORKS, roles.TRANSLATORS},
    "pages/add/publications/publicationpage/{publications}/": WORKS,
    "publications/{work}/authors/": WORKS,
    "snippets/directory/institution/add/": PEOPLE,
    "snippets/directory/institution/edit/{institution}/": {*PEOPLE, roles.TRANSLATORS},
    "snippets/directory/researchtopic/edit/{topic}/": {*PEOPLE, roles.TRANSLATORS},
    "snippets/directory/researchtopic/delete/{topic}/": PEOPLE,
    "snippets/publications/venue/add/": WORKS,
    "snippets/publications/venue/edit/{venue}/": WORKS,
    "snippets/publications/library/": WORKS,
    "snippets/publications/library/add/": WORKS,
    "images/add/": EVERYONE,
    "documents/multiple/add/": EVERYONE,
    "users/": set(),
    "groups/": set(),
    "sites/": set(),
    "locales/": set(),
    "workflows/list/": set(),
}


@pytest.fixture
def member(site_tree: SiteTree, django_user_model: type[User]) -> Callable[[str], Client]:
    """Log in as a new member of a group."""
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    call_command("make_roles")

    def log_in(group: str) -> Client:
        user = django_user_model.objects.create_user(group.lower().replace(" ", "-"), f"{len(group)}@example.org")
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        return client

    return log_in


def french(page: Page) -> Page:
    return page.get_translation(Locale.objects.get(language_code="fr")).specific


def publish_as(client: Client, page: Page, **fields: str) -> None:
    """Send the page's own form as a browser would, with the publishing button pressed."""
    address = f"/admin/pages/{page.pk}/edit/"
    client.post(address, {**filled(client.get(address).context["form"]), **fields, "action-publish": "1"})


def submit_as(client: Client, page: Page, **fields: str) -> None:
    """The same, with the button that asks for moderation."""
    address = f"/admin/pages/{page.pk}/edit/"
    client.post(address, {**filled(client.get(address).context["form"]), **fields, "action-submit": "1"})


def filled(form: object) -> dict[str, object]:
    """Return what a browser would send of a form that nobody touched."""
    fields: dict[str, object] = {}
    parts = [form]
    for formset in form.formsets.values():  # type: ignore[attr-defined]
        parts += [formset.management_form, *formset.forms]
    for part in parts:
        for bound in part:  # type: ignore[attr-defined]
            value = bound.value()
            if isinstance(bound.field.widget, DraftailRichTextArea):
                fields[bound.html_name] = rich_text(value or "")
            elif hasattr(value, "stream_block"):
                fields[f"{bound.html_name}-count"] = "0"
            elif value is not None and value is not False:
                fields[bound.html_name] = value
    return fields


@pytest.mark.slow
@pytest.mark.parametrize("group", sorted(EVERYONE))
def test_each_group_has_its_doors_and_no_others(
    site_tree: SiteTree, member: Callable[[str], Client], group: str
) -> None:
    section = make_section(site_tree.home["en"])
    work = site_tree.publications["en"].add_child(instance=PublicationPage(title="On Learning"))
    keys = {
        "home": site_tree.home["en"].pk,
        "french_home": site_tree.home["fr"].pk,
        "section": section.pk,
        "french_section": french(section).pk,
        "directory": site_tree.directory["en"].pk,
        "publications": site_tree.publications["en"].pk,
        "person": make_person(site_tree.directory["en"]).pk,
        "work": work.pk,
        "institution": Institution.objects.create(name_en="Here").pk,
        "topic": ResearchTopic.objects.create(name_en="Vision").pk,
        "venue": Venue.objects.create(name="Journal").pk,
    }
    client = member(group)
    opened = {door for door in DOORS if client.get("/admin/" + door.format(**keys)).status_code == 200}
    assert opened == {door for door, groups in DOORS.items() if group in groups}


@pytest.mark.parametrize("group", sorted(EVERYONE))
def test_only_who_publishes_people_publishes_a_person(
    site_tree: SiteTree, member: Callable[[str], Client], group: str
) -> None:
    person = make_person(site_tree.directory["en"])
    client = member(group)
    if group in {*PEOPLE, roles.TRANSLATORS}:
        publish_as(client, person, position_fr="Professeur")
    person.refresh_from_db()
    assert person.position_fr == ("Professeur" if group in PEOPLE else "")


def test_a_translator_writes_the_french_of_a_record_and_a_moderator_publishes_it(
    site_tree: SiteTree, member: Callable[[str], Client], client: Client
) -> None:
    person = make_person(site_tree.directory["en"], position_en="Professor")
    submit_as(member(roles.TRANSLATORS), person, position_fr="Professeure titulaire")
    assert "Professeure titulaire" not in client.get(f"/fr/annuaire/{person.slug}/").content.decode()
    approve(member(roles.MODERATORS))
    assert "Professeure titulaire" in client.get(f"/fr/annuaire/{person.slug}/").content.decode()
    assert PersonPage.objects.get().position_en == "Professor"


def approve(moderator: Client) -> None:
    """Press the button of the moderator's first page."""
    task_state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    page = task_state.workflow_state.content_object
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task_state.pk])
    assert address in moderator.get("/admin/").content.decode()
    moderator.post(address, {"comment": ""})
    task_state.refresh_from_db()
    assert task_state.status == TaskState.STATUS_APPROVED


def translate(client: Client, page: Page, texts: dict[str, str]) -> None:
    """Write the values of the translation form for each source text in ``texts``."""
    translation = Translation.objects.get(source__object_id=page.translation_key)
    for source, text in texts.items():
        segment = StringSegment.objects.get(source=translation.source, string__data=source)
        address = f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
        answer = client.put(address, encode_multipart(BOUNDARY, {"value": text}), content_type=MULTIPART_CONTENT)
        assert answer.status_code in {200, 201}, answer.content


def untranslated(client: Client, page: Page) -> set[str]:
    """Return the texts that the translation's form shows without a translation."""
    props = json.loads(client.get(f"/admin/pages/{french(page).pk}/edit/").context["props"])
    done = {translation["segment_id"] for translation in props["initialStringTranslations"]}
    return {
        segment["source"] for segment in props["segments"] if segment["type"] == "string" and segment["id"] not in done
    }


def begin_translation(client: Client, page: Page) -> None:
    locale = Locale.objects.get(language_code="fr")
    answer = client.post(f"/admin/localize/submit/page/{page.pk}/", {"locales": [locale.pk]})
    assert answer.status_code == 302
    assert f"/admin/pages/{french(page).pk}/edit/" in answer["Location"]


def test_the_whole_way_of_a_translation(
    site_tree: SiteTree,
    member: Callable[[str], Client],
    client: Client,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    section = make_section(site_tree.home["en"], "Programs", summary="What we teach.")
    translator, moderator = member(roles.TRANSLATORS), member(roles.MODERATORS)

    with django_capture_on_commit_callbacks(execute=True):
        begin_translation(translator, section)
    assert untranslated(translator, section) >= {"Programs", "What we teach."}
    translate(translator, section, {"Programs": "Programmes", "What we teach.": "Ce que nous enseignons."})
    form = translator.get(f"/admin/pages/{french(section).pk}/edit/")
    assert "submit-translation" in form.content.decode()
    assert not json.loads(form.context["props"])["perms"]["canPublish"]

    # What waits for a moderator is not read yet, and one that may not publish cannot go around.
    address = f"/admin/pages/{french(section).pk}/edit/"
    translator.post(address, {"action": "publish"})
    translator.post(address, {"action": "submit-translation"})
    assert "What we teach." in client.get("/fr/programs/").content.decode()
    assert "Ce que nous enseignons." not in client.get("/fr/programs/").content.decode()
    assert "waits for a moderator" in translator.get(address).content.decode()
    approve(moderator)
    html = client.get("/fr/programs/").content.decode()
    assert "<h1" in html
    assert "Programmes" in html
    assert "Ce que nous enseignons." in html

    # The source changes: the translator sees what is new, and visitors read what was approved.
    section = SectionPage.objects.get(pk=section.pk)
    section.summary = "What we teach, and to whom."
    section.save_revision().publish()
    assert "What we teach, and to whom." in untranslated(translator, section)
    assert "Programs" not in untranslated(translator, section)
    assert "Ce que nous enseignons." in client.get("/fr/programs/").content.decode()

    # A moderator may translate and publish at once.
    translate(moderator, section, {"What we teach, and to whom.": "Ce que nous enseignons, et à qui."})
    with django_capture_on_commit_callbacks(execute=True):
        moderator.post(address, {"action": "publish"})
    assert "Ce que nous enseignons, et à qui." in client.get("/fr/programs/").content.decode()


def test_a_translation_sent_back_can_be_submitted_again(site_tree: SiteTree, member: Callable[[str], Client]) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    translator, moderator = member(roles.TRANSLATORS), member(roles.MODERATORS)
    begin_translation(translator, section)
    address = f"/admin/pages/{french(section).pk}/edit/"
    translator.post(address, {"action": "submit-translation"})
    task_state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    arguments = [french(section).pk, "reject", task_state.pk]
    moderator.post(reverse("wagtailadmin_pages:workflow_action", args=arguments), {"comment": "Again"})
    translate(translator, section, {"Programs": "Programmes"})
    translator.post(address, {"action": "submit-translation"})
    approve(moderator)
    assert french(section).title == "Programmes"


@pytest.mark.parametrize("group", [roles.TRANSLATORS, roles.EDITORS, roles.MODERATORS])
def test_only_who_publishes_gives_a_translation_up(
    site_tree: SiteTree, member: Callable[[str], Client], group: str
) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    client = member(group)
    begin_translation(client, section)
    client.post(f"/admin/localize/page/{french(section).pk}/convert_to_alias/")
    assert (french(section).alias_of_id == section.pk) is (group == roles.MODERATORS)


def test_who_may_not_edit_the_translation_cannot_submit_it(
    site_tree: SiteTree, member: Callable[[str], Client]
) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    begin_translation(member(roles.TRANSLATORS), section)
    for group in (roles.LIBRARIANS, roles.DIRECTORY_MANAGERS):
        member(group).post(f"/admin/pages/{french(section).pk}/edit/", {"action": "submit-translation"})
    assert not TaskState.objects.exists()


def test_the_frame_of_the_site_is_translated_with_the_home_page(
    site_tree: SiteTree,
    member: Callable[[str], Client],
    client: Client,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    home = HomePage.objects.get(pk=site_tree.home["en"].pk)
    home.footer = "<p>Science for all.</p>"
    home.save_revision().publish()
    moderator = member(roles.MODERATORS)
    with django_capture_on_commit_callbacks(execute=True):
        begin_translation(moderator, home)
    translator = member(roles.TRANSLATORS)
    translate(translator, home, {"Science for all.": "La science pour tous."})
    translate(translator, home, {"Research in the open": "La recherche à découvert"})
    translator.post(f"/admin/pages/{french(home).pk}/edit/", {"action": "submit-translation"})
    approve(moderator)
    html = client.get("/fr/").content.decode()
    assert "La science pour tous." in html
    assert "La recherche à découvert" in html
    assert "Science for all." in client.get("/en/").content.decode()


def test_an_article_is_translated_with_the_alternative_text_of_its_picture(
    site_tree: SiteTree,
    member: Callable[[str], Client],
    client: Client,
    django_capture_on_commit_callbacks: pytest.FixtureRequest,
) -> None:
    news = site_tree.home["en"].add_child(instance=NewsIndexPage(title="News", locale=site_tree.home["en"].locale))
    article = news.add_child(
        instance=ArticlePage(
            title="A prize",
            locale=news.locale,
            hero_image_alt="A medal on a table",
            body=[{"type": "rich_text", "value": "<p>We are glad.</p>", "id": "a"}],
        )
    )
    translator = member(roles.TRANSLATORS)
    with django_capture_on_commit_callbacks(execute=True):
        begin_translation(translator, article)
    texts = {"A prize": "Un prix", "A medal on a table": "Une médaille sur une table", "We are glad.": "Quelle joie."}
    translate(translator, article, texts)
    translator.post(f"/admin/pages/{french(article).pk}/edit/", {"action": "submit-translation"})
    approve(member(roles.MODERATORS))
    translated = french(article)
    assert (translated.title, translated.hero_image_alt) == ("Un prix", "Une médaille sur une table")
    html = client.get(translated.url).content.decode()
    assert "Quelle joie." in html
