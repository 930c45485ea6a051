"""The admin works under a policy that lets no inline script run."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Collection, GroupApprovalTask, Locale, Workflow, WorkflowTask

from directory.models import Institution, ResearchTopic
from tests.factories.home import ArticlePageFactory, ImageFactory, NewsIndexPageFactory
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree, make_site_tree
from tests.support import make_person, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def tree() -> SiteTree:
    tree = make_site_tree()
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    return tree


@pytest.fixture
def complaints(visitor: Page) -> list[str]:
    """What the browser refuses to do, and what fails in the page."""
    found: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            found.append(f"{visitor.url}: {message.text}")

    visitor.on("console", listen)
    visitor.on("pageerror", lambda error: found.append(f"{visitor.url}: {error}"))
    return found


@pytest.fixture
def admin(visitor: Page, live_server: LiveServer, tree: SiteTree) -> Page:
    """An administrator at work."""
    get_user_model().objects.create_superuser("admin", "admin@example.org", "a long enough password")
    visitor.goto(f"{live_server.url}/admin/login/")
    visitor.fill("[name=username]", "admin")
    visitor.fill("[name=password]", "a long enough password")
    visitor.click("button[type=submit]")
    visitor.wait_for_url("**/admin/")
    return visitor


def addresses(tree: SiteTree) -> list[str]:
    """Return every kind of form of the admin, and the lists that lead to them."""
    home = tree.home["en"]
    section = make_section(home, "Programs", summary="What we teach.")
    news = NewsIndexPageFactory(parent=home, title="News")
    pages = [home, section, news, ArticlePageFactory(parent=news), tree.directory["en"], tree.publications["en"]]
    pages += [make_person(tree.directory["en"]), PublicationPageFactory(authors=["Yoshua Bengio"])]
    institution, topic = Institution.objects.create(name_en="Here"), ResearchTopic.objects.create(name_en="Vision")
    workflow, task = Workflow.objects.create(name="Two eyes more"), GroupApprovalTask.objects.create(name="A look")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    return [
        "",
        f"pages/{home.pk}/",
        *(f"pages/{page.pk}/edit/" for page in pages),
        f"pages/add/home/sectionpage/{home.pk}/",
        f"pages/add/home/articlepage/{news.pk}/",
        f"pages/add/directory/personpage/{tree.directory['en'].pk}/",
        f"pages/add/publications/publicationpage/{tree.publications['en'].pk}/",
        f"publications/{pages[-1].pk}/authors/",
        f"localize/submit/page/{section.pk}/",
        f"pages/{section.get_translations().get().pk}/edit/",
        f"snippets/directory/institution/edit/{institution.pk}/",
        f"snippets/directory/researchtopic/edit/{topic.pk}/",
        f"snippets/publications/venue/edit/{VenueFactory().pk}/",
        f"images/{ImageFactory().pk}/",
        "images/multiple/add/",
        "documents/multiple/add/",
        "users/new/",
        f"groups/edit/{Group.objects.create(name='Editors').pk}/",
        f"workflows/edit/{workflow.pk}/",
        f"workflows/tasks/edit/{task.pk}/",
        f"locales/edit/{Locale.objects.get(language_code='fr').pk}/",
        "redirects/add/",
        "sites/new/",
        "reports/site-history/",
        "people/",
        "publications/",
        "publications/authors/",
        "publications/duplicates/",
        f"publications/duplicates/{pages[-1].pk}/with/",
        "imports/new/",
        "webhooks/new/",
        "snippets/publications/library/",
        f"pages/{pages[-2].pk}/delete/",
        f"bulk/wagtailcore/page/delete/?id={pages[-2].pk}&id={pages[-1].pk}",
        f"bulk/wagtailcore/page/unpublish/?id={pages[-2].pk}&id={section.pk}",
    ]


def test_no_page_of_the_admin_asks_for_an_inline_script(
    admin: Page, complaints: list[str], live_server: LiveServer, tree: SiteTree
) -> None:
    for address in addresses(tree):
        answer = admin.goto(f"{live_server.url}/admin/{address}")
        assert answer is not None
        assert answer.status == 200, address
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy + ";"
    assert complaints == []


def test_a_translation_is_written_in_its_form(
    admin: Page, complaints: list[str], live_server: LiveServer, tree: SiteTree
) -> None:
    section = make_section(tree.home["en"], "Programs", summary="What we teach.")
    admin.goto(f"{live_server.url}/admin/localize/submit/page/{section.pk}/")
    admin.get_by_label("French").or_(admin.get_by_label("Français")).check()
    admin.click("input[type=submit]")
    admin.wait_for_url("**/edit/")
    expect(admin.get_by_text("What we teach.").first).to_be_visible()
    assert admin.evaluate("window.chooserUrls.pageChooser") == "/admin/choose-page/"
    assert complaints == []


def test_panels_choosers_and_date_pickers_work(
    admin: Page, complaints: list[str], live_server: LiveServer, tree: SiteTree
) -> None:
    Institution.objects.create(name_en="Université de Montréal", slug="udem")
    ResearchTopic.objects.create(name_en="Vision", slug="vision")
    ResearchTopic.objects.create(name_en="Language", slug="language")
    make_person(tree.directory["en"], "Ada", "Lovelace")
    admin.goto(f"{live_server.url}/admin/pages/add/directory/personpage/{tree.directory['en'].pk}/")
    admin.fill("[name=given_name]", "Grace")
    admin.fill("[name=family_name]", "Hopper")

    admin.locator("[name=joined]").click()
    admin.locator(".xdsoft_datetimepicker >> visible=true").locator(".xdsoft_today").first.click()
    expect(admin.locator("[name=joined]")).not_to_have_value("")

    # A row that is added brings a chooser of its own.
    admin.get_by_role("tab", name="Affiliations").click()
    admin.locator("#id_affiliations-ADD").click()
    institution = admin.locator("#id_affiliations-0-institution-chooser")
    institution.get_by_role("button").first.click()
    admin.locator(".modal-body a[data-chooser-modal-choice]").first.click()
    expect(institution).to_contain_text("Université de Montréal")

    # Several rows are chosen at once, and each chooser is there when its choice arrives.
    admin.get_by_role("tab", name="Research").click()
    admin.locator("#id_topic_links-OPEN_MODAL").click()
    choices = admin.locator(".modal-body input[type=checkbox][name=id]")
    expect(choices).to_have_count(2)
    for choice in choices.all():
        choice.check()
    admin.locator(".modal-body [data-multiple-choice-submit]").first.click()
    topics = admin.locator("[id^=id_topic_links-][id$=-topic-chooser]")
    expect(topics).to_contain_text(["Language", "Vision"])

    # What is chosen is ticked and cannot be chosen again, until its row is removed.
    admin.locator("#id_topic_links-OPEN_MODAL").click()
    expect(admin.locator(".modal-body input[name=id]:checked:disabled")).to_have_count(2)
    admin.locator(".modal .close").click()
    expect(admin.locator(".modal")).to_have_count(0)
    admin.locator("#id_topic_links-0-DELETE-button").click()
    admin.locator("#id_topic_links-OPEN_MODAL").click()
    expect(admin.locator(".modal-body input[name=id]:checked:disabled")).to_have_count(1)
    expect(admin.locator(".modal-body input[name=id]:not(:disabled)")).to_have_count(1)
    admin.locator(".modal .close").click()

    admin.locator("#id_supervisions-ADD").click()
    supervisor = admin.locator("[id^=id_supervisions-0-][id$=-chooser]").first
    supervisor.get_by_role("button").first.click()
    admin.locator(".modal-body a.choose-page").first.click()
    expect(supervisor).to_contain_text("Ada Lovelace")
    assert complaints == []
