"""The log of what visitors can see: one row a committed change, readable in commit order.

Everything that must know of changes (the page cache's version, ``/changes``, webhooks, deletions in
harvests, answers of 410 Gone, redirects) reads this log or the addresses kept beside it.

Pages are followed by comparison: ``PublicPage`` holds what could be read, ``refresh`` works out
what can be read now and writes the difference. Whatever the cause (publishing, a restriction on an
ancestor, a move, the passing of time), the log tells what a visitor would notice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from institute.content import dependencies, locking, visibility
from institute.content.languages import default_language, language_codes
from institute.content.models import Change, DerivationCursor, PublicPage
from institute.content.urls import UrlResolver

BATCH = 1000

Address = tuple[int, str]


def record_change(
    kind: Change.Kind,
    subject_type: str,
    subject_id: int,
    *,
    language: str = "",
    path: str = "",
    previous_path: str = "",
) -> Change:
    """Write one row; call it in the transaction of the change that it tells of."""
    change = Change.objects.create(
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        identifier=subject_id,
        language=language,
        path=path,
        previous_path=previous_path,
    )
    _announce()
    return change


def note(part: dependencies.Part, keys: Iterable[int]) -> None:
    """Record what changes of these objects in a way that no row of the log tells (``dependencies.note``)."""
    dependencies.note(part, keys)
    _announce()


_listeners: list[Callable[[], None]] = [dependencies.derive_after_commit]


def on_commit(listener: Callable[[], None]) -> Callable[[], None]:
    """Register what is called after every transaction that wrote to the log; what goes wrong in it undoes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def _announce() -> None:
    """Call the listeners once this transaction is committed, and once only however much it writes."""
    connection = transaction.get_connection()
    waiting = {call for _savepoints, call, _robust in connection.run_on_commit}
    for listener in _listeners:
        if listener not in waiting:
            transaction.on_commit(listener, robust=True)


def committed() -> QuerySet[Change]:
    """Return the log as its readers see it, in commit order."""
    return Change.objects.filter(position__isnull=False).order_by("position")


def latest_position() -> int:
    """Return the position of the last committed change, 0 before the first."""
    return Change.objects.aggregate(latest=Max("position"))["latest"] or 0


def was_here(path: str) -> bool:
    """Tell whether a page could once be read at ``path``, and can no longer be read there."""
    rows = Change.objects.filter(previous_path=path, kind__in=[Change.Kind.REMOVED, Change.Kind.MOVED])
    return rows.exists() and not PublicPage.objects.filter(path=path).exists()


def touch_pages(page_ids: Iterable[int]) -> None:
    """Log that what visitors read on these pages has changed, though the pages were not saved."""
    refresh(page_ids, touched=True)


@transaction.atomic
def refresh(page_ids: Iterable[int], *, touched: bool = False) -> None:
    """Bring the addresses of these pages up to date and log what visitors would notice.

    With ``touched``, pages that stay where they are count as changed too.
    """
    remaining = iter(page_ids)
    while batch := tuple(islice(remaining, BATCH)):
        _wait_for_other_changes_of(batch)
        _refresh_batch(batch, touched)


def _wait_for_other_changes_of(page_ids: tuple[int, ...]) -> None:
    list(Page.objects.filter(pk__in=page_ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))


@transaction.atomic
def _refresh_dependents(page: Page) -> None:
    locking.lock_exclusive(page)
    remaining = dependents(page)
    while batch := tuple(islice(remaining, BATCH)):
        _refresh_batch(batch, touched=False)


def page_saved(page: Page) -> None:
    """Follow a page that was saved; what hangs on it is looked at only where its address changed."""
    before = _addresses_of(page)
    refresh([page.pk], touched=page.live)
    refresh(_strangers(page))
    after = _addresses_of(page)
    if after != before:
        _refresh_dependents(page)
    if not after:
        # The log tells nothing of a hidden page, whose name others may show all the same.
        note(dependencies.whole(page.specific_class or Page), [page.pk])


def _strangers(page: Page) -> list[int]:
    """Return the translations that stood alone until ``page``, of the default language, came."""
    if _is_served_everywhere(page) or page.locale.language_code != default_language():
        return []
    addresses = PublicPage.objects.filter(page__translation_key=page.translation_key).exclude(identifier=page.pk)
    return list(addresses.values_list("page", flat=True))


def _addresses_of(page: Page) -> set[tuple[str, str]]:
    return set(PublicPage.objects.filter(page=page.pk).values_list("language", "path"))


@transaction.atomic
def refresh_with_dependents(page: Page, *, touched: bool = False) -> None:
    """``refresh`` a page and everything whose address or visibility hangs on it."""
    locking.lock_exclusive(page)
    refresh([page.pk], touched=touched)
    _refresh_dependents(page)


def dependents(page: Page) -> Iterator[int]:
    """Yield the aliases of ``page``, what stands below it and them, the aliases of that, and the records served there."""
    roots = Page.objects.filter(Q(pk=page.pk) | Q(alias_of=page.pk))
    within = roots
    for root in roots:
        within = within | Page.objects.descendant_of(root)
    # The alias of a page below stands somewhere else once the page above it is translated.
    reached = Page.objects.filter(Q(pk__in=within.values("pk")) | Q(alias_of__in=within.values("pk")))
    yield from reached.exclude(pk=page.pk).order_by("path").values_list("pk", flat=True)
    yield from _records_served_by(reached)


def _records_served_by(pages: QuerySet[Page]) -> Iterator[int]:
    from institute.content.records import RecordIndexPage

    for model in apps.get_models():
        if not issubclass(model, RecordIndexPage):
            continue
        for index in model.objects.filter(pk__in=pages.values("pk")).defer_streamfields():
            yield from index.all_records().values_list("pk", flat=True)


def _refresh_batch(page_ids: tuple[int, ...], touched: bool) -> None:
    locking.lock_ancestors_shared(page_ids)
    pages = {page.pk: page for page in Page.objects.filter(pk__in=page_ids).select_related("content_type")}
    known = {(address.page_id, address.language): address for address in PublicPage.objects.filter(page__in=page_ids)}
    current = _current_paths(list(pages.values()))
    identifiers = identifiers_of(pages[page_id] for page_id, _language in current)
    now = timezone.now()
    created, updated, changes = [], [], []
    for (page_id, language), path in sorted(current.items()):
        address = known.get((page_id, language))
        subject = _subject_type(pages[page_id])
        identifier = identifiers[page_id]
        if address is None:
            address = PublicPage(page_id=page_id, language=language, identifier=identifier, path=path, updated_at=now)
            created.append(address)
            changes.append(_row(Change.Kind.CREATED, subject, address))
            continue
        if is_moved := address.path != path:
            redirect_to(address.path, pages[page_id])
        if address.identifier != identifier:
            # To whoever knows pages by their identifier, one has gone and another has come.
            changes.append(_gone(subject, address))
            address.identifier, address.path = identifier, path
            changes.append(_row(Change.Kind.CREATED, subject, address))
        elif is_moved:
            previous, address.path = address.path, path
            changes.append(_row(Change.Kind.MOVED, subject, address, previous))
        elif touched:
            changes.append(_row(Change.Kind.UPDATED, subject, address))
        else:
            continue
        address.updated_at = now
        updated.append(address)
    gone = [address for key, address in sorted(known.items()) if key not in current]
    changes += [_gone(_subject_type(pages[address.page_id]), address) for address in gone]
    PublicPage.objects.filter(pk__in=[address.pk for address in gone]).delete()
    PublicPage.objects.bulk_create(created)
    PublicPage.objects.bulk_update(updated, ["identifier", "path", "updated_at"])
    _write(changes)


def identifiers_of(pages: Iterable[Page]) -> dict[int, int]:
    """Return, by primary key, the identifiers that pages have in every language.

    Each language has an editorial page of its own: that of the default language lends its key to all.
    """
    pages = list(pages)
    keys = {page.pk: page.translation_key for page in pages if not _is_served_everywhere(page)}
    sources = Page.objects.filter(locale__language_code=default_language(), translation_key__in=set(keys.values()))
    lent = dict(sources.values_list("translation_key", "pk")) if keys else {}
    return {page.pk: lent.get(keys.get(page.pk), page.pk) for page in pages}


def _is_served_everywhere(page: Page) -> bool:
    return bool(getattr(page.specific_class, "served_in_every_language", False))


def _current_paths(pages: list[Page]) -> dict[Address, str]:
    url_resolver = UrlResolver()
    editorial: list[Page] = []
    records: list[Page] = []
    for page in pages:
        served_everywhere = getattr(page.specific_class, "served_in_every_language", None)
        if served_everywhere is not None:
            (records if served_everywhere else editorial).append(page)
    paths: dict[Address, str] = {}
    if editorial:
        keys = [page.pk for page in editorial]
        open_pages = visibility.visible(Page.objects.filter(pk__in=keys))
        languages = dict(open_pages.values_list("pk", "locale__language_code"))
        for page in editorial:
            if page.pk in languages and (path := url_resolver.path(page)):
                paths[page.pk, languages[page.pk]] = path
    for model in {page.specific_class for page in records}:
        mine = [page for page in records if page.specific_class is model]
        for language in language_codes():
            open_records = model.objects.filter(pk__in=[page.pk for page in mine]).visible(language)
            open_keys = set(open_records.values_list("pk", flat=True))
            for page in mine:
                if page.pk in open_keys and (path := url_resolver.path(page, language)):
                    paths[page.pk, language] = path
    return paths


def _row(kind: Change.Kind, subject: str, address: PublicPage, previous: str = "") -> Change:
    return Change(
        kind=kind,
        subject_type=subject,
        subject_id=address.page_id,
        identifier=address.identifier,
        language=address.language,
        path=address.path,
        previous_path=previous,
    )


def _gone(subject: str, address: PublicPage) -> Change:
    return Change(
        kind=Change.Kind.REMOVED,
        subject_type=subject,
        subject_id=address.page_id,
        identifier=address.identifier,
        language=address.language,
        previous_path=address.path,
    )


def _write(rows: list[Change]) -> None:
    if rows:
        Change.objects.bulk_create(rows)
        _announce()


def _subject_type(page: Page) -> str:
    return page.content_type.model_class()._meta.label_lower


def redirect_to(old_path: str, page: Page) -> None:
    """Lead an old address to the page; an older redirect of ours from the same place gives way.

    An address that is longer than Wagtail's table of redirects holds leads nowhere: that must not keep a page from
    being published or merged.
    """
    root = next((root for root in Site.get_site_root_paths() if page.url_path.startswith(root.root_path)), None)
    if root is None:
        return
    old_path = Redirect.normalise_path(old_path)
    if len(old_path) > Redirect._meta.get_field("old_path").max_length:
        return
    mine = Redirect.objects.filter(old_path=old_path, site_id=root.site_id)
    mine.filter(automatically_created=True).delete()
    if not mine.exists():
        Redirect.objects.create(
            old_path=old_path,
            site_id=root.site_id,
            redirect_page=page,
            automatically_created=True,
        )


def page_deleted(page: Page) -> None:
    """Log that a page is about to go, with all that is seen through it; its addresses go with it.

    Until it has gone nobody sees it, whatever goes before it: without its restrictions it would seem to be open.
    Its translations, where they stay, have from then on an identifier of their own.
    """
    dependencies.note_deletion(_subject_type(page), {page.pk})
    Page.objects.filter(pk=page.pk).update(live=False)
    refresh_with_dependents(page)
    left = PublicPage.objects.filter(identifier=page.pk).exclude(page__alias_of=page.pk).select_related("page")
    for address in left:
        subject = _subject_type(address.page)
        gone = _gone(subject, address)
        address.identifier = address.page_id
        _write([gone, _row(Change.Kind.CREATED, subject, address)])
        address.save(update_fields=["identifier"])


_vocabularies: list[type[models.Model]] = []


def vocabularies() -> list[type[models.Model]]:
    """Return what is logged besides pages."""
    return list(_vocabularies)


def register_vocabulary(model: type[models.Model]) -> None:
    """Log every committed save and deletion of ``model``, a vocabulary that visitors see."""
    if model not in _vocabularies:
        _vocabularies.append(model)
    label = model._meta.label_lower
    post_save.connect(_vocabulary_saved, sender=model, dispatch_uid=f"changes saved {label}")
    pre_delete.connect(_vocabulary_is_being_deleted, sender=model, dispatch_uid=f"changes deleting {label}")
    post_delete.connect(_vocabulary_deleted, sender=model, dispatch_uid=f"changes deleted {label}")


def _vocabulary_saved(
    sender: type[models.Model], instance: Any, created: bool, raw: bool = False, **kwargs: Any
) -> None:
    if not raw:
        kind = Change.Kind.CREATED if created else Change.Kind.UPDATED
        record_change(kind, sender._meta.label_lower, instance.pk)


def _vocabulary_is_being_deleted(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    dependencies.note_deletion(sender._meta.label_lower, {instance.pk})


def _vocabulary_deleted(sender: type[models.Model], instance: Any, **kwargs: Any) -> None:
    record_change(Change.Kind.REMOVED, sender._meta.label_lower, instance.pk)


@dataclass(frozen=True)
class DatedField:
    """A date after which visitors see a page otherwise, though nobody touches the page."""

    model: type[Page]
    name: str
    is_last_day: bool

    def overdue(self, since: date, today: date) -> QuerySet[Page]:
        """Return the pages whose date has come on one of the days after ``since``, up to ``today``."""
        if self.is_last_day:
            return self.model.objects.filter(**{f"{self.name}__gte": since, f"{self.name}__lt": today})
        return self.model.objects.filter(**{f"{self.name}__gt": since, f"{self.name}__lte": today})


_dated_fields: list[DatedField] = []


def follow_date(model: type[Page], name: str, *, is_last_day: bool = False) -> None:
    """Log pages of ``model`` once their date ``name`` has come (or, for a last day, has passed)."""
    dated_field = DatedField(model, name, is_last_day)
    if dated_field not in _dated_fields:
        _dated_fields.append(dated_field)


@transaction.atomic
def record_passing_time() -> None:
    """Log what visitors see otherwise because time has passed: an embargo's end, a departure, a new year.

    Each day is looked at once. That a page was logged since its date came is no reason to pass over it: the row may
    be a derived one, from which nothing follows for others.
    """
    today = timezone.localdate()
    DerivationCursor.objects.get_or_create(pk=1)
    cursor = DerivationCursor.objects.select_for_update().get(pk=1)
    since = cursor.dates_until or date.min
    if since >= today:
        return
    due = set(dependencies.pages_that_show_the_year()) if since.year < today.year else set()
    for dated_field in _dated_fields:
        due |= set(dated_field.overdue(since, today).values_list("pk", flat=True))
    touch_pages(sorted(due))
    cursor.dates_until = today
    cursor.save(update_fields=["dates_until"])
