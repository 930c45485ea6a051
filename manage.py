#!/usr/bin/env python
"""Django's command line. Without a DATABASE_URL it runs on a private PostgreSQL of this checkout."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from institute.devtools import postgres


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institute.settings.dev")
    try:
        postgres.provide_database_url()
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
