"""A worker that dies in the middle of an import, which only a test that commits can show."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.utils import timezone

from institute.settings.environment import BASE_DIR
from publications.importing import running
from publications.models import ImportRun

pytestmark = pytest.mark.django_db(transaction=True)

State = ImportRun.State


def test_a_worker_that_is_killed_leaves_its_lock() -> None:
    run = ImportRun.objects.create(name="x", language="en", state=State.RUNNING, started_at=timezone.now())
    program = f"""
import django; django.setup()
import time
from publications.importing.running import _holding
with _holding({run.pk}) as is_ours:
    print(is_ours, flush=True)
    time.sleep(60)
"""
    database = connection.settings_dict
    url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{database['NAME']}"
    holder = subprocess.Popen(
        [sys.executable, "-c", program], env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE, cwd=BASE_DIR
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"True\n"
        with running._holding(run.pk) as is_ours:
            assert not is_ours
        ImportRun.objects.note_stopped()
        run.refresh_from_db()
        assert run.state == State.RUNNING
    finally:
        holder.kill()
        holder.communicate()
    deadline = time.monotonic() + 10
    while run.state == State.RUNNING and time.monotonic() < deadline:
        time.sleep(0.05)
        ImportRun.objects.note_stopped()
        run.refresh_from_db()
    assert run.state == State.STOPPED
