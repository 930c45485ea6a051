"""The application that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institute.settings.production")
# Visitors are not kept waiting by the database for as long as commands may.
os.environ.setdefault("PROCESS_KIND", "web")

django_application = get_wsgi_application()

from institute.server.guard import RequestGuard, granian_threads  # noqa: E402  (the settings are read by now)

application = RequestGuard(django_application, threads=granian_threads())
