"""Pages that are saved and moved while others add, move and delete pages around them."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from wagtail.models import Page

from home.models import SectionPage
from tests.fixtures import make_site_tree
from tests.support import make_section

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def parent(db: None) -> SectionPage:
    return make_section(make_site_tree().home["en"], "Parent")


def fresh(page: Any, model: type[Page] = SectionPage) -> Any:
    return model.objects.get(pk=page.pk)


@pytest.mark.parametrize("model", [SectionPage, Page])
def test_page_that_is_saved_keeps_the_child_that_was_added_meanwhile(parent: SectionPage, model: type[Page]) -> None:
    read_before = fresh(parent, model)
    child = make_section(fresh(parent), "Child")
    read_before.save()
    assert fresh(parent).numchild == 1
    assert list(fresh(parent).get_children()) == [fresh(child, Page)]
    make_section(fresh(parent), "Second child")


@pytest.mark.parametrize("model", [SectionPage, Page])
def test_page_can_be_added_where_the_last_child_was_deleted_while_its_parent_was_saved(
    parent: SectionPage, model: type[Page]
) -> None:
    child = make_section(parent, "Child")
    read_before = fresh(parent, model)
    fresh(child).delete()
    read_before.save()
    make_section(fresh(parent), "Second child")
    assert fresh(parent).numchild == 1


def test_page_that_is_published_stays_where_it_was_moved_meanwhile(parent: SectionPage) -> None:
    child = make_section(parent, "Child")
    revision = child.save_revision()
    page = revision.content_object
    other = make_section(fresh(parent.get_parent(), Page).specific, "Other")
    fresh(child).move(other, pos="last-child")
    page.save()
    assert fresh(child).get_parent().pk == other.pk
    assert fresh(child).url_path == f"{fresh(other).url_path}child/"


def test_page_that_is_saved_keeps_the_address_below_a_parent_renamed_meanwhile(parent: SectionPage) -> None:
    child = make_section(parent, "Child")
    read_before = fresh(child)
    parent.slug = "renamed"
    parent.save()
    read_before.save()
    assert fresh(child).url_path == f"{fresh(parent).url_path}child/"
    assert "/renamed/" in fresh(child).url_path


def test_page_moves_below_a_parent_whose_last_child_was_deleted_meanwhile(parent: SectionPage) -> None:
    child = make_section(parent, "Child")
    page = make_section(fresh(parent.get_parent(), Page).specific, "Other")
    read_before = fresh(parent)
    fresh(child).delete()
    fresh(page).move(read_before, pos="last-child")
    assert fresh(page).get_parent().pk == parent.pk
    assert fresh(parent).numchild == 1


def test_page_is_added_while_the_last_child_is_being_deleted(parent: SectionPage) -> None:
    child = make_section(parent, "Child")
    has_read, is_deleted = threading.Event(), threading.Event()
    errors: list[BaseException] = []

    def add() -> None:
        try:
            with transaction.atomic():
                below = fresh(parent)
                has_read.set()
                is_deleted.wait(10)
                make_section(below, "Second child")
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=add)
    with transaction.atomic():
        thread.start()
        assert has_read.wait(10)
        fresh(child).delete()
        is_deleted.set()
        thread.join(1)
    thread.join(20)
    assert errors == []
    assert [page.title for page in fresh(parent).get_children()] == ["Second child"]
