"""Sending to addresses that people typed in, without reaching into our own network.

The name is looked up once, every address it has is judged, and the connection goes to the very address that
was judged: a name that answers otherwise a moment later leads nowhere.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext

CONNECT_SECONDS = 5
# For the whole of a request once connected, however slowly the other side drips.
TOTAL_SECONDS = 10
EXCERPT = 1000
# Addresses of the fourth version in those of the sixth, which a gateway translates back.
_TRANSLATED = IPv6Network("64:ff9b::/96")
# Gateways inside of networks do so with these.
_TRANSLATED_WITHIN = IPv6Network("64:ff9b:1::/48")


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
    if isinstance(known, IPv6Address) and known in _TRANSLATED_WITHIN:
        return False
    return known.is_global and not (
        known.is_multicast or known.is_reserved or known.is_unspecified or getattr(known, "is_site_local", False)
    )


def is_known_to_be_private(host: str) -> bool:
    """Tell, without asking anyone, whether ``host`` is this machine or an address inside of a network.

    What a name leads to may change: that is judged each time something is sent.
    """
    try:
        return not is_public(host)
    except ValueError:
        name = host.rstrip(".").lower()
        return name == "localhost" or name.endswith((".localhost", ".local", ".internal"))


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if address in _TRANSLATED or int(address) >> 32 == 0:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses to connect to; raise UnreachableError where the name leads anywhere it must not."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnreachableError(gettext("The name %(host)s is not known.") % {"host": host}) from None
    addresses = [str(information[4][0]) for information in found]
    if not settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES and not all(is_public(address) for address in addresses):
        raise UnreachableError(gettext("%(host)s is not an address of the internet.") % {"host": host})
    return list(dict.fromkeys(addresses))


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
    parts = urlsplit(iri_to_uri(url))
    try:
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
