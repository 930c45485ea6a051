"""The tokens of channels: what the API knows them by."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.utils import timezone

from institute.api.authorization import Grant, grant_of
from institute.api.limits import Caller, Rate
from institute.webhooks.models import Token

# The last use is told to within a minute, so that reading seldom writes.
PRECISION = dt.timedelta(minutes=1)


def authenticate(secret: str) -> Grant | None:
    """Return what the token ``secret`` allows, or None where there is none such, or none any more."""
    token = Token.objects.select_related("channel").filter(digest=Token.digest_of(secret)).first()
    if token is None or not token.is_valid:
        return None
    now = timezone.now()
    if token.used_at is None or now - token.used_at > PRECISION:
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return Grant(frozenset(token.types), token.preview, token)


def caller(request: HttpRequest) -> Caller | None:
    """Count the requests of a token that has a rate of its own apart from those of its address."""
    grant = grant_of(request)
    if grant is None or not isinstance(grant.holder, Token) or grant.holder.requests_per_minute is None:
        return None
    return Caller(f"token {grant.holder.pk}", Rate(grant.holder.requests_per_minute, 60))
