"""Imports that die half-way or run side by side, which only tests that commit can show."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from institute.content.models import Change, PublicPage
from institute.settings.environment import BASE_DIR
from publications.imports import importer, tasks
from publications.imports.report import Fate
from publications.imports.sources import file_source
from publications.models import Identifier, ImportRun, PublicationPage, SourceRecord
from tests.benchmarks.works import Works
from tests.fixtures import make_site_tree

pytestmark = pytest.mark.django_db(transaction=True)

State = ImportRun.State
ENTRIES = 160
BATCH = 20


def start(program: str, *arguments: str) -> subprocess.Popen[bytes]:
    """Run a program of its own on the database of this test."""
    url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        cwd=BASE_DIR,
    )


@pytest.fixture
def bibliography(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Entries enough for many batches, on a site without any."""
    monkeypatch.setattr(importer, "BATCH", BATCH)
    make_site_tree()
    path = tmp_path / "works.bib"
    path.write_text("".join(Works().entries(ENTRIES)))
    return path


def import_file(path: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    with importer.Importer() as run:
        source = file_source(path.open("rb"), path.name, "bibtex")
        for results in run.run(source.adapter, source.entries(), source.library):
            counts.update(str(result.fate) for result in results)
    return counts


def whole_works() -> int:
    """How many works there are, after seeing that none of them is half-written."""
    works = PublicationPage.objects.count()
    assert Identifier.objects.count() == works
    assert SourceRecord.objects.count() == works
    assert PublicPage.objects.filter(page__publicationpage__isnull=False).count() == works * 2
    assert PublicationPage.objects.filter(index_entries__isnull=False).distinct().count() == works
    assert not PublicationPage.objects.filter(authorships__isnull=True).exists()
    return works


def test_an_import_that_is_killed_leaves_whole_works_and_is_completed_by_running_it_again(bibliography: Path) -> None:
    command = start(
        f"""
import sys
import django; django.setup()
from django.core.management import call_command
from publications.imports import importer
importer.BATCH = {BATCH}
call_command("import_publications", sys.argv[1], verbosity=0)
""",
        str(bibliography),
    )
    try:
        deadline = time.monotonic() + 60
        while not PublicationPage.objects.exists() and command.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        command.kill()
        command.communicate()
    _wait_until_the_database_has_noticed()

    half = whole_works()
    assert 0 < half < ENTRIES
    assert half % BATCH == 0

    assert import_file(bibliography) == {Fate.UNCHANGED: half, Fate.CREATED: ENTRIES - half}
    assert whole_works() == ENTRIES
    written = Change.objects.count()
    assert import_file(bibliography) == {Fate.UNCHANGED: ENTRIES}
    assert (whole_works(), Change.objects.count()) == (ENTRIES, written)


def _wait_until_the_database_has_noticed() -> None:
    """What a killed process had begun is undone once its connection is found closed."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.05)


def test_two_imports_of_one_file_at_once_make_each_work_once(bibliography: Path) -> None:
    found: list[Counter[str]] = []

    def run() -> None:
        try:
            found.append(import_file(bibliography))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 2
    assert sum(found, Counter()) == {Fate.CREATED: ENTRIES, Fate.UNCHANGED: ENTRIES}
    assert whole_works() == ENTRIES


def test_a_worker_that_is_killed_leaves_its_lock() -> None:
    run = ImportRun.objects.create(name="x", language="en", state=State.RUNNING, started_at=timezone.now())
    program = f"""
import django; django.setup()
import time
from publications.imports.tasks import _holding
with _holding({run.pk}) as is_ours:
    print(is_ours, flush=True)
    time.sleep(60)
"""
    holder = start(program)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"True\n"
        with tasks._holding(run.pk) as is_ours:
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
