"""Derived updates: which documents of the API become stale when something that they show changes.

Each app declares once what its documents read (``registry``); ``derivation`` writes the ``updated`` rows that follow.
See docs/decisions/derived-updates.md.
"""

from institute.content.dependencies.derivation import derive, derive_after_commit, note, note_deletion
from institute.content.dependencies.references import YEAR, pages_that_show_the_year
from institute.content.dependencies.registry import (
    ADDRESS,
    DOCUMENTS,
    Part,
    document_reads,
    part_of,
    reads,
    same,
    shown_where_chosen,
    whole,
)

__all__ = [
    "ADDRESS",
    "DOCUMENTS",
    "YEAR",
    "Part",
    "derive",
    "derive_after_commit",
    "document_reads",
    "note",
    "note_deletion",
    "pages_that_show_the_year",
    "part_of",
    "reads",
    "same",
    "shown_where_chosen",
    "whole",
]
