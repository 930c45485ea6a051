"""How often one caller may ask: counted in the cache that all processes share.

A caller is an address, unless something that knows callers better (``identified_by``) names it and says
how much it may ask. Counting stands outside of what is answered: no answer tells how much is left, for
it may be kept and shown to others.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds."""

    number: int
    seconds: int


@dataclass(frozen=True)
class Caller:
    """Someone who asks, and how often they may; without a rate, as often as they like."""

    key: str
    rate: Rate | None


Identifier = Callable[[HttpRequest], Caller | None]
_identifiers: list[Identifier] = []


def identified_by(identifier: Identifier) -> Identifier:
    """Register a function that knows some callers, by a token perhaps, and answers None for all others."""
    if identifier not in _identifiers:
        _identifiers.append(identifier)
    return identifier


def caller_of(request: HttpRequest) -> Caller:
    """Return who asks: the first answer of those that know callers, else the address."""
    for identifier in _identifiers:
        if (caller := identifier(request)) is not None:
            return caller
    rate = settings.API_RATE_LIMIT
    return Caller(f"address {client_address(request)}", Rate(*rate) if rate else None)


def seconds_to_wait(request: HttpRequest) -> int:
    """Count ``request``; return 0 if it may be answered, else after how many seconds to ask again."""
    caller = caller_of(request)
    if caller.rate is None:
        return 0
    now = time.time()
    window = int(now // caller.rate.seconds)
    digest = hashlib.blake2b(caller.key.encode(), digest_size=16).hexdigest()
    key = f"api-calls-{digest}-{caller.rate.seconds}-{window}"
    if _count(key, caller.rate.seconds) <= caller.rate.number:
        return 0
    return max(1, math.ceil((window + 1) * caller.rate.seconds - now))


def _count(key: str, seconds: int) -> int:
    if cache.add(key, 1, timeout=seconds * 2):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # It expired between the two.
        return 1


def client_address(request: HttpRequest) -> str:
    """Return the address that ``request`` comes from.

    Each proxy appends to X-Forwarded-For whom it was asked by; what stands further left than the proxies
    that are ours could be anybody's invention. A home has 2⁶⁴ addresses of the sixth version: they count as one.
    """
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    proxies = settings.TRUSTED_PROXIES
    address = request.META.get("REMOTE_ADDR", "")
    if proxies and forwarded:
        address = forwarded[-min(proxies, len(forwarded))]
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return f"{IPv6Address(int(known) >> 64 << 64)}/64"
    return str(known)
