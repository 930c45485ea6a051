"""Why two works may be one, in words that a librarian reads: the rule's evidence is kept in codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from bibliography.deduplication.scoring import SAME_FROM

Told = str | Promise

# How far below the score of one work the rule holds a pair that has a reason against it.
HELD_BELOW = 0.01

_TITLES: dict[str, Told] = {
    "exact": _("the same title"),
    "misprints": _("nearly the same title"),
    "subtitle": _("the same title, one with a subtitle"),
    "cut": _("the same title, one cut short"),
    "reworded": _("titles that differ in some words"),
    "other": _("different titles"),
}
_LIMITS: dict[str, Told] = {
    "identifier-of-another": _("one may bear the identifier of the other by mistake"),
    "note": _("one may be a reply, a correction or a supplement of the other"),
    "part": _("they may be two parts"),
    "number": _("their titles bear different numbers"),
    "words": _("their titles say different things"),
    "title": _("their titles have little in common"),
    "authors": _("their authors differ"),
    "year": _("they are some years apart"),
    "place": _("they stand in different places of one journal"),
    "elsewhere": _("they are in different journals, volumes or pages, as an abstract and its article are"),
    "edition": _("they are different editions"),
    "kinds": _("they are of different kinds"),
    "conference-and-journal": _("one is a conference paper, the other a journal article"),
    "other-doi": _("they have different DOIs"),
    "other-arxiv": _("they have different arXiv numbers"),
    "other-pmid": _("they have different PubMed numbers"),
    "other-pmcid": _("they have different PubMed Central numbers"),
}


def likeness(score: float, evidence: dict[str, Any]) -> str:
    """Return the score of a pair as a percentage.

    A reason against a pair holds its score below that of one work, however alike the two are. Where the score was held
    there, it is the least that the pair has.
    """
    percent = {"percent": round(score * 100)}
    if evidence.get("limits") and score >= SAME_FROM - HELD_BELOW:
        return gettext("%(percent)d%% or more") % percent
    return gettext("%(percent)d%%") % percent


def reasons_for(evidence: dict[str, Any]) -> list[Told]:
    """What speaks for one work."""
    told: list[Told] = []
    if shared := evidence.get("identifiers"):
        told.append(format_lazy("{}: {}", _("the same identifier"), ", ".join(shared)))
    for code, say in _FOR.items():
        if code in evidence and (text := say(evidence[code])):
            told.append(text)
    return told


def reasons_against(evidence: dict[str, Any]) -> list[Told]:
    """What speaks for two."""
    return [_LIMITS[code] for code in evidence.get("limits", ()) if code in _LIMITS]


def _years(distance: int) -> Told:
    if not distance:
        return _("the same year")
    return ngettext_lazy("one year apart", "%(count)d years apart", distance) % {"count": distance}


_FOR: dict[str, Callable[[Any], Told | None]] = {
    "title": lambda code: _TITLES.get(code),
    "authors": lambda share: _("the same authors") if share >= 0.85 else _("some of the authors"),
    "years_apart": _years,
    "venue": lambda same: _("the same venue") if same else None,
    "volume": lambda same: _("the same volume") if same else None,
    "pages": lambda same: _("the same first page") if same else None,
    "book": lambda same: _("the same book") if same else None,
}
