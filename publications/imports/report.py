"""What became of every entry of an import: counted, and written to a JSON file as it happens."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fate(models.TextChoices):
    """What becomes of an entry; each has one."""

    CREATED = "created", _("created")
    UPDATED = "updated", _("updated")
    UNCHANGED = "unchanged", _("unchanged")
    # Heard of for the first time, and a work that is here already.
    MERGED = "merged", _("merged with a work that was here")
    CONFLICT = "conflict", _("in conflict with what a person wrote")
    REJECTED = "rejected", _("rejected")


@dataclass(frozen=True)
class Result:
    """One entry's fate. `changes` and `conflicts` hold [on the page, in the source] by field."""

    position: str
    fate: Fate
    title: str = ""
    page: int | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    warnings: tuple[str, ...] = ()
    # Works that may be the same, put before a librarian.
    doubtful: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Without what is empty."""
        values = {name: value for name, value in vars(self).items() if value and name != "fate"}
        return {"position": self.position, **values}


class Report:
    """Counts results and, given a path, writes them there: `{"counts": {…}, "created": […], …}`.

    Results go to temporary files until the end, so that an import of any size needs little memory and a report is
    either whole or not there.
    """

    def __init__(self, path: Path | None = None, **about: Any) -> None:
        self.path = path
        self.about = about
        self.counts: Counter[Fate] = Counter(dict.fromkeys(Fate, 0))
        self._files = ExitStack()
        self._parts: dict[Fate, IO[str]] = {}

    def __enter__(self) -> Self:
        if self.path:
            # A file's name may hold bytes that are no text; `\\udc80` is what JSON has for one. Fails now rather than after hours of work.
            self._whole = self._files.enter_context(
                tempfile.NamedTemporaryFile(
                    "w",
                    dir=self.path.parent,
                    prefix=f".{self.path.name}.",
                    delete=False,
                    encoding="utf-8",
                    errors="backslashreplace",
                )
            )
            for fate in Fate:
                self._parts[fate] = self._files.enter_context(
                    tempfile.TemporaryFile("w+", encoding="utf-8", errors="backslashreplace")
                )
        return self

    def add(self, results: Iterable[Result]) -> None:
        for result in results:
            if part := self._parts.get(result.fate):
                part.write(",\n    " if self.counts[result.fate] else "\n    ")
                part.write(json.dumps(result.as_json(), ensure_ascii=False, default=str))
            self.counts[result.fate] += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.path:
            return
        with self._files:
            counts = {str(fate): count for fate, count in self.counts.items()}
            head = {**self.about, "complete": kind is None, "counts": counts}
            self._whole.write(json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}"))
            for fate, part in self._parts.items():
                self._whole.write(f',\n  "{fate}": [')
                part.seek(0)
                shutil.copyfileobj(part, self._whole)
                self._whole.write("\n  ]" if self.counts[fate] else "]")
            self._whole.write("\n}\n")
        os.chmod(self._whole.name, 0o644)
        os.replace(self._whole.name, self.path)
