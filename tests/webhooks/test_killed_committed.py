"""A worker that is killed while it sends, which only a test that commits can show."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from django.db import connection

from institute.settings.environment import BASE_DIR
from institute.webhooks import dispatch, events
from institute.webhooks.models import Channel, Delivery
from tests.fixtures import make_site_tree
from tests.webhooks.conftest import Receiver

pytestmark = pytest.mark.django_db(transaction=True)


def started(program: str) -> subprocess.Popen[bytes]:
    """Run ``program`` in a process of its own, on the database of the test."""
    url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    return subprocess.Popen(
        [sys.executable, "-c", program], env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE, cwd=BASE_DIR
    )


def test_a_worker_that_has_answered_nothing_yet_knows_every_type() -> None:
    """It has not read the addresses of the site, beside which the apps declare what they represent."""
    make_site_tree()
    channel = Channel.objects.create(name="Lobby", url="https://example.org/")
    Channel.objects.update(position=0)
    worker = started(f"""
import django; django.setup()
from institute.webhooks import events
events.take_up({channel.pk})
""")
    worker.communicate()
    assert worker.returncode == 0
    assert set(channel.deliveries.values_list("event_type", flat=True)) >= {"home.created", "directory.created"}


def test_what_a_killed_worker_was_sending_arrives_all_the_same(receiver: Receiver) -> None:
    channel = Channel.objects.create(name="Lobby", url=receiver.url)
    events.send_test(channel)
    program = f"""
import django; django.setup()
import time
from institute.webhooks import dispatch
def hang(*arguments):
    print("sending", flush=True)
    time.sleep(60)
dispatch.http_client.post = hang
dispatch.serve({channel.pk})
"""
    worker = started(program)
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"sending\n"
        assert dispatch.serve(channel.pk) == dispatch.FIRST_WAIT
        assert not receiver.got
    finally:
        worker.kill()
        worker.communicate()
    deadline = time.monotonic() + 10
    while not receiver.got and time.monotonic() < deadline:
        dispatch.serve(channel.pk)
        time.sleep(0.05)
    assert len(receiver.got) == 1
    assert Delivery.objects.get().state == Delivery.State.DELIVERED
