"""Following the feed while others write: at its end, a client holds exactly what is visible."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from directory.models import DirectoryPage
from home.models import SectionPage
from institute.content.models import Change, PublicPage
from tests.fixtures import SiteTree, make_site_tree
from tests.support import make_person, make_section, restrict
from tests.webhooks.following import Holding
from tests.webhooks.writing import EDITS, Writer

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 3
EXAMPLES = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 6


def visible_now() -> dict[tuple[str, int, str], str]:
    """What the visibility rule itself says, worked out anew."""
    from institute.content import change_log
    from institute.webhooks.event_types import type_names

    pages = list(Page.objects.filter(depth__gt=1).select_related("content_type"))
    identifiers = change_log.identifiers_of(pages)
    kinds = {page.pk: type_names()[page.specific_class._meta.label_lower] for page in pages}
    return {
        (kinds[pk], identifiers[pk], language): path
        for (pk, language), path in change_log._current_paths(pages).items()
    }


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None, phases=[Phase.generate])
@given(
    seed=st.integers(0, 2**16),
    edits=st.lists(st.lists(st.sampled_from(list(EDITS)), min_size=4, max_size=8), min_size=WRITERS, max_size=WRITERS),
)
def test_following_while_edits_go_on_ends_with_what_is_visible(seed: int, edits: list[list[str]]) -> None:
    empty()
    tree = make_site_tree()
    about = make_section(tree.home["en"], "About")
    person = make_person(tree.directory["en"])
    sections = [make_section(about, f"Section {number}") for number in range(WRITERS)]
    shared = [about.pk, person.pk, tree.directory["fr"].pk, *(section.pk for section in sections)]
    client, holding = Client(), Holding()
    start = Change.objects.count()
    told = holding.follow(client, limit=3)
    writers = [Writer(number, seed + number, sections[number].pk, shared, edits[number]) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        told += holding.follow(client)
        threading.Event().wait(0.02)
    for writer in writers:
        writer.join()
        assert not writer.errors, writer.errors
    told += holding.follow(client)
    assert holding.held == visible_now()
    assert holding.paths == set(PublicPage.objects.values_list("path", flat=True))
    # Each of them once: what was there at the start, then every row of the log since.
    rows = Change.objects.order_by("position")[start:]
    since = told[len(told) - len(rows) :]
    assert [item["kind"] for item in since] == [row.kind for row in rows]
    # Where people were read before is not told.
    assert [(item["path"] or "", item["previous"] or "") for item in since if item["type"] != "person"] == [
        (row.path, row.previous_path) for row in rows if row.subject_type != "directory.personpage"
    ]
    assert not [place for place, count in Counter(row.position for row in rows).items() if count > 1]


def empty() -> None:
    """Each example begins with nothing; pages go with the aliases that follow them."""
    root = Page.get_first_root_node()
    while root is not None and (page := root.get_children().first()) is not None:
        page.specific.delete()
        root.refresh_from_db()


def close_section(tree: SiteTree) -> Callable[[], object]:
    section = SectionPage.objects.child_of(tree.home["en"]).get()
    return lambda: restrict(section)


def close_index(tree: SiteTree) -> Callable[[], object]:
    index = DirectoryPage.objects.get(pk=tree.directory["en"].pk)
    return lambda: restrict(index)


def publish_below(tree: SiteTree) -> Callable[[], object]:
    section = SectionPage.objects.child_of(tree.home["en"]).get()
    return lambda: make_section(section, "Board")


def add_person(tree: SiteTree) -> Callable[[], object]:
    index = DirectoryPage.objects.get(pk=tree.directory["en"].pk)
    return lambda: make_person(index)


@pytest.mark.parametrize("closing_is_first", [True, False])
@pytest.mark.parametrize(("close", "publish"), [(close_section, publish_below), (close_index, add_person)])
def test_what_is_published_while_the_page_above_is_closed_is_hidden(
    close: Callable[[SiteTree], Callable[[], object]],
    publish: Callable[[SiteTree], Callable[[], object]],
    closing_is_first: bool,
) -> None:
    """Neither transaction sees the other: each by itself would find the page as it was before."""
    tree = make_site_tree()
    make_section(tree.home["en"], "About")
    first, second = [close(tree), publish(tree)] if closing_is_first else [publish(tree), close(tree)]
    written, errors = threading.Event(), []

    def slow() -> None:
        try:
            with transaction.atomic():
                first()
                written.set()
                # Long enough for the other to have come to its end, if it does not wait.
                threading.Event().wait(1)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    second()
    thread.join()
    assert not errors
    holding = Holding()
    holding.follow(Client())
    assert holding.held == visible_now()
    assert not [path for path in holding.paths if "board" in path or "bengio" in path]
