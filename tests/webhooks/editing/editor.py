"""Somebody who edits, one transaction after the other."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError, QuerySet

from institute.accounts.models import User
from institute.content import locking
from publications.deduplication.merging import MergeError

# What an editor is told who comes second, or asks for what the rules forbid.
REFUSALS = (ObjectDoesNotExist, ValidationError, IntegrityError, MergeError, ProtectedError, IndexError)


def is_refusal(error: Exception) -> bool:
    if isinstance(error, REFUSALS):
        return True
    # What Django says of a page that another has deleted meanwhile.
    return type(error) is DatabaseError


class Editor(threading.Thread):
    """Makes edits one after the other, each in a transaction, some of which are given up."""

    def __init__(self, seed: int, edits: list[Edit]) -> None:
        super().__init__()
        self.edits, self.random = edits, random.Random(seed)
        self.errors: list[BaseException] = []
        self.done: Counter[str] = Counter()

    def run(self) -> None:
        try:
            for edit in self.edits:
                try:
                    locking.retry_on_deadlock(partial(self.perform, edit))
                    self.done[edit.__name__] += 1
                except Exception as error:
                    if not is_refusal(error):
                        raise
                    self.done[f"refused: {edit.__name__}"] += 1
        except BaseException as error:
            self.errors.append(error)
        finally:
            connection.close()

    def perform(self, edit: Edit) -> None:
        edit(self)
        if self.random.random() < 0.1:
            transaction.set_rollback(True)

    def pick(self, objects: QuerySet[Any]) -> Any:
        """Choose one of the objects there are, by chance; raises IndexError where there is none."""
        return objects.get(pk=self.random.choice(sorted(objects.values_list("pk", flat=True))))

    def word(self) -> str:
        return f"word{self.random.randrange(10**6)}"

    @property
    def user(self) -> User:
        return User.objects.get()


Edit = Callable[[Editor], None]


def live(model: Any) -> Any:
    return model.objects.filter(live=True, alias_of=None)


def publish(page: Any) -> None:
    page.save_revision().publish()
