"""The reasons of a match in words, for those who decide of it. Nothing here is for visitors.

A former name that must never be shown is not named: the reason says that the profile lists the name, as it says of any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bibliography.name_matching import Fit
from directory.models import Institution, PersonPage, ResearchTopic
from publications.author_matching.affiliations import THE_INSTITUTE
from publications.author_matching.scoring import CERTAIN, Rule
from publications.models import AuthorMatch, Venue


class Explained(NamedTuple):
    text: str
    speaks_for: bool


_FITS = {
    Fit.FULL: gettext_lazy("Same name"),
    Fit.MIDDLE: gettext_lazy("Same name, with a middle name on one side only"),
    Fit.SWAPPED: gettext_lazy("Same names in another order"),
    Fit.SHIFTED: gettext_lazy("Same name without the first of the given names"),
    Fit.HALF: gettext_lazy("One half of a double family name"),
    Fit.INITIALS: gettext_lazy("Same family name and initials"),
}
_TEXTS = {
    Rule.ORCID: gettext_lazy("Same ORCID iD"),
    Rule.LISTED_NAME: gettext_lazy("A name that the profile lists"),
    Rule.COMMON: gettext_lazy("Many people have this name"),
    Rule.SEVERAL_BEARERS: gettext_lazy("Authors of this name have different ORCID iDs"),
    Rule.DECIDED_IDENTIFIER: gettext_lazy("Same identifier as an author confirmed on another work"),
    Rule.REJECTED_IDENTIFIER: gettext_lazy("Same identifier as an author rejected on another work"),
    Rule.OTHER_OPENALEX: gettext_lazy("Another author in OpenAlex"),
    Rule.REJECTED_ELSEWHERE: gettext_lazy("The name was rejected on another work"),
    Rule.RIVALS: gettext_lazy("Another person of the directory fits as well"),
    Rule.TWICE: gettext_lazy("Another author of this work fits as well"),
}
_LOOKED_UP: dict[Rule, Any] = {
    Rule.AFFILIATION: Institution,
    Rule.OTHER_AFFILIATION: Institution,
    Rule.CO_AUTHORS: PersonPage,
    Rule.TOPIC: ResearchTopic,
    Rule.VENUE: Venue,
}


def explain(matches: Iterable[AuthorMatch]) -> dict[int, list[Explained]]:
    """The reasons of each match by its primary key, in the active language; a query for each kind of thing named."""
    matches = list(matches)
    wanted: dict[Any, set[int]] = defaultdict(set)
    for match in matches:
        for reason in match.evidence:
            if (model := _LOOKED_UP.get(reason["rule"])) is not None:
                wanted[model].update(_keys(reason))
    names = {
        (model, thing.pk): getattr(thing, "title", None) or str(thing)
        for model, keys in wanted.items()
        for thing in model.objects.filter(pk__in=keys)
    }
    return {match.pk: [_explain(reason, names) for reason in match.evidence] for match in matches}


def _keys(reason: dict[str, Any]) -> list[int]:
    detail = reason.get("detail")
    return detail if isinstance(detail, list) else [detail] if detail else []


def _explain(reason: dict[str, Any], names: dict[tuple[Any, int], str]) -> Explained:
    rule, points = Rule(reason["rule"]), reason["points"]
    return Explained(_text(rule, points, reason, names), points > 0)


def _text(rule: Rule, points: int, reason: dict[str, Any], names: dict[tuple[Any, int], str]) -> str:
    model = _LOOKED_UP.get(rule)
    keys = _keys(reason) if model else []
    known = [names[model, key] for key in keys if (model, key) in names]
    if THE_INSTITUTE in keys and rule == Rule.AFFILIATION:
        known.insert(0, _("the institute"))
    values = {"names": get_text_list(known, _("and")), "year": reason.get("detail")}
    if rule == Rule.NAME:
        return str(_FITS[Fit(reason["detail"])])
    if rule == Rule.OPENALEX:
        return _("Same author in OpenAlex") if points == CERTAIN else _("Same author in OpenAlex, under another name")
    if rule == Rule.AFFILIATION:
        return _("Affiliated with %(names)s") % values
    if rule == Rule.OTHER_AFFILIATION:
        return _("Affiliated elsewhere: %(names)s") % values if known else _("Affiliated elsewhere")
    if rule == Rule.CO_AUTHORS:
        return _("Written with %(names)s, as other works") % values
    if rule == Rule.TOPIC:
        return _("On %(names)s, a topic of theirs") % values
    if rule == Rule.VENUE:
        return _("Published in %(names)s, as other works") % values
    if rule == Rule.TOO_EARLY:
        return _("Too early for them: %(year)s") % values
    return str(_TEXTS[rule])
