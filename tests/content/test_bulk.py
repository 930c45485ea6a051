"""Many records at once end up as they would one by one."""

import uuid

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageLogEntry, ReferenceIndex
from wagtail.search.models import IndexEntry

from bibliography.names import parse_name
from institute.content import bulk
from institute.content.models import Change, PublicPage, SearchEntry
from publications.models import Authorship, PublicationPage, PublicationTopic
from tests.factories.directory import ResearchTopicFactory
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.support import settle

pytestmark = pytest.mark.django_db


def work(title: str = "On bulk", slug: str = "on-bulk", **fields: object) -> PublicationPage:
    page = PublicationPage(full_title=title, title=title, slug=slug, live=False, **fields)
    page.derive()
    page.add_authors([parse_name("Ada Lovelace"), parse_name("Grace Hopper")])
    return page


def add(tree: SiteTree, *works: PublicationPage, live: bool = True) -> list[PublicationPage]:
    bulk.add_records(tree.publications["en"], works, live=live)
    bulk.announce(PublicationPage, [page.pk for page in works])
    return list(works)


def test_works_stand_at_the_end_of_the_tree_as_if_added_one_by_one(site_tree: SiteTree) -> None:
    first = PublicationPageFactory(full_title="Before")

    add(site_tree, work(slug="a"), work(slug="b"))

    after = PublicationPageFactory(full_title="After")
    index = Page.objects.get(pk=site_tree.publications["en"].pk)
    assert [page.slug for page in index.get_children()] == [first.slug, "a", "b", after.slug]
    assert index.numchild == 4
    assert Page.find_problems() == ([], [], [], [], [])


def test_an_added_work_is_read_like_one_that_was_published(site_tree: SiteTree) -> None:
    by_hand = PublicationPageFactory(full_title="On bulk", date="", authors=["Ada Lovelace"], slug="by-hand")

    [added] = add(site_tree, work())

    stored = PublicationPage.objects.get(pk=added.pk)
    ignored = {"id", "page_ptr", "path", "slug", "url_path", "translation_key", "latest_revision", "live_revision"}
    for field in PublicationPage._meta.concrete_fields:
        if field.name not in ignored and "_at" not in field.name:
            assert getattr(stored, field.attname) == getattr(
                PublicationPage.objects.get(pk=by_hand.pk), field.attname
            ), field
    assert isinstance(stored.translation_key, uuid.UUID)
    assert stored.first_published_at is not None
    assert [row.name for row in stored.authorships.all()] == ["Ada Lovelace", "Grace Hopper"]
    assert stored.specific == stored


def test_an_added_work_can_be_opened_edited_and_published_by_an_editor(site_tree: SiteTree, client: object) -> None:
    [added] = add(site_tree, work())

    page = Page.objects.get(pk=added.pk).get_latest_revision_as_object()
    page.full_title = "On bulk, revised"
    page.save_revision().publish()

    assert PublicationPage.objects.get(pk=added.pk).title == "On bulk, revised"
    assert PublicationPage.objects.get(pk=added.pk).authorships.count() == 2


def test_slugs_are_numbered_where_they_are_taken(site_tree: SiteTree) -> None:
    PublicationPageFactory(full_title="Editorial", slug="editorial")
    PublicationPageFactory(full_title="Editorial", slug="editorial-3")

    added = add(site_tree, *(work("Editorial", "editorial") for _ in range(3)))

    assert [page.slug for page in added] == ["editorial-2", "editorial-4", "editorial-5"]


def test_slugs_that_end_in_the_same_number_do_not_meet(site_tree: SiteTree) -> None:
    added = add(site_tree, work(slug="part"), work(slug="part-2"), work(slug="part"))

    assert len({page.slug for page in added}) == 3


def test_visitors_find_added_works_in_both_languages_and_in_the_log(site_tree: SiteTree) -> None:
    [added] = add(site_tree, work("Réseaux profonds", "reseaux-profonds"))
    settle()

    assert PublicationPage.objects.visible("fr").matching("reseaux").get().pk == added.pk
    assert set(PublicPage.objects.filter(page=added.pk).values_list("language", "path")) == {
        ("en", "/en/publications/reseaux-profonds/"),
        ("fr", "/fr/publications/reseaux-profonds/"),
    }
    rows = Change.objects.filter(subject_id=added.pk, position__isnull=False)
    assert {(row.kind, row.language) for row in rows} == {("created", "en"), ("created", "fr")}


def test_a_draft_is_seen_by_nobody(site_tree: SiteTree) -> None:
    [added] = add(site_tree, work(), live=False)

    assert not PublicPage.objects.filter(page=added.pk).exists()
    assert not Change.objects.filter(subject_id=added.pk).exists()
    assert not SearchEntry.objects.filter(page=added.pk).exists()
    stored = PublicationPage.objects.get(pk=added.pk)
    assert not stored.live
    assert stored.has_unpublished_changes
    assert stored.first_published_at is None


def test_editors_find_added_works_and_see_what_they_use(site_tree: SiteTree) -> None:
    venue, topic = VenueFactory(), ResearchTopicFactory()
    page = work("Éclairs", "eclairs", venue=venue)
    page.publication_topics.add(PublicationTopic(topic=topic))

    add(site_tree, page)

    assert list(PublicationPage.objects.all().search("eclairs")) == [page]
    content_type = ContentType.objects.get_for_model(PublicationPage)
    assert IndexEntry.objects.filter(content_type=content_type, object_id=str(page.pk)).exists()
    for used in (venue, topic):
        [reference] = ReferenceIndex.get_references_to(used)
        assert reference.object_id == str(page.pk)


def test_changed_works_say_what_they_are_told_and_lose_no_row(site_tree: SiteTree) -> None:
    first, second = add(site_tree, work(slug="a"), work(slug="b"))
    keys = [row.key for row in first.authorships.all()]
    settle()
    Change.objects.all().delete()

    page = PublicationPage.objects.get(pk=first.pk)
    page.full_title = "Another title"
    page.derive()
    rows = list(page.authorships.all())
    rows[0].sort_order, rows[1].sort_order = 1, 0
    page.authorships.set([*rows, Authorship.named(parse_name("Katherine Johnson"), sort_order=2)])
    bulk.update_records([page], ["full_title", "sort_title", "sort_date"])
    bulk.write_children([page], ["authorships"])
    bulk.announce(PublicationPage, [page.pk], touched=True)

    stored = PublicationPage.objects.get(pk=first.pk)
    assert (stored.title, stored.draft_title, stored.sort_title) == ("Another title",) * 2 + ("another title",)
    assert [row.name for row in stored.authorships.all()] == ["Grace Hopper", "Ada Lovelace", "Katherine Johnson"]
    assert [row.key for row in stored.authorships.all()][:2] == [keys[1], keys[0]]
    assert [row.name for row in PublicationPage.objects.get(pk=second.pk).authorships.all()] == [
        "Ada Lovelace",
        "Grace Hopper",
    ]
    assert PublicationPage.objects.visible("en").matching("another").get().pk == first.pk
    assert {row.kind for row in Change.objects.filter(subject_id=first.pk)} == {"updated"}


def test_history_says_who_brought_them(site_tree: SiteTree, admin_user: object) -> None:
    works = add(site_tree, work(slug="a"), work(slug="b"))

    bulk.log_actions(works, "wagtail.create", admin_user)

    assert {entry.page_id for entry in PageLogEntry.objects.filter(action="wagtail.create", user=admin_user)} == {
        page.pk for page in works
    }


def test_the_number_of_queries_does_not_grow_with_the_number_of_works(site_tree: SiteTree) -> None:
    add(site_tree, work(slug="warm"))
    counts = []
    for number in (5, 50):
        with CaptureQueriesContext(connection) as queries:
            add(site_tree, *(work(slug=f"many-{number}-{index}") for index in range(number)))
        # The driver writes search entries in one round trip and tells of each.
        counts.append(len([query for query in queries if "content_searchentry" not in query["sql"]]))
        import collections

        print(collections.Counter(q["sql"][:150] for q in queries).most_common(14))
    assert counts[0] == counts[1]
    assert counts[1] < 40
