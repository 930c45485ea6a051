"""Automated tests: fast, and leaving nothing behind."""

import tempfile
from pathlib import Path

from institute.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "for tests only"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

INSTALLED_APPS += ["demo"]  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}  # noqa: F405
TASKS["background"] = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

_media = tempfile.TemporaryDirectory(prefix="institute-media-")
MEDIA_ROOT = Path(_media.name)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
