"""The channels that hear of changes and read the API, and what was sent to each of them."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institute.content.change_log import latest_position
from institute.content.models import Change
from institute.content.url_parts import split_url
from institute.webhooks import http_client
from institute.webhooks.event_types import choices, labels_of

# How long a secret that was replaced still signs beside the new one.
ROTATION = dt.timedelta(days=1)
TOKEN_PREFIX = "inst_"


def new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def new_event_id() -> str:
    return f"msg_{uuid.uuid4().hex}"


def some_of(label: Any, *, max_length: int = 100, **options: Any) -> ArrayField:
    """Those that were chosen of a list; where none were, all of it."""
    return ArrayField(models.CharField(max_length=max_length, **options), verbose_name=label, blank=True, default=list)


class Channel(models.Model):
    """Somewhere that the institute's content is shown: an application, a screen, a partner's site."""

    name = models.CharField(_("name"), max_length=255, unique=True)
    url = models.URLField(
        _("address for events"),
        max_length=2000,
        blank=True,
        help_text=_("Where changes are announced as they happen (a webhook). Leave it empty for a channel that asks."),
    )
    active = models.BooleanField(_("active"), default=True, editable=False)
    kinds = some_of(_("events"), max_length=10, choices=Change.Kind.choices)
    types = some_of(_("types of content"))
    languages = some_of(_("languages"), max_length=10)
    secret = models.CharField(_("secret"), max_length=100, default=new_secret, editable=False)
    previous_secret = models.CharField(_("previous secret"), max_length=100, blank=True, editable=False)
    rotated_at = models.DateTimeField(_("secret replaced at"), null=True, editable=False)
    # Every change up to this position of the log has become a delivery, or was none of this channel's.
    position = models.BigIntegerField(_("position"), default=0, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    resting_until = models.DateTimeField(_("next try"), null=True, editable=False)
    switched_off_at = models.DateTimeField(_("switched off at"), null=True, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("channel")
        verbose_name_plural = _("webhooks")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What workers note meanwhile, no form that was opened before overwrites.

        What happened before a channel began to hear is for it to read, not to be told.
        """
        if self._state.adding:
            self.position = latest_position()
        elif kwargs.get("update_fields") is None:
            kwargs["update_fields"] = ["name", "url", "kinds", "types", "languages"]
            if self.url and Channel.objects.filter(pk=self.pk, url="").exists():
                self.position = latest_position()
                kwargs["update_fields"].append("position")
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if not self.url:
            return
        parts = split_url(self.url)
        if parts is None:
            # The field's own validator refuses it.
            return
        try:
            port = parts.port
        except ValueError:
            port = 0
        if port == 0:
            raise ValidationError({"url": _("There is no such port.")})
        if parts.username or parts.password:
            raise ValidationError({"url": _("The address must not hold a name or a password.")})
        if settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES:
            if parts.scheme not in ("http", "https"):
                raise ValidationError({"url": _("The address must begin with https:// or http://.")})
            return
        if parts.scheme != "https":
            raise ValidationError({"url": _("The address must begin with https://.")})
        if http_client.is_known_to_be_private(parts.hostname or ""):
            raise ValidationError({"url": _("This is not an address of the internet.")})

    @property
    def hears(self) -> bool:
        return self.active and bool(self.url)

    @property
    def is_switched_off(self) -> bool:
        """Whether a person has switched the channel off; one that only stopped hearing may still read."""
        return not self.active and self.switched_off_at is None

    @property
    def signing_secrets(self) -> list[str]:
        """The secrets that events are signed with; the receiver may still know the one before."""
        if self.previous_secret and self.rotated_at and timezone.now() - self.rotated_at < ROTATION:
            return [self.secret, self.previous_secret]
        return [self.secret]

    def rotate_secret(self) -> None:
        self.previous_secret, self.secret, self.rotated_at = self.secret, new_secret(), timezone.now()
        self.save(update_fields=["previous_secret", "secret", "rotated_at"])

    def switch_off(self) -> None:
        self.active, self.switched_off_at = False, None
        self.save(update_fields=["active", "switched_off_at"])

    def switch_on(self) -> None:
        self.active, self.failures = True, 0
        self.failing_since = self.resting_until = self.switched_off_at = None
        self.save(update_fields=["active", "failures", "failing_since", "resting_until", "switched_off_at"])

    def wanted(self, rows: models.QuerySet[Change]) -> models.QuerySet[Change]:
        """Narrow rows of the log to what this channel hears of."""
        rows = rows.filter(subject_type__in=labels_of(self.types or choices()))
        if self.kinds:
            rows = rows.filter(kind__in=self.kinds)
        if self.languages:
            rows = rows.filter(language__in=["", *self.languages])
        return rows


class Delivery(models.Model):
    """One event for one channel, until it has arrived or is given up."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given up", _("given up")

    channel = models.ForeignKey(
        Channel, verbose_name=_("channel"), on_delete=models.CASCADE, related_name="deliveries"
    )
    event_id = models.CharField(_("event"), max_length=40, default=new_event_id, db_index=True)
    event_type = models.CharField(_("type"), max_length=100)
    # What must arrive in order: all that happens to one subject in one language.
    subject = models.CharField(_("subject"), max_length=150)
    payload = models.JSONField(_("payload"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True, default=timezone.now)
    attempted_at = models.DateTimeField(_("last try"), null=True)
    response_code = models.PositiveIntegerField(_("answer"), null=True)
    excerpt = models.TextField(_("what came back"), blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(
                fields=["channel", "id"], condition=models.Q(state="waiting"), name="webhooks_delivery_waiting"
            ),
            models.Index(fields=["channel", "subject", "id"], name="webhooks_delivery_subject"),
            models.Index(fields=["channel", "attempted_at"], name="webhooks_delivery_attempted"),
            models.Index(
                fields=["created_at"], condition=~models.Q(state="waiting"), name="webhooks_delivery_settled"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "delivered", "given up"]),
                name="webhooks_delivery_state_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.subject}"


class Token(models.Model):
    """What a channel shows to be known by the API. The secret itself is shown once, and kept nowhere."""

    channel = models.ForeignKey(Channel, verbose_name=_("channel"), on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(_("digest"), max_length=64, unique=True, editable=False)
    ending = models.CharField(_("last characters"), max_length=4, editable=False)
    types = some_of(_("types of content"))
    preview = models.BooleanField(_("may read previews"), default=False)
    requests_per_minute = models.PositiveIntegerField(
        _("requests a minute"), null=True, blank=True, help_text=_("Empty means what everyone may ask.")
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return f"…{self.ending}"

    @staticmethod
    def digest_of(secret: str) -> str:
        """A random secret of 256 bits needs no slow hash: there is nothing to guess."""
        return hashlib.sha256(secret.encode()).hexdigest()

    def issue(self) -> str:
        """Give the token its secret, save it, and return the secret."""
        secret = f"{TOKEN_PREFIX}{secrets.token_urlsafe(32)}"
        self.digest, self.ending = self.digest_of(secret), secret[-4:]
        self.save()
        return secret

    @property
    def is_valid(self) -> bool:
        return (
            not self.channel.is_switched_off
            and self.revoked_at is None
            and (self.expires_at is None or self.expires_at > timezone.now())
        )

    def revoke(self) -> None:
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.save(update_fields=["revoked_at"])
