"""System checks of a deployment's settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def check_mail(**_options: Any) -> list[CheckMessage]:
    """Warn where mail is printed or dropped: nobody can reset a password, and no editor is notified."""
    if settings.EMAIL_BACKEND not in settings.UNDELIVERED_EMAIL_BACKENDS:
        return []
    return [
        Warning(
            "No mail is sent: passwords cannot be reset, and editors are notified of nothing.",
            hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example.org:587.",
            id="institute.W001",
        )
    ]
