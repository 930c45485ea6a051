"""Addresses that events must never be sent to, however they are written."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from institute.webhooks import http_client
from institute.webhooks.models import Channel

PRIVATE = [
    "127.0.0.1",
    "127.8.9.10",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "192.0.0.1",
    "192.0.0.9",
    "192.0.0.170",
    "192.88.99.1",
    "198.18.0.1",
    "::ffff:192.0.0.9",
    "64:ff9b::c058:6301",
    "64:ff9b:1::101:101",
    "2002:c058:6301::",
    "2001:0:7f00:1:0:0:fefe:fefe",
    "2001:0:101:101:0:0:80ff:fffe",
    "2001:1::1",
    "2001:20::1",
    "3fff::1",
    "5f00::1",
    "100::1",
    "4000::1",
    "2606:4700::5efe:a00:1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_known(address: str) -> None:
    assert not http_client.is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_of_the_internet_are_known(address: str) -> None:
    assert http_client.is_public(address)


def answering(*addresses: str) -> Any:
    def getaddrinfo(host: str, port: int, **_options: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return getaddrinfo


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering("1.1.1.1", address))
    with pytest.raises(http_client.UnreachableError):
        http_client.post("https://example.org/", b"", {})


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
        "http://1.1.1.1/",
        "ftp://1.1.1.1/",
        "https:///",
        "https://[",
    ],
)
def test_addresses_written_otherwise_are_refused(url: str) -> None:
    with pytest.raises(http_client.UnreachableError):
        http_client.post(url, b"", {})


def test_the_connection_goes_to_the_address_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise the second time is not asked a second time."""
    connected: list[Any] = []

    def connect(address: Any, timeout: float) -> Any:
        connected.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", answering("1.1.1.1"))
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(http_client.UnreachableError):
        http_client.post("https://rebinding.example.org:8443/", b"", {})
    assert connected == [("1.1.1.1", 8443)]


def test_a_name_that_is_not_looked_up_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    is_over = threading.Event()

    def hang(*_arguments: Any, **_options: Any) -> Any:
        is_over.wait(20)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    monkeypatch.setattr(http_client, "LOOK_UP_SECONDS", 0.05)
    with pytest.raises(http_client.UnreachableError, match="not known"):
        http_client.resolve("slow.example.org", 443)
    is_over.set()


def test_an_unknown_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: Any, **_options: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(http_client.UnreachableError, match="not known"):
        http_client.post("https://nowhere.example.org/", b"", {})


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["http://example.org/", "https://user:word@example.org/"])
def test_channels_take_encrypted_addresses_without_passwords(url: str) -> None:
    with pytest.raises(ValidationError):
        Channel(name="x", url=url).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://example.org:0/", "no such port"),
        ("https://example.org:99999/", "no such port"),
        ("https://127.0.0.1/", "not an address of the internet"),
        ("https://10.1.2.3:8443/hook", "not an address of the internet"),
        ("https://[::1]/", "not an address of the internet"),
        ("https://[fd12:3456::1]/", "not an address of the internet"),
        ("https://localhost/", "not an address of the internet"),
        ("ftp://example.org/", "must begin with https"),
        ("https://[", "valid URL"),
    ],
)
def test_the_form_says_at_once_what_could_never_be_reached(url: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Channel(name="x", url=url).full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["https://example.org/", "https://exämple.org/prénom?à=é", "https://1.1.1.1:8443/"])
def test_the_form_takes_addresses_of_the_internet(url: str) -> None:
    Channel(name="x", url=url).full_clean()
