"""People as the directory knows them."""

from __future__ import annotations

from typing import Any, Protocol

import pytest

from directory.models import NameVariant, PersonPage
from institute.accounts.models import User
from tests.fixtures import SiteTree


class MakePerson(Protocol):
    def __call__(self, given_name: str, family_name: str, *, variants: Any = (), **fields: Any) -> PersonPage: ...


@pytest.fixture
def make_person(site_tree: SiteTree) -> MakePerson:
    return person_maker(site_tree)


def person_maker(tree: SiteTree) -> MakePerson:
    """Publish a profile; a variant that starts with `-` is a former name, never to be shown."""

    def make(given_name: str, family_name: str, *, variants: Any = (), **fields: Any) -> PersonPage:
        person = PersonPage(title=family_name, given_name=given_name, family_name=family_name, live=False, **fields)
        person.name_variants = [
            NameVariant(name=name.lstrip("-"), never_show=name.startswith("-"), sort_order=order)
            for order, name in enumerate(variants)
        ]
        tree.directory["en"].source_index().specific.add_child(instance=person)
        person.save_revision().publish()
        person.refresh_from_db()
        return person

    return make


@pytest.fixture
def librarian(db: None) -> User:
    """Someone who may do everything with publications."""
    return User.objects.create_superuser("librarian", "librarian@example.org", "a good long password")
