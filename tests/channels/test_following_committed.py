"""Following the feed while others write: at its end, a client holds exactly what is visible."""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from directory.models import PersonPage
from home.models import SectionPage
from institute.content.models import Change, PublicAddress
from tests.channels.following import Holding
from tests.fixtures import make_site_tree
from tests.support import make_person, make_section, restrict

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 3
EDITS = ("save", "rename", "unpublish", "publish", "delete", "create", "restrict", "open", "roll back")


class Writer(threading.Thread):
    """Edits a section and a person of its own, at random, each edit a transaction that may be slow."""

    def __init__(self, number: int, seed: int, section: Page, edits: list[str]) -> None:
        super().__init__()
        self.number, self.edits, self.random = number, edits, random.Random(seed)
        self.section = section.pk
        self.errors: list[BaseException] = []
        self.created = 0

    def run(self) -> None:
        try:
            for edit in self.edits:
                with transaction.atomic():
                    self.edit(edit)
                    threading.Event().wait(self.random.random() / 50)
                    if edit == "roll back":
                        self.edit("save")
                        transaction.set_rollback(True)
        except BaseException as error:
            self.errors.append(error)
        finally:
            connection.close()

    def edit(self, edit: str) -> None:
        pages = list(Page.objects.filter(pk=self.section).specific())
        pages += PersonPage.objects.filter(given_name=f"Writer {self.number}")
        pages += SectionPage.objects.child_of(Page.objects.get(pk=self.section)) if pages else []
        page = self.random.choice(pages)
        page = Page.objects.get(pk=page.pk).specific
        match edit:
            case "save" if page.live:
                page.save()
            case "rename":
                page.slug = f"{page.slug.split('-x')[0]}-x{self.random.randrange(1000)}"
                page.save()
            case "unpublish" if page.live:
                page.unpublish()
            case "publish":
                page.save_revision().publish()
            case "delete" if page.pk != self.section and isinstance(page, SectionPage):
                page.delete()
            case "create":
                self.created += 1
                make_section(SectionPage.objects.get(pk=self.section), f"Part {self.number} {self.created}")
            case "restrict":
                restrict(page)
            case "open":
                for restriction in PageViewRestriction.objects.filter(page=page.pk):
                    restriction.delete()


def visible_now() -> dict[tuple[str, int, str], str]:
    """What the visibility rule itself says, worked out anew."""
    from institute.channels.kinds import type_names
    from institute.content import changes

    pages = list(Page.objects.filter(depth__gt=1).select_related("content_type"))
    identifiers = changes.identifiers_of(pages)
    kinds = {page.pk: type_names()[page.specific_class._meta.label_lower] for page in pages}
    return {
        (kinds[pk], identifiers[pk], language): path for (pk, language), path in changes._current_paths(pages).items()
    }


@settings(max_examples=3, suppress_health_check=list(HealthCheck), database=None, phases=[Phase.generate])
@given(
    seed=st.integers(0, 2**16),
    edits=st.lists(st.lists(st.sampled_from(EDITS), min_size=3, max_size=6), min_size=WRITERS, max_size=WRITERS),
)
def test_following_while_edits_go_on_ends_with_what_is_visible(seed: int, edits: list[list[str]]) -> None:
    empty()
    tree = make_site_tree()
    sections = [make_section(tree.home["en"], f"Section {number}") for number in range(WRITERS)]
    for number in range(WRITERS):
        make_person(tree.directory["en"], f"Writer {number}", "Person")
    client, holding = Client(), Holding()
    start = Change.objects.count()
    told = holding.follow(client, limit=3)
    writers = [Writer(number, seed + number, sections[number], edits[number]) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        told += holding.follow(client, limit=2)
        threading.Event().wait(0.02)
    for writer in writers:
        writer.join()
        assert not writer.errors, writer.errors
    told += holding.follow(client)
    assert holding.held == visible_now()
    assert holding.paths == set(PublicAddress.objects.values_list("path", flat=True))
    # Each of them once: what was there at the start, then every row of the log since.
    since = told[-(Change.objects.count() - start) :] if Change.objects.count() > start else []
    rows = Change.objects.order_by("position")[start:]
    assert [(item["kind"], item["path"] or "", item["previous"] or "") for item in since] == [
        (row.kind, row.path, row.previous_path) for row in rows
    ]
    assert not [place for place, count in Counter(row.position for row in rows).items() if count > 1]


def empty() -> None:
    """Each example begins with nothing; pages go with the aliases that follow them."""
    root = Page.get_first_root_node()
    while root is not None and (page := root.get_children().first()) is not None:
        page.specific.delete()
        root.refresh_from_db()
