"""Events on their way through TLS: whom they reach, whose certificate is believed, and how long anyone may take."""

from __future__ import annotations

import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from institute.webhooks import dispatch, events, http_client
from institute.webhooks.models import Channel, Delivery

CERTIFICATES = Path(__file__).parent / "certificates"
NAME = "hooks.example.org"
Speak = Callable[[socket.socket], None]


@dataclass
class Listener:
    """A receiver that does as it is told once somebody has connected, and notes which name was asked for."""

    port: int
    names: list[str | None] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)


def answer(text: bytes) -> Speak:
    def speak(connection: socket.socket) -> None:
        connection.sendall(text)

    return speak


OK = answer(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nthanks")


def whole_request(connection: socket.socket) -> bytes:
    request = b""
    while not request.endswith(b"}"):
        request += connection.recv(65536)
    return request


@contextmanager
def listening(speak: Speak, *, encrypted: bool = True, before_the_request: bool = False) -> Iterator[Listener]:
    server = socket.create_server(("127.0.0.1", 0))
    listener = Listener(server.getsockname()[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "receiver.pem")

    def note(_socket: Any, name: str | None, _context: Any) -> None:
        listener.names.append(name)

    context.sni_callback = note

    def serve() -> None:
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            try:
                if encrypted:
                    connection = context.wrap_socket(connection, server_side=True)
                if not before_the_request:
                    listener.requests.append(whole_request(connection))
                speak(connection)
            except OSError:
                continue
            finally:
                connection.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)


@pytest.fixture(autouse=True)
def _leading_here(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Every name leads to this machine, as if it had been asked for it just once and then changed its mind."""
    settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES = True

    def getaddrinfo(host: str, port: int, **_options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *rest, **options: (
            real(host, port, *rest, **options) if host == "127.0.0.1" else getaddrinfo(host, port)
        ),
    )


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "authority.pem"))


@pytest.mark.usefixtures("trusted")
def test_the_name_is_asked_for_and_checked_though_the_connection_goes_to_an_address() -> None:
    with listening(OK) as listener:
        told = http_client.post(f"https://{NAME}:{listener.port}/h%C3%A9?a=é", b"{}", {"webhook-id": "msg_1"})
    assert told == http_client.Answer(200, "thanks")
    assert listener.names == [NAME]
    assert listener.requests[0].startswith(b"POST /h%C3%A9?a=%C3%A9 HTTP/1.1\r\n")
    assert f"Host: {NAME}:{listener.port}".encode() in listener.requests[0]


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_name_is_refused() -> None:
    with (
        listening(OK) as listener,
        pytest.raises(http_client.UnreachableError, match=r"certificate that other\.example"),
    ):
        http_client.post(f"https://other.example.org:{listener.port}/", b"{}", {})
    assert not listener.requests


@pytest.mark.django_db
def test_a_certificate_that_nobody_vouches_for_is_refused_and_the_log_says_so() -> None:
    with listening(OK) as listener:
        channel = Channel.objects.create(name="Lobby", url=f"https://{NAME}:{listener.port}/")
        events.send_test(channel)
        dispatch.serve(channel.pk)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.response_code, delivery.attempts) == (Delivery.State.WAITING, None, 1)
    assert delivery.excerpt.startswith(f"The certificate that {NAME} showed is not good: ")
    assert not listener.requests


@pytest.mark.slow
@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("drips", ["handshake", "status", "nothing"])
def test_nobody_may_take_longer_than_they_have_in_all(monkeypatch: pytest.MonkeyPatch, drips: str) -> None:
    monkeypatch.setattr(http_client, "TOTAL_SECONDS", 1)

    def drip(connection: socket.socket) -> None:
        # The head of a record of the handshake that promises 16,000 bytes, and then one at a time.
        connection.sendall(b"\x16\x03\x03\x3e\x80" if drips == "handshake" else b"HTTP/1.1 2")
        for _number in range(40):
            time.sleep(0.2)
            if drips != "nothing":
                connection.sendall(b"x")

    early = drips == "handshake"
    with listening(drip, encrypted=not early, before_the_request=early) as listener:
        began = time.monotonic()
        with pytest.raises(http_client.UnreachableError, match="did not answer in time"):
            http_client.post(f"https://{NAME}:{listener.port}/", b"{}", {})
        assert time.monotonic() - began < 3


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("breaks_off", [True, False])
def test_a_status_counts_however_the_rest_ends(monkeypatch: pytest.MonkeyPatch, breaks_off: bool) -> None:
    monkeypatch.setattr(http_client, "TOTAL_SECONDS", 1)

    def speak(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\nzz")
        time.sleep(0 if breaks_off else 3)

    with listening(speak) as listener:
        assert http_client.post(f"https://{NAME}:{listener.port}/", b"{}", {}).status == 202


@pytest.mark.usefixtures("trusted")
def test_an_answer_that_never_ends_is_read_to_its_excerpt() -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    with listening(flood) as listener:
        assert http_client.post(f"https://{NAME}:{listener.port}/", b"{}", {}).excerpt == "x" * http_client.EXCERPT


@pytest.mark.usefixtures("trusted")
def test_what_is_packed_stays_packed() -> None:
    bomb = gzip.compress(b"x" * 10_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    with listening(answer(head + bomb)) as listener:
        told = http_client.post(f"https://{NAME}:{listener.port}/", b"{}", {})
    assert len(told.excerpt) <= http_client.EXCERPT
    assert "xxxx" not in told.excerpt
    assert b"Accept-Encoding: identity" in listener.requests[0]


def test_a_second_address_is_tried_where_the_first_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    real = socket.create_connection

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        tried.append(address[0])
        if address[0] == "192.0.2.1":
            raise OSError("no route")
        return real(address, timeout)

    monkeypatch.setattr(http_client, "resolve", lambda host, port: ["192.0.2.1", "127.0.0.1"])
    monkeypatch.setattr(socket, "create_connection", connect)
    with listening(OK, encrypted=False) as listener:
        assert http_client.post(f"http://{NAME}:{listener.port}/", b"{}", {}).status == 200
    assert tried == ["192.0.2.1", "127.0.0.1"]


def test_who_does_not_listen_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(http_client.UnreachableError, match="refused the connection"):
        http_client.post(f"https://{NAME}:{port}/", b"{}", {})
