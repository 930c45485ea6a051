"""Documents that show something that changed are updated with it, and no others."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from directory.models import Affiliation, NameVariant, PersonPage, ResearchTopic, Supervision
from home.models import HomePage
from institute.accounts.models import User
from institute.content import change_log, dependencies
from institute.content.dependencies import derivation
from institute.content.models import Change, PendingUpdate, PublicPage
from institute.webhooks.events import _worth_sending
from publications import author_matching
from publications.imports.importer import Importer
from publications.imports.sources import file_source
from publications.models import AuthorMatch, FeaturedPublication, PublicationPage, PublicationTopic
from tests.factories.directory import InstitutionFactory, MembershipFactory, PersonPageFactory, ResearchTopicFactory
from tests.factories.home import ArticlePageFactory, ImageFactory, NewsIndexPageFactory, SectionPageFactory
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.support import derive, restrict, settle, undone

pytestmark = pytest.mark.django_db

Updated = set[tuple[int, str]]


def updated_by(edit: Callable[[], object]) -> Updated:
    """Return the pages, by key and language, for which rows are derived from an edit."""
    derive()
    before = change_log.latest_position()
    edit()
    derive()
    rows = change_log.committed().filter(position__gt=before, is_derived=True)
    assert {row.kind for row in rows} <= {"updated"}
    return set(rows.values_list("subject_id", "language"))


def in_both(*pages: Page) -> Updated:
    return {(page.pk, language) for page in pages for language in ("en", "fr")}


def fresh(page: Any) -> Any:
    return type(page).objects.get(pk=page.pk)


def publish(page: Any, **values: Any) -> None:
    page = fresh(page)
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def rename(person: PersonPage) -> None:
    """Give a person another name, and keep the one that their works were printed under."""
    publish(person, given_name="Augusta", name_variants=[NameVariant(name=person.title)])


@pytest.fixture
def ada(site_tree: SiteTree) -> PersonPage:
    return PersonPageFactory(given_name="Ada", family_name="Lovelace")


@pytest.fixture
def grace(site_tree: SiteTree) -> PersonPage:
    return PersonPageFactory(given_name="Grace", family_name="Hopper")


@pytest.fixture
def paper(ada: PersonPage, grace: PersonPage) -> PublicationPage:
    return PublicationPageFactory(authors=["Ada Lovelace", "Grace Hopper"])


@pytest.mark.parametrize(
    "edit",
    [
        lambda ada: restrict(ada),
        lambda ada: fresh(ada).unpublish(),
        lambda ada: rename(ada),
        lambda ada: publish(ada, slug="augusta"),
        lambda ada: publish(ada, orcid="https://orcid.org/0000-0002-1825-0097"),
    ],
    ids=["restricted", "unpublished", "renamed", "moved", "identified"],
)
def test_person_updates_their_works_and_co_authors(
    ada: PersonPage, grace: PersonPage, paper: PublicationPage, edit: Callable[[PersonPage], object]
) -> None:
    PublicationPageFactory(authors=["Alan Turing"])
    updated = updated_by(lambda: edit(ada))
    assert updated >= in_both(paper, grace)
    assert updated <= in_both(paper, grace, ada)


def test_person_who_is_published_again_updates_their_works(ada: PersonPage, paper: PublicationPage) -> None:
    fresh(ada).unpublish()
    assert updated_by(lambda: publish(ada)) >= in_both(paper)


def test_hidden_person_updates_works_printed_under_a_former_name(site_tree: SiteTree, client: Client) -> None:
    person = PersonPageFactory(given_name="Nova", family_name="Tremblay", hidden_names=["Marc Tremblay"])
    paper = PublicationPageFactory(authors=["Marc Tremblay"])
    fresh(person).unpublish()

    def rename() -> None:
        hidden = fresh(person)
        hidden.given_name = "Stella"
        hidden.save()

    assert updated_by(rename) == in_both(paper)


def test_biography_updates_nobody_else(ada: PersonPage, paper: PublicationPage) -> None:
    derive()
    publish(ada)
    assert updated_by(lambda: publish(ada, biography_en="<p>Wrote notes.</p>")) == set()


def test_work_that_disappears_or_appears_updates_its_authors(
    ada: PersonPage, grace: PersonPage, paper: PublicationPage
) -> None:
    assert updated_by(lambda: fresh(paper).unpublish()) >= in_both(ada, grace)
    assert updated_by(lambda: publish(paper)) >= in_both(ada, grace)
    assert updated_by(lambda: fresh(paper).delete()) >= in_both(ada, grace)


def test_work_updates_those_who_feature_it_and_those_who_chose_it(site_tree: SiteTree, paper: PublicationPage) -> None:
    fan = PersonPageFactory(given_name="Alan", family_name="Turing")
    publish(fan, featured_publications=[FeaturedPublication(publication=paper)])
    section = SectionPageFactory(
        parent=site_tree.home["en"],
        body=[("featured", {"heading": "Read", "cards": [{"page": Page.objects.get(pk=paper.pk)}]})],
    )
    alias = section.aliases.get()
    updated = updated_by(lambda: publish(paper, full_title="Another title"))
    assert updated >= in_both(fan) | {(section.pk, "en"), (alias.pk, "fr")}


def test_rejected_match_updates_whoever_lost_it(ada: PersonPage, paper: PublicationPage) -> None:
    librarian = User.objects.create_superuser("librarian")
    match = AuthorMatch.objects.get(person=ada, state="confirmed")
    assert updated_by(lambda: author_matching.decide(match, "rejected", librarian)) >= in_both(ada)


def test_supervisor_is_updated_when_a_student_changes_or_leaves_them(ada: PersonPage, grace: PersonPage) -> None:
    assert updated_by(lambda: publish(grace, supervisions=[Supervision(supervisor=ada)])) == in_both(ada)
    assert updated_by(lambda: publish(grace, given_name="Gracie")) >= in_both(ada)
    assert updated_by(lambda: publish(grace, supervisions=[])) == in_both(ada)


def test_related_works_are_updated_when_one_enters_or_leaves_their_list(site_tree: SiteTree) -> None:
    topic, other = ResearchTopicFactory(), ResearchTopicFactory()
    paper = PublicationPageFactory(topics=[topic])
    stranger = PublicationPageFactory(topics=[other])
    neighbours: list[PublicationPage] = []
    assert updated_by(lambda: neighbours.append(PublicationPageFactory(topics=[topic]))) == in_both(paper)
    (neighbour,) = neighbours
    assert updated_by(lambda: publish(neighbour, full_title="Another title")) == in_both(paper)
    moved = [PublicationTopic(topic=other)]
    assert updated_by(lambda: publish(neighbour, publication_topics=moved)) == in_both(paper, stranger)


@pytest.mark.slow
def test_new_work_on_a_busy_topic_updates_its_neighbours_alone(site_tree: SiteTree) -> None:
    topic = ResearchTopicFactory()
    works = [PublicationPageFactory(topics=[topic], date=str(year)) for year in range(1990, 2020)]
    updated = updated_by(lambda: PublicationPageFactory(topics=[topic], date="2019"))
    assert {work.year for work in works if (work.pk, "en") in updated} == {2017, 2018, 2019}


@pytest.mark.slow
@pytest.mark.parametrize("number", [3, 12])
def test_renamed_venue_updates_its_works_in_few_statements(site_tree: SiteTree, number: int) -> None:
    venue = VenueFactory(name="Acta")
    works = [PublicationPageFactory(venue=venue) for _number in range(number)]
    derive()
    venue.name = "Acta Mathematica"
    venue.save()
    before = change_log.latest_position()
    settle()
    with CaptureQueriesContext(connection) as queries:
        dependencies.derive()
    settle()
    rows = change_log.committed().filter(position__gt=before, is_derived=True)
    assert set(rows.values_list("subject_id", "language")) == in_both(*works)
    assert len(queries) < 45


def test_website_of_a_venue_updates_no_work(site_tree: SiteTree) -> None:
    venue = VenueFactory(name="Acta")
    PublicationPageFactory(venue=venue)
    venue.website = "https://example.org/"
    venue.save()

    def edit() -> None:
        venue.website = "https://example.org/acta"
        venue.save()

    assert updated_by(edit) == set()


def test_deleted_topic_updates_the_works_and_people_that_had_it(site_tree: SiteTree) -> None:
    topic = ResearchTopicFactory()
    person, work = PersonPageFactory(topics=[topic]), PublicationPageFactory(topics=[topic])
    assert updated_by(ResearchTopic.objects.get(pk=topic.pk).delete) == in_both(person, work)


def test_institution_updates_its_people_and_a_new_slug_their_works(ada: PersonPage, paper: PublicationPage) -> None:
    institution = InstitutionFactory()
    publish(ada, affiliations=[Affiliation(institution=institution)])

    def rename() -> None:
        institution.name_en = "Another name"
        institution.save()

    assert updated_by(rename) == in_both(ada)


def test_home_page_is_updated_with_all_that_it_counts_and_lists(site_tree: SiteTree) -> None:
    home = HomePage.objects.get(pk=site_tree.home["en"].pk)
    home.founded = 1993
    home.body = [
        ("latest_publications", {"heading": "Latest", "count": 2}),
        ("figures", {"figures": [{"kind": kind, "label": kind} for kind in ("professors", "years")]}),
    ]
    home.save_revision().publish()
    homes = {(site_tree.home[language].pk, language) for language in ("en", "fr")}
    professor = MembershipFactory(counts_as_professor=True)
    assert updated_by(PublicationPageFactory) == homes
    assert updated_by(lambda: PersonPageFactory(membership=professor)) == homes
    with time_machine.travel(timezone.now() + dt.timedelta(days=367), tick=False):
        before = change_log.latest_position()
        change_log.record_passing_time()
        derive()
        rows = change_log.committed().filter(position__gt=before)
        assert set(rows.values_list("subject_id", "language")) >= homes


def test_section_and_news_are_updated_with_the_pages_below(site_tree: SiteTree) -> None:
    section = SectionPageFactory(parent=site_tree.home["en"])
    below = SectionPageFactory(parent=section)
    news = NewsIndexPageFactory(parent=site_tree.home["en"])
    article = ArticlePageFactory(parent=news)
    assert (section.pk, "en") in updated_by(lambda: publish(below, summary="A summary"))
    assert (news.pk, "en") in updated_by(lambda: publish(article, title="A title"))
    assert (news.pk, "en") in updated_by(lambda: fresh(article).delete())
    assert (section.pk, "en") in updated_by(lambda: fresh(below).move(fresh(site_tree.home["en"]), pos="last-child"))


def test_renamed_section_updates_what_is_below_it(site_tree: SiteTree) -> None:
    section = SectionPageFactory(parent=site_tree.home["en"])
    below = SectionPageFactory(parent=section)
    derive()
    publish(section, summary="A summary")
    assert (below.pk, "en") not in updated_by(lambda: publish(section, summary="Another"))
    assert (below.pk, "en") in updated_by(lambda: publish(section, title="Another title"))


def test_picture_updates_the_pages_that_show_it(site_tree: SiteTree) -> None:
    image = ImageFactory()
    person = PersonPageFactory(photo=image)
    PersonPageFactory(photo=ImageFactory())

    def credit() -> None:
        image.credit = "Somebody"
        image.save()

    assert updated_by(credit) == in_both(person)
    assert updated_by(lambda: type(image).objects.get(pk=image.pk).delete()) == in_both(person)


def test_directory_that_closes_in_french_updates_english_profiles(ada: PersonPage, site_tree: SiteTree) -> None:
    assert (ada.pk, "en") in updated_by(site_tree.directory["fr"].unpublish)


def test_directory_that_opens_again_or_moves_in_french_updates_english_profiles(
    ada: PersonPage, site_tree: SiteTree
) -> None:
    def change(**values: Any) -> None:
        french = fresh(site_tree.directory["fr"])
        for name, value in values.items():
            setattr(french, name, value)
        french.save()

    assert (ada.pk, "en") in updated_by(lambda: change(slug="repertoire"))
    change(live=False)
    assert (ada.pk, "en") in updated_by(lambda: change(live=True))


def test_import_updates_each_author_once(ada: PersonPage) -> None:
    entries = "\n".join(
        f"@article{{key{number}, title={{Title {number}}}, author={{Lovelace, Ada}}, year={{2020}}}}"
        for number in range(30)
    )

    def run() -> None:
        with Importer() as importer:
            source = file_source(io.BytesIO(entries.encode()), "papers.bib", "bibtex")
            list(importer.run(source.adapter, source.entries()))

    derive()
    before = change_log.latest_position()
    run()
    derive()
    rows = change_log.committed().filter(position__gt=before, subject_id=ada.pk)
    assert sorted(rows.values_list("language", flat=True)) == ["en", "fr"]


def test_ended_affiliation_updates_the_person_when_its_day_has_passed(site_tree: SiteTree) -> None:
    person = PersonPageFactory()
    publish(person, affiliations=[Affiliation(institution=InstitutionFactory(), end=timezone.localdate())])
    change_log.record_passing_time()
    derive()
    before = change_log.latest_position()
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        change_log.record_passing_time()
        change_log.record_passing_time()
        derive()
    rows = change_log.committed().filter(position__gt=before, is_derived=False)
    assert set(rows.values_list("subject_id", "language")) == in_both(person)


def test_harvest_and_updated_since_follow_derived_rows(
    ada: PersonPage, paper: PublicationPage, client: Client
) -> None:
    derive()
    yesterday = timezone.now() - dt.timedelta(days=1)
    PublicPage.objects.update(updated_at=yesterday)
    since = (timezone.now() - dt.timedelta(hours=1)).isoformat()
    rename(ada)
    derive()
    assert PublicPage.objects.get(page=paper.pk, language="en").updated_at > yesterday + dt.timedelta(hours=1)
    found = client.get("/api/v1/publications", {"updated_since": since}).json()
    assert [item["id"] for item in found["items"]] == [paper.pk]


def test_what_was_left_undone_is_done_later(
    ada: PersonPage, paper: PublicationPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    derive()
    before = change_log.latest_position()
    rename(ada)
    settle()
    with monkeypatch.context() as broken:
        broken.setattr(derivation, "_write", lambda *arguments, **options: 1 / 0)
        with pytest.raises(ZeroDivisionError), undone():
            dependencies.derive()
    derive()
    rows = change_log.committed().filter(position__gt=before, is_derived=True)
    assert in_both(paper) <= set(rows.values_list("subject_id", "language"))
    assert not PendingUpdate.objects.exists()


@pytest.fixture
def renamed(ada: PersonPage, paper: PublicationPage) -> Updated:
    """Return what an edit that is committed makes stale."""
    derive()
    rename(ada)
    settle()
    return in_both(paper)


@pytest.fixture
def worker_queue(settings: Any) -> None:
    """Queue what is left to the worker, and do not run it."""
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def derived_since(position: int) -> Updated:
    rows = change_log.committed().filter(position__gt=position, is_derived=True)
    return set(rows.values_list("subject_id", "language"))


@pytest.mark.usefixtures("worker_queue")
@pytest.mark.parametrize(
    ("bound", "most"), [("ROWS_IN_REQUEST", 1), ("OBJECTS_IN_REQUEST", 1), ("PASSES_IN_REQUEST", 0)]
)
def test_request_leaves_what_is_too_much_to_the_worker(
    renamed: Updated, bound: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = change_log.latest_position()
    monkeypatch.setattr(derivation, bound, most)
    dependencies.derive_after_commit()
    settle()
    assert derived_since(before) == set()
    task = DBTaskResult.objects.get(task_path="institute.content.dependencies.tasks.derive_the_rest")
    dependencies.derive_after_commit()
    assert DBTaskResult.objects.filter(task_path=task.task_path).count() == 1
    task.task.func()
    settle()
    assert derived_since(before) >= renamed
    assert not PendingUpdate.objects.exists()


@pytest.mark.usefixtures("worker_queue")
def test_request_derives_a_small_change_itself(renamed: Updated) -> None:
    before = change_log.latest_position()
    dependencies.derive_after_commit()
    settle()
    assert derived_since(before) >= renamed
    assert not DBTaskResult.objects.exists()


@pytest.mark.usefixtures("worker_queue")
def test_request_stops_while_others_commit_without_end(
    renamed: Updated, paper: PublicationPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes: list[int] = []
    one_pass = derivation._pass

    def while_others_commit(*arguments: Any) -> bool:
        passes.append(1)
        finished = one_pass(*arguments)
        publish(paper, volume=str(len(passes)))
        settle()
        return finished

    monkeypatch.setattr(derivation, "_pass", while_others_commit)
    dependencies.derive_after_commit()
    assert len(passes) == derivation.PASSES_IN_REQUEST
    assert DBTaskResult.objects.count() == 1


def test_publishing_a_paper_costs_few_queries_more(ada: PersonPage, grace: PersonPage, paper: PublicationPage) -> None:
    derive()
    publish(paper, volume="1")
    with CaptureQueriesContext(connection) as queries:
        derive()
    # Two of them make the test's transaction do what its commit would, twice.
    assert len(queries) <= 24, len(queries)


def test_derived_rows_are_told_once_by_webhooks(site_tree: SiteTree) -> None:
    values: dict[str, Any] = {"subject_type": "home.homepage", "identifier": 1, "language": "en"}
    rows = [
        Change(pk=1, kind="updated", is_derived=True, **values),
        Change(pk=2, kind="updated", is_derived=False, **values),
        Change(pk=3, kind="updated", is_derived=True, **values),
        Change(pk=4, kind="updated", is_derived=True, **values | {"language": "fr"}),
    ]
    assert [row.pk for row in _worth_sending(rows)] == [2, 3, 4]
