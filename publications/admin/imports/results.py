"""What became of the entries of an import, a page at a time out of its report, in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import ijson
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bibliography.languages import work_languages
from bibliography.publication_types import Kind
from directory.models import ResearchTopic
from publications.imports.field_mapping import fingerprint
from publications.imports.report import Fate
from publications.models import ImportRun, PublicationPage, PublicationVersion, Venue

WITH_WARNINGS, DOUBTFUL = "warnings", "doubtful"
# The order in which a librarian wants to look at them.
SHOWN = {
    Fate.REJECTED: pgettext_lazy("entries", "Rejected"),
    Fate.CONFLICT: _("Conflicts"),
    DOUBTFUL: _("Possible duplicates"),
    WITH_WARNINGS: _("Warnings"),
    Fate.CREATED: pgettext_lazy("entries", "Created"),
    Fate.UPDATED: pgettext_lazy("entries", "Updated"),
    Fate.MERGED: pgettext_lazy("entries", "Merged"),
    Fate.UNCHANGED: pgettext_lazy("entries", "Unchanged"),
}
# What an import has written.
WRITTEN = (Fate.CREATED, Fate.UPDATED, Fate.MERGED)
_LABELS = {
    "date": _("Date"),
    "authors": _("Authors"),
    "links": _("Links"),
    "versions": _("Versions"),
    "topics": _("Topics"),
    "full_title": _("Title"),
}


@dataclass
class Difference:
    """One field: what the page says and what the source says."""

    name: str
    label: str
    before: str
    after: str
    # Tells what the source said, for it to be taken.
    told: str


@dataclass
class Row:
    """One entry of the source. `url` is empty where there is no page, as for what a dry run would make."""

    position: str
    fate: Fate
    title: str
    page: int | None = None
    url: str = ""
    error: str = ""
    warnings: list[str] = field(default_factory=list)
    changes: list[Difference] = field(default_factory=list)
    conflicts: list[Difference] = field(default_factory=list)
    doubtful: list[tuple[str, str]] = field(default_factory=list)


class Results:
    """The entries of a report that had one fate, warnings or possible duplicates; sliced, they are read from it."""

    def __init__(self, run: ImportRun, show: str) -> None:
        self.run, self.show = run, show

    def __len__(self) -> int:
        return int(self.run.counts.get(self.show, 0))

    def __getitem__(self, wanted: slice) -> list[Row]:
        if not self.run.report:
            return []
        with self.run.report.open("rb") as file:
            found = list(islice(self._read(file), wanted.start, wanted.stop))
        return _rows(found)

    def _read(self, file: Any) -> Iterator[tuple[Fate, dict[str, Any]]]:
        if self.show in Fate.values:
            fate = Fate(self.show)
            for item in ijson.items(file, f"{fate}.item", use_float=True):
                yield fate, item
            return
        for name, values in ijson.kvitems(file, "", use_float=True):
            if name in Fate.values:
                yield from ((Fate(name), item) for item in values if item.get(self.show))


def tabs(run: ImportRun) -> list[tuple[str, str, int]]:
    """What can be looked at: name, label, how many; empty ones are left out."""
    return [(name, str(label), run.counts[name]) for name, label in SHOWN.items() if run.counts.get(name)]


def opened_first(run: ImportRun) -> str:
    """Return the name of the tab to open on.

    Before an import, that is what a librarian must decide of; after it, what has come of it.
    """
    names = [name for name, _label, _count in tabs(run)]
    if run.state == ImportRun.State.FINISHED and run.is_import:
        names.sort(key=lambda name: name not in WRITTEN)
    return names[0] if names else ""


def _rows(found: Iterable[tuple[Fate, dict[str, Any]]]) -> list[Row]:
    found = list(found)
    keys = {key for _fate, item in found for key in (item.get("page"), *item.get("doubtful", [])) if key}
    titles = dict(PublicationPage.objects.filter(pk__in=keys).values_list("pk", "title"))
    names = _Names(found)
    return [
        Row(
            position=item["position"],
            fate=fate,
            title=item.get("title", ""),
            page=item.get("page") if item.get("page") in titles else None,
            url=_edit_url(item["page"]) if item.get("page") in titles else "",
            error=item.get("error", ""),
            warnings=item.get("warnings", []),
            changes=names.differences(item.get("changes", {})),
            conflicts=names.differences(item.get("conflicts", {})),
            doubtful=[
                (titles[key], _pair_url(item["page"], key) if item.get("page") in titles else _edit_url(key))
                for key in item.get("doubtful", [])
                if key in titles
            ],
        )
        for fate, item in found
    ]


def _edit_url(page: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page])


def _pair_url(page: int, other: int) -> str:
    return reverse("possible_duplicates:pair", args=[page, other])


class _Names:
    """Puts values into words; the names of venues and topics are fetched for all rows at once."""

    def __init__(self, found: Iterable[tuple[Fate, dict[str, Any]]]) -> None:
        pairs = [
            (name, value)
            for _fate, item in found
            for part in ("changes", "conflicts")
            for name, pair in item.get(part, {}).items()
            for value in pair
        ]
        venues = {value for name, value in pairs if name == "venue" and value}
        topics = {key for name, value in pairs if name == "topics" for key in value or []}
        self._venues = dict(Venue.objects.filter(pk__in=venues).values_list("pk", "name"))
        self._topics = {topic.pk: str(topic.name) for topic in ResearchTopic.objects.filter(pk__in=topics)}

    def differences(self, pairs: dict[str, list[Any]]) -> list[Difference]:
        return [
            Difference(name, field_label(name), self.words(name, before), self.words(name, after), fingerprint(after))
            for name, (before, after) in pairs.items()
        ]

    def words(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return ""
        if name == "venue":
            return self._venues.get(value, str(value))
        if name == "topics":
            return ", ".join(self._topics.get(key, str(key)) for key in value)
        if isinstance(value, list):
            return "; ".join(_row_words(row) for row in value)
        if name in _CHOICES:
            return str(dict(_CHOICES[name]()).get(value, value))
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        return str(value)


_CHOICES = {
    "kind": lambda: Kind.choices,
    "status": lambda: PublicationPage.Status.choices,
    "language": work_languages,
}


def _row_words(row: Any) -> str:
    """An author, a link or a version in a few words."""
    if not isinstance(row, dict):
        return str(row)
    if "name" in row:
        return str(row["name"])
    kind = dict(PublicationVersion.Kind.choices).get(row.get("kind", ""), "") if "venue_text" in row else ""
    return ", ".join(str(part) for part in (kind, row.get("venue_text"), row.get("date"), row.get("url")) if part)


def field_label(name: str) -> str:
    if name in _LABELS:
        return str(_LABELS[name])
    return str(capfirst(PublicationPage._meta.get_field(name).verbose_name))
