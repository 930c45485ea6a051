"""One world for all states, seen through every door while everything in it is visible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from tests.fixtures import make_site_tree, standing
from tests.support import settle
from tests.visibility.doors import Answer, Door, Doors, ask
from tests.visibility.world import World, make_world


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Keep what this process remembers of the content: it is the worker that answered while all was visible."""


@pytest.fixture(scope="module")
def standing_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, Doors, dict[Door, Answer]]]:
    with standing(django_db_blocker):
        tree = make_site_tree()
        settle()
        start = Client().get("/api/v1/changes").json()["next"].removeprefix("http://testserver")
        world = make_world(tree)
        settle()
        doors = Doors(world, start)
        for cache in caches.all(initialized_only=True):
            cache.clear()
        yield world, doors, {door: ask(door) for door in doors}


@pytest.fixture
def world(standing_world: tuple[World, Doors, dict[Door, Answer]], db: None) -> World:
    return standing_world[0]


@pytest.fixture
def doors(standing_world: tuple[World, Doors, dict[Door, Answer]], world: World) -> Doors:
    return standing_world[1]


@pytest.fixture
def before(standing_world: tuple[World, Doors, dict[Door, Answer]]) -> dict[Door, Answer]:
    """What each door answered while everything was visible."""
    return standing_world[2]
