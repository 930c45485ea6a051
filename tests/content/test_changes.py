"""A reader who follows the change log holds exactly what visitors can see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from directory.models import DirectoryPage, Institution, PersonPage
from home.models import HomePage, SectionPage
from institute.content import change_log
from institute.content.languages import language_codes
from institute.content.models import Change, PublicPage
from institute.content.urls import UrlResolver
from publications.models import PublicationIndexPage
from tests.fixtures import SiteTree
from tests.support import make_person, make_section, restrict, settle, undone

ApiContext = tuple[str, int, str]


class Follower:
    """A channel that starts from nothing and reads on from where it stopped."""

    def __init__(self) -> None:
        self.position = 0
        self.held: dict[ApiContext, str] = {}

    def catch_up(self) -> None:
        for change in change_log.committed().filter(position__gt=self.position):
            if change.language:
                context = (change.subject_type, change.subject_id, change.language)
                if change.kind == Change.Kind.REMOVED:
                    del self.held[context]
                else:
                    self.held[context] = change.path
            self.position = change.position


def visible_now() -> dict[ApiContext, str]:
    """Ask the visibility rule itself, page by page."""
    found: dict[ApiContext, str] = {}
    for model in (HomePage, SectionPage, DirectoryPage, PublicationIndexPage, PersonPage):
        for language in language_codes():
            for page in model.objects.visible(language):
                path = UrlResolver().path(page, language)
                assert path is not None
                found[model._meta.label_lower, page.pk, language] = path
    return found


def kinds(page: Page) -> list[str]:
    settle()
    return list(change_log.committed().filter(subject_id=page.pk).values_list("kind", flat=True))


@pytest.mark.django_db
class TestWhatIsLogged:
    def test_a_page_appears_changes_and_disappears(self, site_tree: SiteTree) -> None:
        section = make_section(site_tree.home["en"], "Programs")
        section.summary = "For students."
        section.save_revision().publish()
        section.unpublish()
        assert kinds(section) == ["created", "updated", "removed"]

    def test_a_deleted_page_is_the_last_that_is_heard_of_it(self, site_tree: SiteTree) -> None:
        person = make_person(site_tree.directory["en"])
        key = person.pk
        PersonPage.objects.get(pk=key).delete()
        settle()
        rows = change_log.committed().filter(subject_id=key, language="en")
        assert [row.kind for row in rows] == ["created", "removed"]

    def test_saving_a_draft_tells_visitors_nothing(self, site_tree: SiteTree) -> None:
        section = make_section(site_tree.home["en"], "Programs")
        settle()
        before = change_log.latest_position()
        section.summary = "Not yet."
        section.save_revision()
        make_section(site_tree.home["en"], "Hidden", live=False)
        settle()
        assert change_log.latest_position() == before

    def test_a_password_on_a_section_removes_all_below_it(self, site_tree: SiteTree) -> None:
        about = make_section(site_tree.home["en"], "About")
        board = make_section(about, "Board")
        restriction = restrict(about)
        assert kinds(board) == ["created", "removed"]
        restriction.delete()
        assert kinds(board) == ["created", "removed", "created"]

    @pytest.mark.parametrize("cause", ["password", "expiry"])
    def test_what_hides_a_page_hides_the_alias_that_follows_it(
        self, site_tree: SiteTree, client: Client, cause: str
    ) -> None:
        section = make_section(site_tree.home["en"], "Programs")
        if cause == "password":
            restrict(section)
        else:
            section.expire_at = timezone.now() - timedelta(seconds=1)
            section.save()
        alias = SectionPage.objects.get(alias_of=section.pk)
        assert kinds(alias) == ["created", "removed"]
        assert "/programs/" not in client.get("/sitemap.xml").content.decode()

    @pytest.mark.parametrize("place", ["about", "home"])
    def test_a_password_hides_an_alias_that_stands_below_a_translation(self, site_tree: SiteTree, place: str) -> None:
        """Visitors cannot read the source: what follows it elsewhere says no more than that."""
        about = make_section(site_tree.home["en"], "About")
        make_section(about, "Board")
        make_person(site_tree.directory["en"])
        for page in (site_tree.home["fr"], SectionPage.objects.get(alias_of=about.pk)):
            page.alias_of = None
            page.save()
        restrict(about if place == "about" else site_tree.home["en"])
        addresses = set(PublicPage.objects.values_list("path", flat=True))
        assert addresses == set(visible_now().values())
        assert "/fr/about/board/" not in addresses

    def test_a_move_gives_every_page_below_its_new_address(self, site_tree: SiteTree) -> None:
        about, programs = make_section(site_tree.home["en"], "About"), make_section(site_tree.home["en"], "Programs")
        doctorate = make_section(programs, "Doctorate")
        SectionPage.objects.get(pk=programs.pk).move(SectionPage.objects.get(pk=about.pk), pos="last-child")
        settle()
        row = change_log.committed().get(subject_id=doctorate.pk, kind="moved")
        assert (row.previous_path, row.path) == ("/en/programs/doctorate/", "/en/about/programs/doctorate/")

    def test_a_directory_closed_in_french_takes_its_french_profiles_along(self, site_tree: SiteTree) -> None:
        person = make_person(site_tree.directory["en"])
        site_tree.directory["fr"].unpublish()
        settle()
        removed = change_log.committed().filter(subject_id=person.pk, kind="removed")
        assert [row.previous_path for row in removed] == ["/fr/annuaire/yoshua-bengio/"]

    def test_a_renamed_directory_moves_and_redirects_its_profiles(self, site_tree: SiteTree, client: Client) -> None:
        make_person(site_tree.directory["en"])
        french = site_tree.directory["fr"]
        french.slug = "repertoire"
        french.save(clean=False)
        assert client.get("/fr/repertoire/yoshua-bengio/").status_code == 200
        answer = client.get("/fr/annuaire/yoshua-bengio/")
        assert (answer.status_code, answer["Location"]) == (301, "/fr/repertoire/yoshua-bengio/")

    def test_a_vocabulary_is_followed_too(self, site_tree: SiteTree) -> None:
        institution = Institution.objects.create(name_en="McGill University", slug="mcgill")
        institution.city = "Montréal"
        institution.save()
        key = institution.pk
        institution.delete()
        settle()
        rows = change_log.committed().filter(subject_type="directory.institution", subject_id=key)
        assert [row.kind for row in rows] == ["created", "updated", "removed"]

    def test_a_profile_is_logged_when_its_last_day_has_passed(self, site_tree: SiteTree) -> None:
        person = make_person(site_tree.directory["en"], left=timezone.localdate() - timedelta(days=1))
        PublicPage.objects.update(updated_at=timezone.now() - timedelta(days=30))
        change_log.record_passing_time()
        change_log.record_passing_time()
        assert kinds(person).count("updated") == 2  # once a language, and only once

    def test_a_closed_page_is_deleted_unseen(self, site_tree: SiteTree) -> None:
        """Its password goes before it does, and opens nothing."""
        section = make_section(site_tree.home["en"], "Programs")
        board = make_section(section, "Board")
        restrict(section)
        SectionPage.objects.get(pk=section.pk).delete()
        assert kinds(section) == kinds(board) == ["created", "removed"]
        assert set(PublicPage.objects.values_list("path", flat=True)) == set(visible_now().values())

    def test_a_page_goes_with_aliases_that_were_moved_below_it(self, site_tree: SiteTree) -> None:
        """The alias goes with what it follows in the other tree before its turn comes in its own."""
        french = make_section(site_tree.home["fr"], "Projets")
        about = make_section(HomePage.objects.get(pk=site_tree.home["en"].pk), "About")
        alias = SectionPage.objects.get(alias_of=french.pk)
        alias.move(SectionPage.objects.get(pk=about.pk), pos="last-child")
        SectionPage.objects.get(pk=about.pk).delete()
        settle()
        assert not SectionPage.objects.exists()
        assert set(PublicPage.objects.values_list("path", flat=True)) == set(visible_now().values())

    def test_an_index_that_is_deleted_takes_along_what_it_served(self, site_tree: SiteTree) -> None:
        person = make_person(site_tree.directory["en"])
        DirectoryPage.objects.get(pk=site_tree.directory["fr"].pk).delete()
        settle()
        removed = change_log.committed().filter(subject_id=person.pk, kind="removed")
        assert [row.previous_path for row in removed] == ["/fr/annuaire/yoshua-bengio/"]

    def test_a_deleted_page_is_gone(self, site_tree: SiteTree, client: Client) -> None:
        section = make_section(site_tree.home["en"], "Programs")
        SectionPage.objects.get(pk=section.pk).delete()
        assert client.get("/en/programs/").status_code == 410
        assert client.get("/fr/programs/").status_code == 410
        assert client.get("/en/never-was/").status_code == 404

    def test_a_new_page_at_an_old_address_is_read(self, site_tree: SiteTree, client: Client) -> None:
        SectionPage.objects.get(pk=make_section(site_tree.home["en"], "Programs").pk).delete()
        make_section(site_tree.home["en"], "Programs")
        assert client.get("/en/programs/").status_code == 200


OPERATIONS = [
    "add_person",
    "add_section",
    "add_below",
    "change",
    "rename",
    "unpublish",
    "publish",
    "expire",
    "restrict",
    "open",
    "move",
    "delete",
    "close_index",
    "open_index",
]


def perform(operation: str, number: int, tree: SiteTree) -> None:
    """Do one thing that an editor might do, to whichever page ``number`` points at."""
    pages = list(
        Page.objects.filter(depth__gt=2)
        .exclude(pk__in=[page.pk for page in tree.publications.values()])
        .order_by("path")
    )
    page = pages[number % len(pages)].specific
    is_index = isinstance(page, DirectoryPage)
    is_alias = page.alias_of_id is not None
    if operation == "add_person":
        make_person(tree.directory["en"], "Person", f"Number {number} {PersonPage.objects.count()}")
    elif operation == "add_section":
        make_section(HomePage.objects.order_by("path")[number % 2], f"Section {number}")
    elif operation == "add_below" and isinstance(page, SectionPage):
        make_section(page, f"Below {number}")
    elif operation == "change" and not is_alias:
        page.save_revision().publish()
    elif operation == "rename":
        page.slug = f"renamed-{number}-{page.pk}"
        page.save(clean=False)
    elif operation == "unpublish":
        page.unpublish()
    elif operation == "publish" and not is_alias:
        page.expire_at = None
        page.save_revision().publish()
    elif operation == "expire" and not is_alias:
        page.expire_at = timezone.now() - timedelta(seconds=1)
        page.save()
    elif operation == "restrict" and not is_alias:
        restrict(page)
    elif operation == "open":
        for restriction in PageViewRestriction.objects.all():
            restriction.delete()
    elif operation == "move" and isinstance(page, SectionPage):
        target = pages[(number * 7) % len(pages)].specific
        if (
            isinstance(target, SectionPage)
            and target.locale_id == page.locale_id
            and not target.is_descendant_of(page)
            and target.pk != page.pk
        ):
            taken = target.get_children().filter(slug=page.slug).exists()
            if not taken:
                page.move(target, pos="last-child")
    elif operation == "delete" and not is_index and not is_alias:
        page.delete()
    elif operation == "close_index":
        DirectoryPage.objects.order_by("path")[number % 2].unpublish()
    elif operation == "open_index":
        DirectoryPage.objects.get(pk=tree.directory["en"].pk).save_revision().publish()


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    edits=st.lists(st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 50)), max_size=14), pauses=st.integers(1, 5)
)
def test_whatever_is_edited_a_follower_ends_with_what_is_visible(
    site_tree: SiteTree, edits: list[tuple[str, int]], pauses: int
) -> None:
    with undone():
        follower = Follower()
        make_person(site_tree.directory["en"])
        make_section(site_tree.home["en"], "Programs")
        for step, (operation, number) in enumerate(edits):
            perform(operation, number, site_tree)
            if step % pauses == 0:
                settle()
                follower.catch_up()
        settle()
        follower.catch_up()
        assert follower.held == visible_now()


def test_a_date_is_followed_once() -> None:
    known = len(change_log._dated_fields)
    change_log.follow_date(PersonPage, "left", is_last_day=True)
    assert len(change_log._dated_fields) == known
