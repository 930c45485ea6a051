"""Whom harvesters write to, in the words of OAI-PMH `adminEmail`; its schema wants a host with a dot."""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

# Narrower than `emailType` of http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd: whatever this takes, that takes too.
_LONGEST = 254
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def admin_email(host: str) -> str:
    """Return the address that is configured, or that of the postmaster of ``host``."""
    return configured_email() or f"postmaster@{_public_name(host)}"


def configured_email() -> str:
    """Return the configured address that the protocol's schema accepts, or the empty string."""
    candidates = (settings.OAI_ADMIN_EMAIL, settings.DEFAULT_FROM_EMAIL)
    return next((address for text in candidates if is_valid(address := parseaddr(text)[1])), "")


def is_valid(address: str) -> bool:
    """Return whether ``address`` is one that the schema of OAI-PMH accepts."""
    if len(address) > _LONGEST or any(character.isspace() for character in address):
        return False
    name, _at, host = address.rpartition("@")
    return bool(name and _HOST.fullmatch(host))


def _public_name(host: str) -> str:
    name = host.partition(":")[0]
    # A developer's machine: a name that nobody has (RFC 2606).
    return name if _HOST.fullmatch(name) else "localhost.invalid"


@register(Tags.compatibility, deploy=True)
def check_admin_email(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Warn where harvesters are told an address that nobody chose."""
    if configured_email():
        return []
    return [
        Warning(
            "Harvesters (OAI-PMH) are given postmaster at the host of the site as the address to write to.",
            hint="Set OAI_ADMIN_EMAIL, or DEFAULT_FROM_EMAIL, to an address that is read.",
            id="publications.W001",
        )
    ]
