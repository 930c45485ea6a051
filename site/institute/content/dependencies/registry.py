"""What documents read: parts of objects, and for each part which other parts and documents it goes into.

A *part* is what others show of an object: the name and address of a person, the card of an article, the row of a
publication in a list. Its digest tells whether an edit concerns anybody else. The *whole* of an object changes with
every edit. A *document* is what the API answers for one page.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

# Returns the keys of the dependent objects for those of the objects that changed.
Via = Callable[[set[int]], Iterable[int]]
# Returns what others show of objects, by primary key; anything whose ``repr`` is stable.
Values = Callable[[Collection[int]], Mapping[int, Any]]

DOCUMENT = "document"


@dataclass(frozen=True)
class Part:
    """A part of the objects of one model; ``name`` is unique, and stored."""

    name: str
    values: Values | None = field(default=None, compare=False)

    def digests(self, keys: Collection[int]) -> dict[int, str]:
        """Return the digests of the objects that exist."""
        assert self.values is not None
        return {
            key: hashlib.blake2b(repr(value).encode(), digest_size=16).hexdigest()
            for key, value in self.values(keys).items()
        }


@dataclass(frozen=True)
class Edge:
    """A dependency: ``target`` reads the source, for the objects that ``via`` returns."""

    target: Part
    via: Via


# What a page's own document says.
DOCUMENTS = Part(DOCUMENT)
# Where a page can be read: it appeared, moved or disappeared in some language.
ADDRESS = Part("address")

_parts: dict[str, Part] = {part.name: part for part in (DOCUMENTS, ADDRESS)}
_parts_of: dict[str, list[Part]] = defaultdict(list)
_edges: dict[Part, list[Edge]] = defaultdict(list)


def whole(model: type[models.Model]) -> Part:
    """Return the part that changes with every edit of an object of ``model``, and when it appears or disappears."""
    return _register(Part(model._meta.label_lower))


def part_of(model: type[models.Model], name: str, values: Values | None = None) -> Part:
    """Declare a part of the objects of ``model``; without ``values``, every edit counts as a change of it."""
    part = _register(Part(f"{model._meta.label_lower}.{name}", values))
    if part not in _parts_of[model._meta.label_lower]:
        _parts_of[model._meta.label_lower].append(part)
    return part


def _register(part: Part) -> Part:
    return _parts.setdefault(part.name, part)


def reads(target: Part, source: Part, via: Via) -> None:
    """Declare that the part ``target`` reads ``source``, for the objects that ``via`` returns."""
    _edges[source].append(Edge(target, via))


def document_reads(source: Part, via: Via) -> None:
    """Declare that the documents of the pages that ``via`` returns read ``source``."""
    reads(DOCUMENTS, source, via)


def same(keys: set[int]) -> set[int]:
    """Return ``keys``: for a part that reads another part of the same object."""
    return keys


def part_named(name: str) -> Part | None:
    return _parts.get(name)


def parts_of(label: str) -> list[Part]:
    """Return the parts of the objects of a model, by its label."""
    return _parts_of.get(label, [])


def edges_of(part: Part) -> list[Edge]:
    return _edges.get(part, [])


def shown_where_chosen(
    part: Part, model: type[models.Model], *, also: Via = lambda keys: (), live: bool = True
) -> None:
    """Declare that ``part`` is shown by the texts that refer to the object, and by live data about its model.

    ``also`` returns other objects in whose place it is shown.
    """
    from institute.content.dependencies.references import readers_of

    label = model._meta.label_lower
    document_reads(part, lambda keys: readers_of(label, keys | set(also(keys)), live=live))
