"""A developer's machine: `make run` with Django's debugger, `make demo` without it."""

from institute.settings.base import *  # noqa: F403
from institute.settings.environment import env

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="for development only")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[".localhost", "127.0.0.1", "[::1]"])

# The command `load_demo`.
INSTALLED_APPS += ["demo"]  # noqa: F405

if not DEBUG:
    # As in production: a connection made for every request would cost more than most answers.
    DATABASES["default"] = env.pooled(DATABASES["default"])  # noqa: F405
else:
    # Files straight from their folders, without collectstatic.
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
    WHITENOISE_USE_FINDERS = True
