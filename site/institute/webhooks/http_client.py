"""Sending to addresses that people typed in, without reaching into our own network.

The name is looked up once, every address it has is judged, and the connection goes to the very address that
was judged: a name that answers otherwise a moment later leads nowhere.
"""

from __future__ import annotations

import contextlib
import http.client
import queue
import socket
import ssl
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext

CONNECT_SECONDS = 5
# For the whole of a request once connected, however slowly the other side drips.
TOTAL_SECONDS = 10
EXCERPT = 1000
# How long a name may take to be looked up.
LOOK_UP_SECONDS = 5
# Addresses that are not of the internet (IANA's special-purpose registries), whatever `is_global` of a version of Python
# says: some take the protocol assignments and the relays of 6to4 for public ones.
_SPECIAL_V4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
_UNICAST_V6 = IPv6Network("2000::/3")
_SPECIAL_V6 = [IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "3fff::/20")]
# Addresses of the fourth version in those of the sixth, which a gateway translates back.
_TRANSLATED = IPv6Network("64:ff9b::/96")
# The second half of an address of ISATAP, before the address of the fourth version.
_ISATAP = {0x00005EFE, 0x02005EFE}


class UnreachableError(Exception):
    """Nothing was answered; the message says why, to the people who keep the channel."""


@dataclass(frozen=True)
class Answer:
    status: int
    excerpt: str


def is_public(address: str) -> bool:
    """Return whether ``address`` is one of the internet, and no other way to write one that is not."""
    known = ip_address(address.partition("%")[0])
    if isinstance(known, IPv4Address):
        return known.is_global and not any(known in network for network in _SPECIAL_V4)
    embedded = _embedded(known)
    if not all(is_public(str(each)) for each in embedded):
        return False
    if embedded:
        return True
    return known.is_global and known in _UNICAST_V6 and not any(known in network for network in _SPECIAL_V6)


def is_known_to_be_private(host: str) -> bool:
    """Tell, without asking anyone, whether ``host`` is this machine or an address inside of a network.

    What a name leads to may change: that is judged each time something is sent.
    """
    try:
        return not is_public(host)
    except ValueError:
        name = host.rstrip(".").lower()
        return name == "localhost" or name.endswith((".localhost", ".local", ".internal"))


def _embedded(address: IPv6Address) -> list[IPv4Address]:
    """Return the addresses of the fourth version that ``address`` leads to, by whichever transition mechanism."""
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return list(address.teredo)
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _TRANSLATED or int(address) >> 32 == 0 or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return [last]
    return []


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses to connect to; raise UnreachableError where the name leads anywhere it must not."""
    found = _look_up(host, port)
    if found is None:
        raise UnreachableError(gettext("The name %(host)s is not known.") % {"host": host})
    addresses = [str(information[4][0]) for information in found]
    if not settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES and not all(is_public(address) for address in addresses):
        raise UnreachableError(gettext("%(host)s is not an address of the internet.") % {"host": host})
    return list(dict.fromkeys(addresses))


def _look_up(host: str, port: int) -> list[Any] | None:
    """Return what the resolver says, or None where it knows nothing, or says nothing in time: it has no limit itself."""
    answers: queue.SimpleQueue[list[Any] | None] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            answers.put(None)

    threading.Thread(target=ask, daemon=True, name="look-up").start()
    try:
        return answers.get(timeout=LOOK_UP_SECONDS)
    except queue.Empty:
        return None


class _Pinned(http.client.HTTPConnection):
    """Connects to one of some addresses, whatever the name in the request says by now."""

    def __init__(self, host: str, port: int, addresses: list[str], context: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=TOTAL_SECONDS)
        self.default_port = 443 if context is not None else 80
        self.is_cut = False
        self._addresses = addresses
        self._context = context

    def connect(self) -> None:
        """The certificate must be that of the name, though the connection goes to an address."""
        self.sock = self._reach_one()
        self.sock.settimeout(TOTAL_SECONDS)
        if self._context is not None:
            # Kept before anything is said on it, so that it can be cut while the two agree on how to encrypt.
            encrypted = self._context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = encrypted
            encrypted.do_handshake()

    def _reach_one(self) -> socket.socket:
        *others, last = self._addresses
        for address in others:
            with contextlib.suppress(OSError):
                return socket.create_connection((address, self.port), CONNECT_SECONDS / len(self._addresses))
        return socket.create_connection((last, self.port), CONNECT_SECONDS / len(self._addresses))

    def cut(self) -> None:
        """End it from another thread; whoever reads notices."""
        self.is_cut = True
        if self.sock is not None:
            with contextlib.suppress(OSError):
                # Not that of an encrypted socket, which would forget what another thread is reading with.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send ``body``, follow nothing, and return the status with the beginning of what came back."""
    try:
        parts = urlsplit(iri_to_uri(url))
        given_port = parts.port
    except ValueError as error:
        raise UnreachableError(str(error)) from None
    is_encrypted = parts.scheme == "https"
    if not parts.hostname or not (is_encrypted or (parts.scheme == "http" and _may_be_plain())):
        raise UnreachableError(gettext("The address must begin with https://."))
    port = (443 if is_encrypted else 80) if given_port is None else given_port
    addresses = resolve(parts.hostname, port)
    connection = _Pinned(parts.hostname, port, addresses, ssl.create_default_context() if is_encrypted else None)
    alarm = threading.Timer(TOTAL_SECONDS, connection.cut)
    alarm.daemon = True
    alarm.start()
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return Answer(response.status, _beginning_of(response))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UnreachableError(_reason(error, parts.hostname, connection)[:EXCERPT]) from None
    finally:
        alarm.cancel()
        connection.close()


def _beginning_of(response: http.client.HTTPResponse) -> str:
    """The status has been told: that the rest breaks off or never ends changes nothing about it."""
    try:
        return response.read(EXCERPT).decode(errors="replace").replace("\x00", "")
    except (OSError, http.client.HTTPException, ValueError):
        return ""


def _reason(error: Exception, host: str, connection: _Pinned) -> str:
    """Say what went wrong to someone who keeps channels, not to someone who wrote them."""
    if isinstance(error, ssl.SSLCertVerificationError):
        told = {"host": host, "reason": error.verify_message}
        return gettext("The certificate that %(host)s showed is not good: %(reason)s.") % told
    if connection.is_cut or isinstance(error, TimeoutError):
        return gettext("%(host)s did not answer in time.") % {"host": host}
    if isinstance(error, ConnectionRefusedError):
        return gettext("%(host)s refused the connection.") % {"host": host}
    return f"{type(error).__name__}: {error}"


def _may_be_plain() -> bool:
    return bool(settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES)
