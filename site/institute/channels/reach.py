"""Sending to addresses that people typed in, without reaching into our own network.

The name is looked up once, every address it has is judged, and the connection goes to the very address that
was judged: a name that answers otherwise a moment later leads nowhere.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext

CONNECT_SECONDS = 5
READ_SECONDS = 10
# For the whole of a request, however slowly the other side drips.
TOTAL_SECONDS = 20
EXCERPT = 1000
# Addresses of the fourth version in those of the sixth, which a gateway translates back.
_TRANSLATED = IPv6Network("64:ff9b::/96")


class UnreachableError(Exception):
    """Nothing was answered; the message says why, to the people who keep the channel."""


@dataclass(frozen=True)
class Answer:
    status: int
    excerpt: str


def is_public(address: str) -> bool:
    """Tell whether ``address`` is one of the internet, and no other way to write one that is not."""
    known = ip_address(address.partition("%")[0])
    embedded = _embedded(known) if isinstance(known, IPv6Address) else None
    if embedded is not None:
        return is_public(str(embedded))
    return known.is_global and not (
        known.is_multicast or known.is_reserved or known.is_unspecified or getattr(known, "is_site_local", False)
    )


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _TRANSLATED or int(address) >> 32 == 0:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def resolve(host: str, port: int) -> str:
    """Return the address to connect to; raise UnreachableError where the name leads anywhere it must not."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnreachableError(gettext("The name %(host)s is not known.") % {"host": host}) from None
    addresses = [str(information[4][0]) for information in found]
    if not settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES and not all(is_public(address) for address in addresses):
        raise UnreachableError(gettext("%(host)s is not an address of the internet.") % {"host": host})
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """Connects to one address, whatever the name in the request says by now."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=READ_SECONDS)
        self.default_port = 443 if context is not None else 80
        self._address = address
        self._context = context

    def connect(self) -> None:
        connected = socket.create_connection((self._address, self.port), CONNECT_SECONDS)
        connected.settimeout(READ_SECONDS)
        self.sock = connected
        if self._context is not None:
            self.sock = self._context.wrap_socket(connected, server_hostname=self.host)

    def cut(self) -> None:
        """End it from another thread; whoever reads notices."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send ``body``, follow nothing, and return the status with the beginning of what came back."""
    parts = urlsplit(url)
    try:
        given_port = parts.port
    except ValueError as error:
        raise UnreachableError(str(error)) from None
    is_encrypted = parts.scheme == "https"
    if not parts.hostname or not (is_encrypted or (parts.scheme == "http" and _may_be_plain())):
        raise UnreachableError(gettext("The address must begin with https://."))
    port = given_port or (443 if is_encrypted else 80)
    address = resolve(parts.hostname, port)
    context = ssl.create_default_context() if is_encrypted else None
    connection = _Pinned(parts.hostname, port, address, context)
    alarm = threading.Timer(TOTAL_SECONDS, connection.cut)
    alarm.daemon = True
    alarm.start()
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return Answer(response.status, response.read(EXCERPT).decode(errors="replace").replace("\x00", ""))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UnreachableError(f"{type(error).__name__}: {error}"[:EXCERPT]) from None
    finally:
        alarm.cancel()
        connection.close()


def _may_be_plain() -> bool:
    return bool(settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES)
