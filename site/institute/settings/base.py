"""
What every deployment shares. Each choice that may differ between two of them is an environment variable.

README.md lists the variables.
"""

from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from institute.content.players import PLAYER_ORIGINS
from institute.settings.environment import BASE_DIR, STATE_DIR, env

PROJECT_DIR = BASE_DIR / "site" / "institute"

# Applications. Ours come first, so that their templates and translations win.

INSTALLED_APPS = [
    "home",
    "publications",
    "directory",
    "institute.webhooks",
    "institute.content",
    "institute.api",
    "institute.search",
    "institute.accounts",
    "wagtail_localize",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    # Not wagtail-localize's own: its "synchronise" would mirror records too. The trees are institute.content.trees'.
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "institute.middleware.SearchEngineMiddleware",
    "institute.middleware.ContentSecurityPolicyMiddleware",
    "institute.api.middleware.ReadApiMiddleware",
    "institute.content.middleware.MalformedAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "institute.content.middleware.GoneMiddleware",
    "institute.content.middleware.RedirectMiddleware",
    "institute.content.middleware.AtomicWritesMiddleware",
]

ROOT_URLCONF = "institute.urls"
WSGI_APPLICATION = "institute.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# Data

DATABASES = {"default": env.limited(env.database())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": env.cache_url("CACHE_URL", default=f"filecache://{STATE_DIR / 'cache'}"),
    # What each process remembers of the content as it is now (institute.content.content_version): of no use once that changes.
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "memory",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
    # Whole answers of the API, each at most 128 KiB (institute.api.response_cache).
    "answers": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "answers",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}

# How often one address may ask the API. Behind proxies of ours, the address is what the outermost of them was asked by.

API_RATE_LIMIT = env.rate("API_RATE_LIMIT")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# A page with many inline rows (authors, members) sends far more fields than Django's default allows, and a librarian
# pastes more text: the form that it is pasted into says what is too much.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 << 20
# The largest file of publications that can be uploaded, in bytes; all of it passes through temporary files.
IMPORT_MAX_UPLOAD = env.int("IMPORT_MAX_UPLOAD", default=500_000_000)

# What a request may send, in bytes, and how long (in seconds) each 64 KiB of it may take: see institute.server. Visitors
# send passwords of pages and questions of harvesters; those who are logged in to the administration send files.

PUBLIC_BODY_MAX = 64 << 10
ADMIN_BODY_MAX = IMPORT_MAX_UPLOAD + DATA_UPLOAD_MAX_MEMORY_SIZE
REQUEST_BODY_TIMEOUT = env.float("REQUEST_BODY_TIMEOUT", default=15.0)

# How many requests a process works on at once; its other threads wait for slow clients, queue and answer health checks.

APPLICATION_THREADS = env.int("APPLICATION_THREADS", default=4)

# Wagtail keeps its indexes within the transaction of the change; only imports are left to a worker.

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# Publications from elsewhere

IMPORT_CONTACT_EMAIL = env.str("IMPORT_CONTACT_EMAIL", default="")
CROSSREF_URL = env.str("CROSSREF_URL", default="https://api.crossref.org")
OPENALEX_URL = env.str("OPENALEX_URL", default="https://api.openalex.org")
OPENALEX_API_KEY = env.str("OPENALEX_API_KEY", default="")
IMPORT_KEEP_DAYS = env.int("IMPORT_KEEP_DAYS", default=90)

# Channels: where a front end shows drafts ({token} and {language} are filled in), and how long it may.

HEADLESS_PREVIEW_URL = env.str("HEADLESS_PREVIEW_URL", default="")
HEADLESS_PREVIEW_SECONDS = env.int("HEADLESS_PREVIEW_SECONDS", default=3600)
# Events go to addresses of the internet alone, encrypted, unless a deployment has receivers in a network of its own.
WEBHOOKS_ALLOW_PRIVATE_ADDRESSES = env.bool("WEBHOOKS_ALLOW_PRIVATE_ADDRESSES", default=False)

# Accounts

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Languages. The default one comes first wherever languages are listed.

LANGUAGE_CODE = env.str("DEFAULT_LANGUAGE", default="en")
_LANGUAGE_NAMES = {"en": "English", "fr": "Français"}
if LANGUAGE_CODE not in _LANGUAGE_NAMES:
    raise ImproperlyConfigured(f"DEFAULT_LANGUAGE must be one of {', '.join(_LANGUAGE_NAMES)}, not {LANGUAGE_CODE!r}.")
LANGUAGES = sorted(_LANGUAGE_NAMES.items(), key=lambda language: language[0] != LANGUAGE_CODE)
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [PROJECT_DIR / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True

TIME_ZONE = env.str("TIME_ZONE", default="America/Toronto")
USE_TZ = True
# Some systems list their own as one of the world's; browsers do not know it, and the account page would break.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime"})

# Files. Of the media only the renditions of images are served by path; originals and documents never are.

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(STATE_DIR / "static")))
STATICFILES_DIRS = [PROJECT_DIR / "static"]
# Only a browser's debugger asks for source maps.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(STATE_DIR / "media")))
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "institute.content.storage.MediaStorage"},
    "staticfiles": {"BACKEND": "institute.static_files.StaticFilesStorage"},
}

# Security

SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
# As frame-ancestors of the policies below say: the administration frames its previews.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": PLAYER_ORIGINS,
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
    },
}
# Wagtail's own pages carry inline styles and frame their previews. Its inline scripts are taken out by
# institute.content.widgets and the templates beside it.
ADMIN_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF, *PLAYER_ORIGINS],
    "media-src": [SELF],
}

# Search engines stay away unless a production deployment invites them.
INDEXABLE = False

# E-mail

_mail = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(_mail)
# Backends that deliver nothing: they print messages, or drop them.
UNDELIVERED_EMAIL_BACKENDS = frozenset(
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy")
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Institute <noreply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Whom harvesters write to (OAI-PMH); without it, that of DEFAULT_FROM_EMAIL, or the postmaster of the host that is asked.
OAI_ADMIN_EMAIL = env.str("OAI_ADMIN_EMAIL", default="")
# A link that sets a password goes to its reader by mail or not at all; a log is no mailbox.
WAGTAIL_PASSWORD_RESET_ENABLED = _mail["EMAIL_BACKEND"] not in UNDELIVERED_EMAIL_BACKENDS

# Wagtail

WAGTAIL_SITE_NAME = "Institute"
WAGTAILADMIN_BASE_URL = env.str("WAGTAILADMIN_BASE_URL", default="http://localhost:8000")
WAGTAILIMAGES_IMAGE_MODEL = "content.Image"
WAGTAILDOCS_DOCUMENT_MODEL = "content.Document"
WAGTAILIMAGES_IMAGE_FORM_BASE = "institute.content.file_forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "institute.content.file_forms.DocumentForm"
# Vector images are programs of a kind, and are not accepted: a logo is a PNG or WebP file.
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
# Width times height: more is refused, from the file's header alone.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = env.int("IMAGE_MAX_PIXELS", default=50_000_000)
# More than this is scaled by the worker, and not while somebody waits for a page.
IMAGE_MAX_PIXELS_IN_REQUEST = env.int("IMAGE_MAX_PIXELS_IN_REQUEST", default=6_000_000)
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
# Every download passes the view that checks restrictions and embargoes.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Addresses that move are redirected by institute.content.change_log, in every language.
WAGTAILREDIRECTS_AUTO_CREATE = False
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "institute.search.backend", "SEARCH_CONFIG": "institute"},
}
# The administration asks no third party for anything.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None

# Logs go to the standard error stream; the process manager keeps them.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        # One line for each row of the search index is no news.
        "django_tasks": {"level": "WARNING"},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # Scanners send wrong host names all day; the answer is a 400, and nobody can act on it.
        "django.security.DisallowedHost": {"handlers": ["null"], "propagate": False},
    },
}
