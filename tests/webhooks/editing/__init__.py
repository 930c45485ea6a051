"""Editors, librarians and imports at work: every kind of edit, by chance."""

from __future__ import annotations

import random
from types import FunctionType

from tests.webhooks.editing import lists, openness, people, prose, works
from tests.webhooks.editing.editor import Edit

EDITS: dict[str, Edit] = {
    name: edit
    for module in (people, works, lists, prose, openness)
    for name, edit in vars(module).items()
    if isinstance(edit, FunctionType) and edit.__module__ == module.__name__
}
# Chosen more often, so that what others close and delete does not run out.
_RESTORING = {
    "add_person",
    "publish_person",
    "add_work",
    "publish_work",
    "publish_section",
    "publish_article",
    "add_article",
    "lift_restrictions",
    "open_indexes",
}


def random_edits(chance: random.Random, number: int) -> list[Edit]:
    names = sorted(EDITS)
    chosen = chance.choices(names, [4 if name in _RESTORING else 1 for name in names], k=number)
    return [EDITS[name] for name in chosen]
