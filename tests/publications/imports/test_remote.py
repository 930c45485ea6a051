"""Works from Crossref and OpenAlex, against answers of the shape that the services document; never the network."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses
from django.utils import timezone, translation

from bibliography.entry import Entry, UnusableSourceError
from bibliography.formats import ADAPTERS
from publications.imports import importer, remote, services
from publications.imports.remote import ManyWorks, OneWork, remote_source
from publications.models import RemoteCursor
from publications.models.imports import CURSOR_LIFE

WORKS = "https://api.openalex.org/works"
CROSSREF_WORK = "https://api.crossref.org/works/10.1000%2Fabc"


@dataclass
class PlainAdapter:
    """Gives what the service said, item by item."""

    name: str

    def recognises(self, head: str) -> bool:
        return True

    def entries(self, stream: BinaryIO, name: str) -> Iterator[Entry]:
        answer = json.load(stream)
        items = answer["results"] if "results" in answer else [answer.get("message", answer)]
        for item in items:
            yield Entry(name, item)

    def record(self, entry: Entry) -> Any:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def _ready(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.IMPORT_CONTACT_EMAIL = "library@example.org"
    settings.OPENALEX_API_KEY = ""
    for name in ("crossref", "openalex"):
        monkeypatch.setitem(ADAPTERS, name, PlainAdapter(name))
    monkeypatch.setattr(services, "FIRST_WAIT", 0)
    monkeypatch.setattr(services, "_wait_for_turn", lambda host, interval: None)


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def source(argument: str) -> OneWork | ManyWorks:
    found = remote_source(argument)
    assert found is not None
    return found


def refusal(argument: str) -> str:
    with pytest.raises(UnusableSourceError) as caught:
        list(source(argument).entries())
    return str(caught.value)


def page(works: list[str], *, cursor: str | None, count: int = 3) -> dict[str, Any]:
    return {"meta": {"count": count, "next_cursor": cursor}, "results": [{"id": name} for name in works]}


def query(call: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(call.request.url).query)


# What an argument names


@pytest.mark.parametrize("argument", ["papers.bib", "-", "folder/doi.ris", "https://doi.org/10.1000/abc", "C:\\works"])
def test_anything_else_is_a_file(argument: str) -> None:
    assert remote_source(argument) is None


@pytest.mark.parametrize(
    ("argument", "parameters"),
    [
        ("orcid:0000-0002-1825-0097", {"filter": "author.orcid:0000-0002-1825-0097"}),
        ("ORCID: https://orcid.org/0000-0002-1694-233x", {"filter": "author.orcid:0000-0002-1694-233X"}),
        ("openalex:a5023888391", {"filter": "author.id:A5023888391"}),
        ("openalex:https://openalex.org/I136199984", {"filter": "institutions.id:I136199984"}),
        ("openalex:https://openalex.org/authors/A5023888391", {"filter": "author.id:A5023888391"}),
        ("openalex:https://ror.org/0161xgx34", {"filter": "institutions.ror:https://ror.org/0161xgx34"}),
        ("openalex:?filter=author.id:A1|A2&search=deep%20nets", {"filter": "author.id:A1|A2", "search": "deep nets"}),
    ],
)
def test_an_argument_names_works_of_openalex(argument: str, parameters: dict[str, str]) -> None:
    found = source(argument)
    assert isinstance(found, ManyWorks)
    assert (found.parameters, found.adapter.name, found.size) == (parameters, "openalex", None)


@pytest.mark.parametrize(
    ("argument", "path"),
    [
        ("doi:10.1000/ABC", "works/10.1000%2Fabc"),
        ("doi:https://doi.org/10.1000/a(b)<c>;d/e", "works/10.1000%2Fa%28b%29%3Cc%3E%3Bd%2Fe"),
        ("openalex:w2741809807", "works/W2741809807"),
        ("doi:10.48550/arXiv.1706.03762", "works/doi:10.48550/arxiv.1706.03762"),
    ],
)
def test_an_argument_names_one_work(argument: str, path: str) -> None:
    found = source(argument)
    assert isinstance(found, OneWork)
    assert (found.path, found.size) == (path, 1)


@pytest.mark.parametrize(
    "argument",
    [
        "doi:abc",
        "doi:",
        "orcid:1111-2222-3333-4444",
        "openalex:",
        "openalex:X12",
        "openalex:https://ror.org/1",
        "openalex:?per_page=1",
        "openalex:?filter=",
        "openalex:?filter=author.id:A1&api_key=stolen",
    ],
)
def test_what_names_nothing_is_refused(argument: str) -> None:
    with pytest.raises(UnusableSourceError):
        remote_source(argument)


# One work


def test_a_doi_is_asked_of_crossref(web: responses.RequestsMock) -> None:
    web.get(CROSSREF_WORK, json={"status": "ok", "message": {"DOI": "10.1000/abc", "title": ["A work"]}})
    found = source("doi:10.1000/abc")
    assert [(entry.position, entry.payload["DOI"]) for entry in found.entries()] == [
        ("doi:10.1000/abc", "10.1000/abc")
    ]
    assert found.done == 1
    agent = web.calls[0].request.headers["User-Agent"]
    assert agent.startswith("Institute/")
    assert "mailto:library@example.org" in agent


def test_what_a_service_does_not_know_is_told(web: responses.RequestsMock) -> None:
    web.get(CROSSREF_WORK, status=404, body="Resource not found.")
    assert refusal("doi:10.1000/abc") == "“doi:10.1000/abc” is not known to Crossref."


def test_errors_are_told_in_the_active_language(web: responses.RequestsMock) -> None:
    web.get(CROSSREF_WORK, status=404)
    with translation.override("fr"):
        assert "n’est pas connu de Crossref" in refusal("doi:10.1000/abc")


def test_a_merged_work_is_found_under_its_new_name(web: responses.RequestsMock) -> None:
    web.get(f"{WORKS}/W1", status=301, headers={"Location": "/works/W2"})
    web.get(f"{WORKS}/W2", json={"id": "https://openalex.org/W2"})
    assert [entry.payload["id"] for entry in source("openalex:W1").entries()] == ["https://openalex.org/W2"]


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/W2", "http://api.openalex.org/works/W2"])
def test_no_redirect_leads_away(web: responses.RequestsMock, elsewhere: str) -> None:
    web.get(f"{WORKS}/W1", status=302, headers={"Location": elsewhere})
    assert "another site" in refusal("openalex:W1")
    assert len(web.calls) == 1


@pytest.mark.parametrize("malformed", ["https://[", "//[/works/W2"])
def test_redirect_to_malformed_address_is_refused(web: responses.RequestsMock, malformed: str) -> None:
    web.get(f"{WORKS}/W1", status=302, headers={"Location": malformed})
    assert "cannot be reached" in refusal("openalex:W1")
    assert len(web.calls) == 1


def test_redirects_come_to_an_end(web: responses.RequestsMock) -> None:
    web.get(f"{WORKS}/W1", status=302, headers={"Location": "/works/W1"})
    assert "without an end" in refusal("openalex:W1")


# Politeness


def test_without_a_contact_nobody_is_asked(settings: Any) -> None:
    settings.IMPORT_CONTACT_EMAIL = ""
    assert "IMPORT_CONTACT_EMAIL" in refusal("doi:10.1000/abc")


@pytest.mark.parametrize("address", ["http://api.crossref.org", "https://["])
def test_only_https_is_spoken(settings: Any, address: str) -> None:
    settings.CROSSREF_URL = address
    assert "https://" in refusal("doi:10.1000/abc")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_service_is_asked_again(web: responses.RequestsMock, status: int) -> None:
    web.get(CROSSREF_WORK, status=status)
    web.get(CROSSREF_WORK, json={"message": {"DOI": "10.1000/abc"}})
    assert len(list(source("doi:10.1000/abc").entries())) == 1
    assert len(web.calls) == 2


class ShortAnswers(http.server.BaseHTTPRequestHandler):
    """Answers each request with the next of `bodies`, all of which are said to be as long as the longest."""

    bodies: list[bytes]

    def do_GET(self) -> None:
        body = self.bodies.pop(0)
        self.send_response(200)
        self.send_header("Content-Length", str(max(map(len, [body, *self.bodies]))))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: Any) -> None:
        """Say nothing."""


def test_an_answer_that_the_connection_cuts_is_asked_for_again(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = json.dumps({"message": {"DOI": "10.1000/abc", "title": ["A work"]}}).encode()
    handler = type("Handler", (ShortAnswers,), {"bodies": [whole[:10], whole[:-4], whole]})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client = services.Client(services.crossref())
        url = f"http://127.0.0.1:{server.server_port}/works/1"
        monkeypatch.setattr(services, "urljoin", lambda base, path: url)
        try:
            assert client.get("works/1")[0] == whole
        finally:
            client.close()
            server.shutdown()


@pytest.mark.parametrize("cut", ['{"message": {"DOI": "10.10', "", "<html>Gateway"])
def test_an_answer_that_ends_too_early_is_asked_for_again(web: responses.RequestsMock, cut: str) -> None:
    web.get(CROSSREF_WORK, body=cut)
    web.get(CROSSREF_WORK, json={"message": {"DOI": "10.1000/abc"}})
    assert len(list(source("doi:10.1000/abc").entries())) == 1


def test_answers_that_are_always_cut_come_to_an_end(web: responses.RequestsMock) -> None:
    web.get(CROSSREF_WORK, body='{"message": {')
    assert "cut short" in refusal("doi:10.1000/abc")
    assert len(web.calls) == services.RETRIES + 1


@pytest.mark.parametrize(("status", "word"), [(429, "often enough"), (503, "out of order"), (403, "refuses")])
def test_a_service_that_does_not_answer_is_told(web: responses.RequestsMock, status: int, word: str) -> None:
    web.get(CROSSREF_WORK, status=status)
    assert word in refusal("doi:10.1000/abc")
    assert len(web.calls) == (1 if status == 403 else services.RETRIES + 1)


def test_an_unreachable_service_is_told_without_the_key(web: responses.RequestsMock, settings: Any) -> None:
    settings.OPENALEX_API_KEY = "very-secret"
    web.get(f"{WORKS}/W1", body=requests.ConnectionError("https://api.openalex.org/works/W1?api_key=very-secret"))
    told = refusal("openalex:W1")
    assert "cannot be reached (ConnectionError)" in told
    assert "very-secret" not in told
    assert query(web.calls[0]) == {"api_key": ["very-secret"]}


def test_waits_double_with_chance_and_are_bounded() -> None:
    retry = services.PoliteRetry(total=9, backoff_factor=1, backoff_max=60, retry_after_max=120)
    waits = []
    for _attempt in range(8):
        retry = retry.increment("GET", "/", error=requests.ConnectionError())  # type: ignore[arg-type]
        waits.append(retry.get_backoff_time())
    assert waits[0] == 0
    for number, wait in enumerate(waits[1:6], start=1):
        assert 2**number <= wait <= 1.5 * 2**number
    assert max(waits) <= 90
    assert retry.parse_retry_after("86400") == 120


def test_requests_keep_their_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(time, "monotonic", lambda: 100.0)
    monkeypatch.setattr(services, "_next_turn", {})
    for _request in range(3):
        services._wait_for_turn("api.example.org", 0.2)
    services._wait_for_turn("another.example.org", 0.2)
    assert waited == pytest.approx([0.2, 0.4])


@pytest.mark.parametrize(
    ("body", "word"), [("<html>", "no JSON"), ("[]", "no object"), ('{"results": 3}', "no page of works")]
)
@pytest.mark.django_db
def test_an_answer_of_another_shape_is_told(web: responses.RequestsMock, body: str, word: str) -> None:
    web.get(WORKS, body=body)
    assert word in refusal("openalex:A1")


def test_an_answer_has_a_bound(web: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "LARGEST_ANSWER", 1000)
    web.get(CROSSREF_WORK, json={"message": {"DOI": "x" * 2000}})
    assert "more than it should" in refusal("doi:10.1000/abc")


# Many works


@pytest.mark.django_db
def test_all_pages_are_read_by_their_cursors(web: responses.RequestsMock) -> None:
    web.get(WORKS, json=page(["W1", "W2"], cursor="second"))
    web.get(WORKS, json=page(["W3"], cursor="third"))
    web.get(WORKS, json=page([], cursor=None))
    found = source("openalex:A5")
    assert [(entry.position, entry.payload["id"]) for entry in found.entries()] == [
        ("openalex:A5 page 1, item 1", "W1"),
        ("openalex:A5 page 1, item 2", "W2"),
        ("openalex:A5 page 2, item 1", "W3"),
    ]
    assert [query(call)["cursor"] for call in web.calls] == [["*"], ["second"], ["third"]]
    assert query(web.calls[0]) == {"filter": ["author.id:A5"], "per_page": ["100"], "cursor": ["*"]}
    assert (found.size, found.done) == (3, 3)
    assert not RemoteCursor.objects.exists()


def interrupted(monkeypatch: pytest.MonkeyPatch, web: responses.RequestsMock, works: int) -> None:
    """Take as many works as given, in batches of two, from pages of two, and then no more."""
    monkeypatch.setattr(remote, "BATCH", 2)
    web.get(WORKS, json=page(["W1", "W2"], cursor="second", count=6))
    web.get(WORKS, json=page(["W3", "W4"], cursor="third", count=6))
    web.get(WORKS, json=page(["W5", "W6"], cursor="fourth", count=6))
    entries = source("openalex:A5").entries()
    for _entry in range(works):
        next(entries)


@pytest.mark.django_db
def test_a_run_that_was_killed_goes_on_where_it_stopped(
    web: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(monkeypatch, web, works=5)
    kept = RemoteCursor.objects.get()
    assert (kept.source, kept.cursor, kept.page, kept.works) == ("openalex:A5", "third", 3, 4)
    web.get(WORKS, json=page(["W5", "W6"], cursor="fourth", count=6))
    web.get(WORKS, json=page([], cursor=None, count=6))
    again = source("openalex:A5")
    assert [entry.position for entry in again.entries()] == [
        "openalex:A5 page 3, item 1",
        "openalex:A5 page 3, item 2",
    ]
    assert (again.size, again.done) == (6, 6)
    assert not RemoteCursor.objects.exists()


@pytest.mark.django_db
def test_no_page_is_passed_over_before_it_is_written(
    web: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "BATCH", 3)
    web.get(WORKS, json=page(["W1", "W2"], cursor="second", count=6))
    web.get(WORKS, json=page(["W3", "W4"], cursor="third", count=6))
    web.get(WORKS, json=page(["W5", "W6"], cursor="fourth", count=6))
    entries = source("openalex:A5").entries()
    for _entry in range(5):
        next(entries)
    # Three works are written: the third page is not, nor is the last work of the second.
    assert RemoteCursor.objects.get().cursor == "second"


@pytest.mark.django_db
def test_a_place_that_the_service_forgot_is_not_used(web: responses.RequestsMock) -> None:
    RemoteCursor.objects.create(source="openalex:A5", cursor="gone", page=7, works=600, at=timezone.now())
    web.get(WORKS, status=400, json={"error": "Invalid cursor"})
    web.get(WORKS, json=page(["W1"], cursor=None))
    assert [entry.position for entry in source("openalex:A5").entries()] == ["openalex:A5 page 1, item 1"]


@pytest.mark.django_db
def test_an_old_place_is_not_used(web: responses.RequestsMock) -> None:
    long_ago = timezone.now() - 2 * CURSOR_LIFE
    RemoteCursor.objects.create(source="openalex:A5", cursor="old", page=7, works=600, at=long_ago)
    web.get(WORKS, json=page(["W1"], cursor=None))
    list(source("openalex:A5").entries())
    assert query(web.calls[0])["cursor"] == ["*"]


@pytest.mark.django_db
def test_a_service_that_refuses_keeps_the_place(web: responses.RequestsMock) -> None:
    RemoteCursor.objects.create(source="openalex:A5", cursor="here", page=7, works=600, at=timezone.now())
    web.get(WORKS, status=403)
    refusal("openalex:A5")
    assert RemoteCursor.objects.get().cursor == "here"


@pytest.mark.django_db
def test_a_page_that_stays_cut_keeps_the_place_and_what_came_before(
    web: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "BATCH", 2)
    web.get(WORKS, json=page(["W1", "W2"], cursor="second", count=6))
    web.get(WORKS, json=page(["W3", "W4"], cursor="third", count=6))
    web.get(WORKS, body='{"meta": {"count": 6')
    entries = []
    with pytest.raises(UnusableSourceError):
        entries.extend(source("openalex:A5").entries())
    assert RemoteCursor.objects.get().cursor == "third"
    web.reset()
    web.get(WORKS, json=page(["W5", "W6"], cursor=None, count=6))
    assert [entry.payload["id"] for entry in source("openalex:A5").entries()] == ["W5", "W6"]


@pytest.mark.django_db
def test_a_query_of_any_length_keeps_its_place(web: responses.RequestsMock) -> None:
    authors = "|".join(f"A{number}" for number in range(10**6, 10**6 + 500))
    web.get(WORKS, json=page(["W1", "W2"], cursor="second"))
    web.get(WORKS, json=page(["W3"], cursor=None))
    assert len(list(source(f"openalex:?filter=author.id:{authors}").entries())) == 3


def test_batches_are_those_of_the_importer() -> None:
    assert remote.BATCH == importer.BATCH
