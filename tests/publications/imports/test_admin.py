"""Librarians import publications in the admin: they see what would be done, decide, and look at what became of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Self

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from bibliography.entry import Entry, UnusableSourceError
from bibliography.formats import ADAPTERS
from home.roles import ensure_roles
from institute.accounts.models import User
from publications.imports import tasks
from publications.imports.field_mapping import fingerprint
from publications.imports.report import Fate, Result
from publications.models import ImportRun, PublicationPage, SourceRecord
from publications.models.imports import LOCK
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree

pytestmark = pytest.mark.django_db

State = ImportRun.State
NEW = "imports:new"


class LineAdapter:
    """A format of tests: one entry a line, a fate and a title; `!` breaks the whole file off."""

    name = "csl"

    def recognises(self, head: str) -> bool:
        return head.startswith("#")

    def entries(self, stream: BinaryIO, name: str) -> Iterator[Entry]:
        lines = stream.read().decode().splitlines()
        if lines[1:] == ["nothing"]:
            raise UnusableSourceError(f"“{name}” holds nothing.")
        for number, line in enumerate(lines[1:], start=2):
            yield Entry(f"{name}:{number}", {"line": line})

    def record(self, entry: Entry) -> Any:
        raise NotImplementedError


class PlayedImporter:
    """Does what the lines say, and nothing to the database."""

    made: list[PlayedImporter] = []
    # What a line's fate brings with it.
    results: Mapping[str, dict[str, Any]] = {}
    batch = 2

    def __init__(self, *, dry_run: bool = False, draft: bool = False, user: Any = None) -> None:
        self.dry_run, self.draft, self.user = dry_run, draft, user
        self.titles: list[str] = []
        PlayedImporter.made.append(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        """Nothing to undo."""

    def run(self, adapter: Any, entries: Iterator[Entry], library: str = "") -> Iterator[list[Result]]:
        results = []
        for entry in entries:
            fate, _space, title = entry.payload["line"].partition(" ")
            if fate == "!":
                raise RuntimeError("the disk is full")
            self.titles.append(title)
            results.append(Result(entry.position, Fate(fate), title=title, **self.results.get(title, {})))
            if len(results) == self.batch:
                yield results
                results = []
        yield results


@pytest.fixture(autouse=True)
def _played(monkeypatch: pytest.MonkeyPatch) -> None:
    PlayedImporter.made = []
    monkeypatch.setattr(PlayedImporter, "results", {})
    monkeypatch.setattr(tasks, "Importer", PlayedImporter)
    monkeypatch.setitem(ADAPTERS, "csl", LineAdapter())


@pytest.fixture(autouse=True)
def _signed_in(site_tree: SiteTree, client: Client, librarian: User) -> None:
    client.force_login(librarian)


@pytest.fixture
def worker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Imports wait for a worker, which `work` is; it shares the connection of the test, and must not close it."""
    from django_tasks import task_backends

    def forget() -> None:
        for alias in ("default", "background"):
            if hasattr(task_backends._connections, alias):
                delattr(task_backends._connections, alias)
        task_backends.__dict__.pop("settings", None)

    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    forget()
    yield
    forget()


def work() -> None:
    options = ["--backend=background", "--batch", "--no-startup-delay", "--no-reload", "--verbosity=0"]
    call_command("db_worker", *options)


def upload(client: Client, text: str | bytes, **fields: Any) -> Any:
    content = text.encode() if isinstance(text, str) else text
    data = {"file": SimpleUploadedFile("papers.json", content), "format": "csl", **fields}
    return client.post(reverse(NEW), data)


def address(run: ImportRun, name: str = "detail") -> str:
    return reverse(f"imports:{name}", args=[run.pk])


def checked(client: Client, text: str, **fields: Any) -> ImportRun:
    upload(client, text, **fields)
    run = ImportRun.objects.get()
    assert run.state == State.CHECKED, run.error
    return run


def imported(client: Client, text: str, **fields: Any) -> ImportRun:
    run = checked(client, text, **fields)
    client.post(address(run, "start"))
    run.refresh_from_db()
    assert run.state == State.FINISHED, run.error
    return run


def read(client: Client, run: ImportRun, query: str = "") -> str:
    response = client.get(address(run) + query)
    assert response.status_code == 200
    return response.content.decode()


def uploads() -> Iterator[Path]:
    return (Path(settings.MEDIA_ROOT) / "imports").glob("*")


def errors(response: Any) -> dict[str, Any]:
    assert response.status_code == 200
    found: dict[str, Any] = response.context["form"].errors
    return found


# From the form to the result


def test_a_file_is_checked_then_imported(client: Client, librarian: User) -> None:
    response = upload(client, "#\ncreated One\nrejected Two\ncreated Three", draft="on")
    run = ImportRun.objects.get()
    assert response.url == address(run)
    assert (run.name, run.state, run.is_import, run.format) == ("papers.json", State.CHECKED, False, "csl")
    text = read(client, run)
    assert "Nothing has been written yet" in text
    assert [importer.dry_run for importer in PlayedImporter.made] == [True]
    of_the_check = Path(run.report.path)
    client.post(address(run, "start"))
    run.refresh_from_db()
    assert not of_the_check.exists()
    last = PlayedImporter.made[-1]
    assert (run.state, run.is_import, run.entries) == (State.FINISHED, True, 3)
    assert (last.dry_run, last.draft, last.user, last.titles) == (False, True, librarian, ["One", "Two", "Three"])
    text = read(client, run, "?show=created")
    assert "papers.json:4" in text
    assert "Three" in text
    assert "Nothing has been written yet" not in text


def test_pasted_text_is_imported(client: Client) -> None:
    client.post(reverse(NEW), {"text": "#\ncreated Œuvre", "format": "csl"})
    run = ImportRun.objects.get()
    assert (run.name, run.counts["created"]) == ("pasted text", 1)
    assert "Œuvre" in read(client, run)


def test_a_service_is_asked_by_the_worker(client: Client, worker: None, settings: Any) -> None:
    settings.IMPORT_CONTACT_EMAIL = "library@example.org"
    client.post(reverse(NEW), {"remote": "orcid: https://orcid.org/0000-0002-1825-0097", "format": "auto"})
    run = ImportRun.objects.get()
    assert (run.remote, run.state, run.is_queued) == ("orcid:0000-0002-1825-0097", State.CHECKING, True)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [run.pk]


def test_a_second_press_imports_once(client: Client) -> None:
    run = imported(client, "#\ncreated One")
    client.post(address(run, "start"))
    assert [importer.dry_run for importer in PlayedImporter.made] == [True, False]


def test_what_is_wrong_is_told_and_pasted_text_stays(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    kept = set(uploads())
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse(NEW), {"text": "# pasted\nnothing", "format": "csl"})
    assert "“pasted text” holds nothing." in str(errors(response)["__all__"])
    assert "# pasted\nnothing" in response.content.decode()
    assert not ImportRun.objects.exists()
    assert set(uploads()) == kept


@pytest.mark.parametrize(
    ("data", "field", "word"),
    [
        ({}, "__all__", "Choose a file"),
        ({"text": "  \n "}, "__all__", "Choose a file"),
        ({"text": "#", "remote": "doi:10.1000/a"}, "__all__", "not several"),
        ({"remote": "papers.bib"}, "remote", "Begin with"),
        ({"remote": "doi:abc"}, "remote", "not a valid DOI"),
        ({"text": "#", "format": "word"}, "format", "word"),
        ({"text": "x" * 5_000_001}, "text", "too long"),
    ],
)
def test_a_form_that_cannot_be_used_says_why(
    client: Client, settings: Any, data: dict[str, str], field: str, word: str
) -> None:
    settings.IMPORT_CONTACT_EMAIL = "library@example.org"
    response = client.post(reverse(NEW), {"format": "csl", **data})
    assert word in str(errors(response)[field])
    assert not ImportRun.objects.exists()


def test_a_service_needs_an_address_to_write_to(client: Client, settings: Any) -> None:
    settings.IMPORT_CONTACT_EMAIL = ""
    response = client.post(reverse(NEW), {"remote": "doi:10.1000/a", "format": "auto"})
    assert "IMPORT_CONTACT_EMAIL" in str(errors(response)["remote"])


def test_an_empty_file_and_one_too_large_are_refused(client: Client, settings: Any) -> None:
    assert "This file is empty" in str(errors(upload(client, b""))["file"])
    settings.IMPORT_MAX_UPLOAD = 10
    assert "10\xa0bytes can be uploaded" in str(errors(upload(client, "#\ncreated One"))["file"])


def test_a_file_of_an_unknown_format_is_refused(client: Client) -> None:
    assert errors(upload(client, "\x00\x01 nothing that anybody reads", format="auto"))["file"]


def test_a_file_with_no_entries_is_refused(client: Client) -> None:
    assert "nothing to import" in str(errors(upload(client, "#\n"))["__all__"])


def test_an_import_that_breaks_off_says_so_and_can_go_on(client: Client) -> None:
    run = checked(client, "#\ncreated One\ncreated Two\ncreated Three")
    content = ContentFile(b"#\ncreated One\ncreated Two\n! \ncreated Three")
    run.content.save("upload", content)
    client.post(address(run, "start"))
    run.refresh_from_db()
    assert (run.state, run.counts["created"]) == (State.FAILED, 2)
    text = read(client, run)
    assert "The import broke off: RuntimeError: the disk is full" in text
    assert "papers.json:3" in text
    assert "Go on" in text
    run.content.save("upload", ContentFile(b"#\ncreated One\ncreated Two\ncreated Three"))
    client.post(address(run, "start"))
    run.refresh_from_db()
    assert (run.state, run.counts["created"], run.error) == (State.FINISHED, 3, "")


def test_a_check_that_breaks_off_can_be_made_again(client: Client, worker: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(tasks, "SMALL", 0)
    upload(client, "#\ncreated One\n! ")
    work()
    run = ImportRun.objects.get()
    assert (run.state, run.can_start) == (State.FAILED, False)
    run.content.save("upload", ContentFile(b"#\ncreated One"))
    client.post(address(run, "check"))
    work()
    run.refresh_from_db()
    assert (run.state, run.can_start) == (State.CHECKED, True)


def test_errors_are_told_in_the_language_of_the_librarian(client: Client, worker: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(tasks, "SMALL", 0)
    upload(client, "#\n! ")
    run = ImportRun.objects.get()
    run.language = "fr"
    run.save()
    work()
    run.refresh_from_db()
    assert run.error.startswith("L’importation s’est interrompue")


# Results


def test_the_result_tells_all_there_is_to_know(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PublicationPageFactory(full_title="The page")
    twin = PublicationPageFactory(full_title="The twin")
    venue = VenueFactory(name="Journal of Tests")
    results = {
        "Changed": {
            "page": page.pk,
            "changes": {
                "volume": ["3", "4"],
                "venue": [None, venue.pk],
                "kind": ["preprint", "article"],
                "authors": [[{"name": "A. Lovelace"}], [{"name": "Ada Lovelace"}, {"name": "Alan Turing"}]],
                "versions": [[], [{"kind": "preprint", "venue_text": "arXiv", "date": "2020"}]],
            },
        },
        "Twofold": {"page": page.pk, "doubtful": (twin.pk,), "warnings": ("The date is odd.",)},
        "Broken": {"error": "It has no title."},
    }
    monkeypatch.setattr(PlayedImporter, "results", results)
    run = imported(client, "#\nupdated Changed\ncreated Twofold\nrejected Broken")
    text = read(client, run, "?show=updated")
    for words in (
        "Volume",
        "<del>3</del>",
        "<ins>4</ins>",
        "Journal of Tests",
        "Preprint",
        "Ada Lovelace; Alan Turing",
    ):
        assert words in text
    assert "Preprint, arXiv, 2020" in text
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in text
    text = read(client, run, "?show=doubtful")
    assert "The twin" in text
    assert reverse("possible_duplicates:pair", args=[page.pk, twin.pk]) in text
    assert "The date is odd." in read(client, run, "?show=warnings")
    assert "It has no title." in read(client, run, "?show=rejected")


def test_results_are_paged(client: Client) -> None:
    run = checked(client, "#\n" + "\n".join(f"created Work {number:03}" for number in range(120)))
    assert "Work 049" in read(client, run)
    text = read(client, run, "?show=created&p=3")
    assert "Work 119" in text
    assert "Work 099" not in text
    assert "Work 119" in read(client, run, "?show=created&p=99")


def test_what_came_in_cannot_break_the_page(client: Client) -> None:
    run = checked(client, "#\ncreated <script>alert(1)</script>")
    assert "<script>alert" not in read(client, run)


def test_the_report_is_downloaded(client: Client) -> None:
    run = imported(client, "#\ncreated One\nunchanged Two")
    response = client.get(address(run, "report"))
    report = json.loads(b"".join(response.streaming_content))
    assert response.headers["Content-Type"] == "application/json"
    assert f'filename="import-{run.pk}.json"' in response.headers["Content-Disposition"]
    assert report["counts"]["created"] == report["counts"]["unchanged"] == 1
    assert [row["title"] for row in report["created"]] == ["One"]


# Conflicts


@pytest.fixture
def in_conflict(client: Client, monkeypatch: pytest.MonkeyPatch) -> tuple[ImportRun, PublicationPage]:
    page = PublicationPageFactory(full_title="The page", volume="by hand")
    values = {"volume": "of the source"}
    SourceRecord.objects.create(
        source="csl", external_id="1", page=page, payload_hash="", values=values, fetched_at=timezone.now()
    )
    conflict = {"page": page.pk, "conflicts": {"volume": ["by hand", "of the source"]}}
    monkeypatch.setattr(PlayedImporter, "results", {"Disputed": conflict})
    return imported(client, "#\nconflict Disputed"), page


def take(client: Client, run: ImportRun, page: PublicationPage, told: str = "of the source") -> str:
    data = {"page": page.pk, "field": "volume", "told": fingerprint(told)}
    return client.post(address(run, "take"), data, follow=True).content.decode()


def test_a_librarian_takes_what_the_source_says(
    client: Client, in_conflict: tuple[ImportRun, PublicationPage], librarian: User
) -> None:
    run, page = in_conflict
    assert fingerprint("of the source") in read(client, run)
    take(client, run, page)
    page = PublicationPage.objects.get(pk=page.pk)
    assert (page.volume, page.latest_revision.user, page.has_unpublished_changes) == (
        "of the source",
        librarian,
        False,
    )
    assert SourceRecord.objects.get().written == {"volume": fingerprint("of the source")}


def test_a_value_that_the_page_cannot_have_is_refused_with_the_reason(
    client: Client, in_conflict: tuple[ImportRun, PublicationPage]
) -> None:
    run, page = in_conflict
    SourceRecord.objects.update(values={"volume": "9" * 300})
    page_text = take(client, run, page, "9" * 300)
    page.refresh_from_db()
    assert page.volume == "by hand"
    assert "cannot be published" in page_text


def test_a_page_that_somebody_works_on_is_left_alone(
    client: Client, in_conflict: tuple[ImportRun, PublicationPage]
) -> None:
    run, page = in_conflict
    page = PublicationPage.objects.get(pk=page.pk)
    page.issue = "7"
    page.save_revision()
    assert "has a draft that somebody is working on" in take(client, run, page)
    assert PublicationPage.objects.get(pk=page.pk).volume == "by hand"


def test_only_what_was_shown_is_taken(client: Client, in_conflict: tuple[ImportRun, PublicationPage]) -> None:
    run, page = in_conflict
    assert "says something else by now" in take(client, run, page, told="of another day")
    assert PublicationPage.objects.get(pk=page.pk).volume == "by hand"
    page.delete()
    assert "not here any more" in take(client, run, page)
    data = {"page": "x", "field": "volume", "told": ""}
    assert "not here any more" in client.post(address(run, "take"), data, follow=True).content.decode()


def test_a_dry_run_offers_nothing_to_take(client: Client, in_conflict: tuple[ImportRun, PublicationPage]) -> None:
    run, _page = in_conflict
    ImportRun.objects.filter(pk=run.pk).update(is_import=False, state=State.CHECKED)
    assert "Take what the source says" not in read(client, run)


# The worker


def test_a_large_file_is_checked_and_imported_by_the_worker(
    client: Client, worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SMALL", 0)
    upload(client, "#\ncreated One")
    run = ImportRun.objects.get()
    assert run.is_queued
    assert "Waiting for its turn" in read(client, run)
    assert client.get(address(run, "progress")).json()["waiting"] is True
    work()
    run.refresh_from_db()
    assert run.state == State.CHECKED
    client.post(address(run, "start"))
    run.refresh_from_db()
    assert run.state == State.QUEUED
    work()
    run.refresh_from_db()
    assert run.state == State.FINISHED
    assert client.get(address(run, "progress")).json()["waiting"] is False


def test_a_check_does_not_wait_for_another_import(
    client: Client, worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_is_free", lambda: False)
    upload(client, "#\ncreated One")
    assert ImportRun.objects.get().is_queued


def test_a_queue_that_nobody_works_on_is_told(client: Client, worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "SMALL", 0)
    upload(client, "#\ncreated One")
    run = ImportRun.objects.get()
    assert "Is the background worker running?" not in read(client, run)
    ImportRun.objects.update(queued_at=timezone.now() - dt.timedelta(minutes=2))
    assert "Is the background worker running?" in read(client, run)
    assert "Is the background worker running?" in client.get(address(run, "progress")).json()["hint"]


def test_progress_is_told_in_words(client: Client, worker: None) -> None:
    run = ImportRun.objects.create(name="x", language="en", state=State.RUNNING, started_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, run.pk])
        assert client.get(address(run, "progress")).json()["text"] == "Starting …"
        run.tell_progress(done=2_500, size=10_000, entries=5_000, seconds=100)
        told = client.get(address(run, "progress")).json()
        assert told["text"] == "5,000 entries, 50 a second, 5 minutes left"
        assert (told["value"], told["max"]) == (2_500, 10_000)
        assert 'value="2500"' in read(client, run)
        run.tell_progress(done=9_900, size=10_000, entries=9_000, seconds=100)
        assert "less than a minute left" in client.get(address(run, "progress")).json()["text"]
        run.tell_progress(done=1, size=10_000, entries=9_000, seconds=100)
        assert "278 hours left" in client.get(address(run, "progress")).json()["text"]
        run.tell_progress(done=1, size=None, entries=1, seconds=1)
        told = client.get(address(run, "progress")).json()
        assert (told["text"], told["max"]) == ("1 entry, 1 a second", None)
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, run.pk])


def test_a_run_is_worked_on_once(client: Client, worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "SMALL", 0)
    upload(client, "#\ncreated One")
    tasks.work_on_import.enqueue(ImportRun.objects.get().pk)
    tasks.work_on_import.enqueue(0)
    work()
    assert len(PlayedImporter.made) == 1
    assert not DBTaskResult.objects.failed().exists()


def test_a_run_whose_worker_is_gone_is_stopped_and_goes_on(client: Client) -> None:
    run = imported(client, "#\ncreated One\ncreated Two")
    ImportRun.objects.update(state=State.RUNNING, started_at=timezone.now())
    text = read(client, run)
    assert "The worker ended before the import did" in text
    assert "Go on" in text
    run.refresh_from_db()
    assert run.state == State.STOPPED
    client.post(address(run, "start"))
    run.refresh_from_db()
    assert (run.state, run.entries) == (State.FINISHED, 2)


# The list, and what is kept


def test_the_list_tells_of_each_import(client: Client) -> None:
    run = imported(client, "#\ncreated One\nrejected Two")
    text = client.get(reverse("imports:index")).content.decode()
    for words in ("papers.json", "Finished", "Rejected: 1 · Created: 1", address(run), "New import"):
        assert words.lower() in text.lower()


def test_an_import_is_discarded_with_its_files(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    run = checked(client, "#\ncreated One")
    files = [Path(run.content.path), Path(run.report.path)]
    assert all(file.exists() for file in files)
    with django_capture_on_commit_callbacks() as callbacks:
        client.post(address(run, "discard"))
    assert not ImportRun.objects.exists()
    # A transaction that is undone keeps both.
    assert all(file.exists() for file in files)
    for callback in callbacks:
        callback()
    assert not any(file.exists() for file in files)


def test_an_import_under_way_is_not_discarded(client: Client) -> None:
    run = ImportRun.objects.create(name="x", language="en", state=State.RUNNING, started_at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, run.pk])
        client.post(address(run, "discard"))
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, run.pk])
    assert ImportRun.objects.exists()


def test_old_imports_go(client: Client, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    old, waiting = checked(client, "#\ncreated One"), ImportRun.objects.create(name="x", state=State.QUEUED)
    ImportRun.objects.update(created_at=timezone.now() - dt.timedelta(days=settings.IMPORT_KEEP_DAYS + 1))
    file = Path(old.content.path)
    with django_capture_on_commit_callbacks(execute=True):
        upload(client, "#\ncreated Two")
    assert not ImportRun.objects.filter(pk=old.pk).exists()
    assert ImportRun.objects.filter(pk=waiting.pk).exists()
    assert not file.exists()


def test_nothing_that_was_uploaded_has_an_address(client: Client) -> None:
    run = imported(client, "#\ncreated One")
    client.logout()
    for file in (run.content, run.report):
        assert "papers" not in file.name
        for path in (f"/media/{file.name}", f"/media/images/../{file.name}", f"/documents/{file.name}"):
            assert client.get(path, follow=True).status_code in (400, 404)


# Rights


def addresses(run: ImportRun) -> list[tuple[str, str]]:
    posted = [("post", address(run, name)) for name in ("start", "check", "take", "discard")]
    shown = [("get", address(run, name)) for name in ("detail", "progress", "report")]
    return [("get", reverse("imports:index")), ("get", reverse(NEW)), ("post", reverse(NEW)), *shown, *posted]


@pytest.mark.parametrize("group", ["Editors", "Directory managers", "Translators", ""])
def test_others_may_not_import(client: Client, group: str) -> None:
    run = checked(client, "#\ncreated One")
    ensure_roles()
    user = User.objects.create_user("somebody", "somebody@example.org", "a good long password")
    if group:
        user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    for method, path in addresses(run):
        response = getattr(client, method)(path)
        assert response.status_code == 302, path
        assert "/admin/imports/" not in response.url.split("?")[0], path
    run.refresh_from_db()
    assert run.state == State.CHECKED
    if group:
        assert reverse("imports:index") not in client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize("group", ["Librarians", "Moderators"])
def test_librarians_and_moderators_may(client: Client, group: str) -> None:
    ensure_roles()
    user = User.objects.create_user("somebody", "somebody@example.org", "a good long password")
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    run = imported(client, "#\ncreated One")
    for method, path in addresses(run):
        assert getattr(client, method)(path).status_code in (200, 302), path
    assert reverse("imports:index") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_before_there_is_a_page_for_publications_administrators_may_look(client: Client, site_tree: SiteTree) -> None:
    site_tree.publications["en"].delete()
    assert client.get(reverse("imports:index")).status_code == 200


def test_finished_import_opens_on_what_it_wrote(client: Client) -> None:
    run = checked(client, "#\nrejected One\nconflict Two\nmerged Three\nupdated Four")
    assert client.get(address(run)).context["show"] == "rejected"
    client.post(address(run, "start"))
    assert client.get(address(run)).context["show"] == "updated"
    assert client.get(address(run) + "?show=rejected").context["show"] == "rejected"


@pytest.mark.parametrize("line", ["rejected One", "conflict Two\nrejected One", "unchanged One"])
def test_import_that_wrote_nothing_opens_on_what_to_decide(client: Client, line: str) -> None:
    run = imported(client, f"#\n{line}")
    assert client.get(address(run)).context["show"] == ("unchanged" if "unchanged" in line else "rejected")
