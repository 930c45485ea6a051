"""What entries, their libraries and their errors are called."""

from __future__ import annotations

import re
from dataclasses import replace

import psycopg
from django.db import DatabaseError
from django.utils.translation import gettext

from bibliography.entry import WorkRecord
from publications.models import Library
from publications.models.libraries import clean_library_name

# As `Identifier.value` holds.
LONGEST_IDENTIFIER = 500


def with_all_identifiers(record: WorkRecord) -> WorkRecord:
    """Return the record with the identifiers of its other states, which lead to the same page.

    What is too long to be stored is left out, with a warning.
    """
    identifiers = dict.fromkeys([*record.identifiers, *record.same_work])
    overlong = [identifier for identifier in identifiers if len(identifier.value) > LONGEST_IDENTIFIER]
    warnings = [
        gettext("The identifier “%(identifier)s…” is longer than %(limit)d characters and was left out.")
        % {"identifier": identifier.value[:40], "limit": LONGEST_IDENTIFIER}
        for identifier in overlong
    ]
    return replace(
        record,
        identifiers=tuple(identifier for identifier in identifiers if identifier not in overlong),
        unmapped={**record.unmapped, **({"identifiers": overlong} if overlong else {})},
        warnings=(*record.warnings, *warnings),
    )


def entry_key(external_id: str) -> str:
    """Return what a file calls an entry (its citation key), or "" where it has no name there.

    An external identifier is the key, if there is one, and an identifier or a digest; then the number of an entry that
    is named like one before it.
    """
    return re.sub(r" \(\d+\)$", "", external_id).rpartition(" ")[0]


def known_library(name: str) -> str:
    """Return the name of a library as it is stored; capitals do not make another one."""
    name = clean_library_name(name)
    return Library.objects.named(name).values_list("name", flat=True).first() or name


def error_text(error: Exception) -> str:
    """Return what a librarian is shown of an unexpected error: of one of the database, no more than that it was one."""
    if isinstance(error, DatabaseError | psycopg.Error):
        return gettext("a database error, which has been logged")
    return f"{type(error).__name__}: {error}"
