"""The change log between transactions, which only tests that commit can show."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from institute.content import changes
from institute.content.models import Change
from tests.fixtures import make_site_tree
from tests.support import make_section

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_slow_transaction_never_slips_in_behind_a_reader() -> None:
    """One transaction writes its row first and commits last; its row must come last."""
    make_site_tree()
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            changes.record_change(Change.Kind.UPDATED, "test.slow", 1)
            written.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    changes.record_change(Change.Kind.UPDATED, "test.quick", 1)
    read = changes.latest_position()
    may_commit.set()
    thread.join(10)
    slow_row = Change.objects.get(subject_type="test.slow")
    assert Change.objects.get(subject_type="test.quick").position == read
    assert slow_row.position > read


def test_nothing_is_logged_of_what_was_rolled_back() -> None:
    tree = make_site_tree()
    before = changes.latest_position()
    with transaction.atomic():
        make_section(tree.home["en"], "Programs")
        transaction.set_rollback(True)
    assert changes.latest_position() == before
