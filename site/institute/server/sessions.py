"""Whether a request comes from somebody who is signed in, which decides how large its body may be."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import InterfaceError, OperationalError, close_old_connections
from django.http.cookie import parse_cookie

from institute.server.admission import OverloadedError

logger = logging.getLogger(__name__)


def is_signed_in(environ: dict[str, Any]) -> bool:
    """Return whether the cookie of the request names a session of a user; costs one query.

    Whether the user may still sign in, and do what is asked, is for the view to say. Raises OverloadedError where the
    database does not answer.
    """
    key = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.SESSION_COOKIE_NAME, "")
    if not key or "\x00" in key:
        return False
    # Django does so at the beginning and the end of a request, which this is outside of.
    close_old_connections()
    try:
        return SESSION_KEY in import_module(settings.SESSION_ENGINE).SessionStore(key)
    except (OperationalError, InterfaceError) as error:
        logger.error("The database did not say whether a session exists: %s", error)
        raise OverloadedError from error
    finally:
        close_old_connections()
