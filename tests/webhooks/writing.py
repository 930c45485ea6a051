"""Editors who work at once: each in transactions of its own, on pages of its own and on those of all."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from directory.models import DirectoryPage, Institution, PersonPage
from home.models import SectionPage
from institute.content import bulk, locking
from tests.support import make_section, restrict

# What an editor is told who comes second: the page is gone, the address is taken.
REFUSALS = (ObjectDoesNotExist, ValidationError, IntegrityError)


class Writer(threading.Thread):
    """Edits the pages below ``own`` and the pages ``shared`` with others; each edit a transaction that may be slow."""

    def __init__(self, number: int, seed: int, own: int, shared: list[int], edits: list[str]) -> None:
        super().__init__()
        self.number, self.edits, self.random = number, edits, random.Random(seed)
        self.own, self.shared = own, shared
        self.errors: list[BaseException] = []
        self.done: Counter[str] = Counter()

    def run(self) -> None:
        try:
            for edit in self.edits:
                try:
                    locking.retry_on_deadlock(partial(self.edit, EDITS[edit]))
                    self.done[edit] += 1
                except REFUSALS:
                    self.done["refused"] += 1
        except BaseException as error:
            self.errors.append(error)
        finally:
            connection.close()

    def edit(self, edit: Callable[[Writer], None]) -> None:
        edit(self)
        self.tarry()
        if self.random.random() < 0.2:
            transaction.set_rollback(True)

    def tarry(self) -> None:
        threading.Event().wait(self.random.random() / 50)

    def page(self, *, own: bool | None = None) -> Page:
        """Choose one: mostly one that others edit as well."""
        if own is None:
            own = self.random.random() < 0.4
        keys = list(Page.objects.descendant_of(Page.objects.get(pk=self.own)).values_list("pk", flat=True))
        keys = [*keys, self.own] if own else self.shared
        found = Page.objects.get(pk=self.random.choice(keys)).specific
        self.tarry()
        return found

    def section(self, *, own: bool | None = None) -> SectionPage:
        page = self.page(own=own)
        return page if isinstance(page, SectionPage) else SectionPage.objects.get(pk=self.own)


def save(writer: Writer) -> None:
    writer.page().save()


def rename(writer: Writer) -> None:
    page = writer.page()
    page.slug = f"{page.slug.split('-x')[0]}-x{writer.random.randrange(1000)}"
    page.save()


def publish(writer: Writer) -> None:
    page = writer.page()
    if page.alias_of_id is None:
        page.expire_at = None
        page.save_revision().publish()


def unpublish(writer: Writer) -> None:
    writer.page().unpublish()


def expire(writer: Writer) -> None:
    page = writer.page()
    page.expire_at = timezone.now() - dt.timedelta(seconds=1)
    page.save()


def create(writer: Writer) -> None:
    make_section(writer.section(), f"Part {writer.number} {writer.random.randrange(1000)}")


def move(writer: Writer) -> None:
    page = writer.section(own=True)
    target = writer.section()
    if page.pk != writer.own and target.pk != page.pk and not target.is_descendant_of(page):
        page.move(target, pos="last-child")


def delete(writer: Writer) -> None:
    page = writer.section(own=True)
    if page.pk != writer.own:
        page.delete()


def close(writer: Writer) -> None:
    restrict(writer.page())


def reopen(writer: Writer) -> None:
    for restriction in PageViewRestriction.objects.filter(page=writer.page().pk):
        restriction.delete()


def translate(writer: Writer) -> None:
    """Make of an alias a page of its own, in the other language."""
    page = writer.section().get_translations().first()
    if page is not None:
        page = page.specific
        page.alias_of = None
        page.save()


def import_people(writer: Writer) -> None:
    index = DirectoryPage.objects.get(locale=Locale.get_default())
    people = [PersonPage(given_name=f"Imported {writer.number}", family_name=f"Number {one}") for one in range(3)]
    for person in people:
        person.title = f"{person.given_name} {person.family_name}"
        person.slug = f"imported-{writer.number}"
    bulk.add_records(index, people, live=True)
    writer.tarry()
    bulk.announce(PersonPage, [person.pk for person in people])


def import_again(writer: Writer) -> None:
    people = list(PersonPage.objects.filter(latest_revision__isnull=True)[:2])
    bulk.update_records(people, ["position_en"])
    bulk.announce(PersonPage, [person.pk for person in people], touched=True)


def edit_vocabulary(writer: Writer) -> None:
    institution, _created = Institution.objects.get_or_create(name_en="Mila", slug="mila")
    institution.city = f"City {writer.random.randrange(1000)}"
    institution.save()


EDITS: dict[str, Callable[[Writer], None]] = {
    edit.__name__: edit
    for edit in (
        save,
        rename,
        publish,
        unpublish,
        expire,
        create,
        move,
        delete,
        close,
        reopen,
        translate,
        import_people,
        import_again,
        edit_vocabulary,
    )
}
