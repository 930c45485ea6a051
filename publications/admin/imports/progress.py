"""How far an import came, in words."""

from __future__ import annotations

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from publications.models import ImportRun


def told_progress(run: ImportRun) -> dict[str, Any]:
    """What the page of a run shows while it waits: `value` of `max` for the bar, None where nobody knows."""
    progress = run.progress
    done, size = progress.get("done", 0), progress.get("size")
    return {
        "waiting": run.is_waiting,
        "queued": run.is_queued,
        "value": min(done, size) if size else None,
        "max": size or None,
        "text": _text(run, progress),
        "hint": _hint(run),
    }


def _text(run: ImportRun, progress: dict[str, Any]) -> str:
    if run.is_queued:
        return gettext("Waiting for its turn …")
    if not progress:
        return gettext("Starting …")
    entries, seconds = progress["entries"], progress["seconds"]
    counted = ngettext("%(count)s entry", "%(count)s entries", entries) % {"count": grouped(entries)}
    rate = gettext("%(count)s a second") % {"count": grouped(round(entries / max(seconds, 0.1)))}
    parts = [counted, rate]
    if progress["size"] and progress["done"]:
        left = seconds * (progress["size"] / progress["done"] - 1)
        parts.append(_time_left(left))
    return ", ".join(parts)


def _time_left(seconds: float) -> str:
    if seconds < 60:
        return gettext("less than a minute left")
    minutes = round(seconds / 60)
    if minutes < 120:
        return ngettext("%(count)s minute left", "%(count)s minutes left", minutes) % {"count": minutes}
    return gettext("%(count)s hours left") % {"count": round(minutes / 60)}


def _hint(run: ImportRun) -> str:
    if run.waits_too_long:
        return gettext("Nothing has taken this up for a minute. Is the background worker running?")
    return ""


def grouped(number: int) -> str:
    return number_format(number, force_grouping=True)
