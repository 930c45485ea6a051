"""No request to a view of ours in the admin ends in a server error, whatever it names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from institute.webhooks.models import Channel
from publications.deduplication.merging import merge
from publications.models import AuthorMatch, ImportRun, PossibleDuplicate
from tests.factories.directory import PersonPageFactory
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree
from tests.support import make_section

pytestmark = pytest.mark.django_db

OURS = ("home.", "directory.", "publications.", "institute.")
ALLOWED = {200, 302, 400, 403, 404, 405}
GARBAGE = ["", "-1", "abc", "9" * 30, "9" * 5000, "\x00", "²", "http://[", "confirmed-x"]
# The fields that views of ours read.
FIELDS = [
    "action",
    "kept",
    "record",
    "other",
    "one",
    "state",
    "match",
    "undo",
    "by_hand",
    "author",
    "person",
    "page",
    "field",
    "told",
    "p",
    "text",
    "remote",
    "format",
    "url",
    "name",
    "events",
    "locales",
    "include_subtree",
    "last_day",
]
# What leads into one branch of a view or another.
BRANCHES: list[dict[str, str]] = [
    {},
    {"action": "merge"},
    {"action": "distinct"},
    {"by_hand": "1", "undo": ""},
    {"state": "confirmed", "one": ""},
    {"field": "full_title", "told": ""},
]


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield the views of ours below ``resolver``, each with its route."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            view = getattr(entry.callback, "view_class", entry.callback)
            if view.__module__.startswith(OURS):
                yield route, entry


def own_views() -> list[tuple[str, URLPattern]]:
    [admin] = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == "admin/"]
    return list(patterns(admin, "/admin/"))


@pytest.fixture
def identifiers(site_tree: SiteTree) -> list[int]:
    """Identifiers to name in addresses: of a work, of pages of other types, of other models, and of nothing."""
    section = make_section(site_tree.home["en"])
    person = PersonPageFactory(given_name="Ada", family_name="Lovelace")
    one, other = (
        PublicationPageFactory(full_title="Notes on the engine", slug=slug, authors=["Ada Lovelace"], date="1843")
        for slug in ("one", "other")
    )
    merged = PublicationPageFactory(full_title="Something else")
    pair = PossibleDuplicate.objects.get_or_create(first=one, second=other)[0]
    done = merge(one, merged, None)
    match = AuthorMatch.objects.first()
    channel = Channel.objects.create(name="Lobby", url="https://example.org/hook")
    run = ImportRun(name="a.bib", format="bibtex")
    run.content.save("upload", ContentFile(b"@article{a, title={B}}"))
    rows = [section, person, one, other, merged, pair, done, match, channel, run]
    pages = {section.pk, person.pk, one.pk, other.pk}
    return [0, 1, *sorted(pages), *sorted({row.pk for row in rows if row is not None} - pages), 2**63]


def addresses(route: str, converters: dict[str, Any], identifiers: list[int]) -> Iterator[str]:
    names = list(converters)
    if len(names) > 1:
        # Each with each: of a section, of two works, of nothing.
        identifiers = [identifiers[0], *identifiers[2:6], identifiers[-1]]
    choices = [
        identifiers if type(converters[name]).__name__ == "IntConverter" else ["en", "xx", "é"] for name in names
    ]
    for values in product(*choices):
        address = route
        for name, value in zip(names, values, strict=True):
            for spelling in (f"<int:{name}>", f"<str:{name}>", f"<{name}>"):
                address = address.replace(spelling, str(value))
        yield address


def test_every_view_of_ours_is_found() -> None:
    names = {entry.name for _route, entry in own_views()}
    assert {"pair", "undo", "split", "choose", "take", "start", "discard", "publication_author_matches"} <= names


@pytest.mark.slow
@pytest.mark.parametrize("route", [route for route, _entry in own_views()])
def test_no_request_ends_in_a_server_error(
    site_tree: SiteTree, admin_client: Client, identifiers: list[int], route: str
) -> None:
    [entry] = [entry for found, entry in own_views() if found == route]
    admin_client.raise_request_exception = False
    asked = list(addresses(route, entry.pattern.converters, identifiers))
    requests: list[tuple[str, str, dict[str, str]]] = []
    for address in asked:
        requests += [("get", address, {}), ("post", address, {})]
    answered = [address for address in asked if admin_client.get(address).status_code in {200, 405}]
    for address, value, branch in product(answered[:1], [*GARBAGE, *map(str, identifiers[2:6])], BRANCHES):
        without = {name for name, chosen in branch.items() if not chosen}
        data = {name: value for name in FIELDS if name not in without} | {k: v for k, v in branch.items() if v}
        requests.append(("post", address, data))
    failed = [
        (method, address, data)
        for method, address, data in requests
        if getattr(admin_client, method)(address, data).status_code not in ALLOWED
    ]
    assert failed == []
