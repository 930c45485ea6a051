"""What tests in several packages do with content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from wagtail.models import Page, PageViewRestriction

from directory.models import DirectoryPage, PersonPage
from home.models import HomePage, SectionPage
from institute.content import dependencies


def make_section(parent: Page, title: str = "Programs", **fields: object) -> SectionPage:
    """Add a live section page below ``parent``."""
    return parent.add_child(instance=SectionPage(title=title, locale=parent.locale, **fields))


def make_person(
    directory: DirectoryPage, given_name: str = "Yoshua", family_name: str = "Bengio", **fields: object
) -> PersonPage:
    """Add a live profile to the directory of the default language."""
    return directory.source_index().specific.add_child(
        instance=PersonPage(given_name=given_name, family_name=family_name, **fields)
    )


def restrict(page: Page) -> PageViewRestriction:
    """Ask for a password on ``page`` and everything below it."""
    return PageViewRestriction.objects.create(page=page, restriction_type="password", password="open sesame")


def settle() -> None:
    """Let the database do what it does when a transaction commits, within a test that never does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def derive() -> None:
    """Do what follows the commit of a transaction, within a test that never commits."""
    settle()
    dependencies.derive()
    settle()


@contextmanager
def undone() -> Iterator[None]:
    """Undo whatever the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def home_of(page: Page) -> HomePage:
    """Return the home page above ``page``."""
    return HomePage.objects.ancestor_of(page, inclusive=True).get()
