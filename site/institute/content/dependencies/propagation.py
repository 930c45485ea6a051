"""What follows from parts that changed: the parts and documents that read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Model
from wagtail.models import Page

from institute.content.dependencies import registry
from institute.content.dependencies.references import store_references
from institute.content.dependencies.registry import ADDRESS, Part
from institute.content.models import PartDigest


class TooManyObjectsError(Exception):
    """More follows from the changes than a request may work out."""


@dataclass
class Derivation:
    """The parts that changed, and what follows from them."""

    # How many objects of one part may change.
    limit: int | None = None
    changed: dict[Part, set[int]] = field(default_factory=lambda: defaultdict(set))
    _new: dict[Part, set[int]] = field(default_factory=lambda: defaultdict(set))

    def edited(self, label: str, keys: set[int], readdressed: set[int]) -> None:
        """Take up edits of objects of one model: compare their parts with what was stored of them."""
        model = _model(label)
        if model is None:
            return
        self.mark(registry.whole(model), keys)
        for part in registry.parts_of(label):
            self.mark(part, (_compare(part, keys) | readdressed) if part.values else keys)
        if issubclass(model, Page) and getattr(model, "refers_to_others", False):
            store_references(model, keys)
        if issubclass(model, Page) and readdressed:
            self.mark(ADDRESS, readdressed)

    def noted(self, name: str, keys: set[int]) -> None:
        """Take up what transactions noted beside the log."""
        if _model(name) is not None:
            self.edited(name, keys, set())
        elif (part := registry.part_named(name)) is not None:
            self.mark(part, keys)

    def mark(self, part: Part, keys: Iterable[int]) -> None:
        self._new[part] |= set(keys) - self.changed[part]
        if self.limit is not None and len(self._new[part]) + len(self.changed[part]) > self.limit:
            raise TooManyObjectsError

    def follow_edges(self) -> None:
        """Mark everything that reads what is marked, until nothing more follows."""
        while self._new:
            part, keys = self._new.popitem()
            keys -= self.changed[part]
            if keys:
                self.changed[part] |= keys
                for edge in registry.edges_of(part):
                    self.mark(edge.target, edge.via(keys))


def _model(label: str) -> type[Model] | None:
    """Return the model of that label, or None for a part of one and for what another version of the code wrote."""
    if label.count(".") != 1:
        return None
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def _compare(part: Part, keys: set[int]) -> set[int]:
    """Return the objects of which ``part`` is not what it was, and store what it is."""
    known = dict(PartDigest.objects.filter(part=part.name, object_id__in=keys).values_list("object_id", "digest"))
    now = part.digests(keys)
    different = {key for key in keys if known.get(key) != now.get(key)}
    PartDigest.objects.bulk_create(
        [PartDigest(part=part.name, object_id=key, digest=now[key]) for key in sorted(different & now.keys())],
        update_conflicts=True,
        unique_fields=["part", "object_id"],
        update_fields=["digest"],
    )
    return different
