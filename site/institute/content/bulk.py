"""Many records at once: what `add_child` and `publish` do for one, in a handful of queries for hundreds.

Wagtail saves pages one by one, each with its place in the tree, its search entries and its references. An import of
tens of thousands cannot wait for that, and nothing that hangs on a page may be left out either: every function here
names one part of it, and `announce` brings all that is derived up to date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Max, prefetch_related_objects
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from modelsearch.backends import get_search_backends
from wagtail.models import Page, PageLogEntry, ReferenceIndex

from institute.content import change_log
from institute.content.records import RecordIndexPage, RecordPage
from institute.search import index as search_index

# Written in one statement; PostgreSQL takes at most 65,535 values in one.
ROWS = 500


@transaction.atomic
def add_records(index: RecordIndexPage, records: Sequence[RecordPage], *, live: bool) -> None:
    """Insert new records of one type at the end of ``index``, with their child rows; nothing derived is written.

    The records have titles and whatever a save would derive; their slugs are proposals, made unique here. The index
    is locked until the transaction ends, as it is when an editor adds a page.
    """
    if not records:
        return
    parent = Page.objects.select_for_update().get(pk=index.source_index().pk)
    _give_places(parent, records)
    _give_free_slugs(parent, records)
    now = timezone.now()
    model = type(records[0])
    content_type = ContentType.objects.get_for_model(model)
    for record in records:
        record.content_type = content_type
        record.locale_id = parent.locale_id
        record.url_path = f"{parent.url_path}{record.slug}/"
        record.draft_title = record.title
        record.live = live
        record.has_unpublished_changes = not live
        record.latest_revision_created_at = now
        if live:
            record.first_published_at = record.last_published_at = now
    # Read while the records are unknown to the database, which is not asked then.
    children = [(relation, _rows_in_memory(records, relation)) for relation in _relations(records)]
    _insert(Page, records)
    for record in records:
        record.page_ptr_id = record.pk
        record._state.adding = False
    _insert(model, records)
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild + len(records))
    for relation, rows in children:
        _write_rows(relation, records, rows, new=True)


def _give_places(parent: Page, records: Sequence[RecordPage]) -> None:
    """The next free places below ``parent``, in order."""
    siblings = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    last = siblings.aggregate(path=Max("path"))["path"]
    step = Page._str2int(last[-Page.steplen :]) if last else 0
    for number, record in enumerate(records, start=step + 1):
        record.depth = parent.depth + 1
        record.path = Page._get_path(parent.path, record.depth, number)
        record.numchild = 0


def _give_free_slugs(parent: Page, records: Sequence[RecordPage]) -> None:
    """Number the slugs that are taken: `editorial`, `editorial-2`, `editorial-3`."""
    bases = {record.slug for record in records}
    siblings = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
    taken = set(siblings.filter(slug__in=bases).values_list("slug", flat=True))
    wanted: dict[str, int] = defaultdict(int)
    for record in records:
        wanted[record.slug] += 1
    for base in {base for base in bases if base in taken or wanted[base] > 1}:
        taken |= set(siblings.filter(slug__startswith=f"{base}-").values_list("slug", flat=True))
    number: dict[str, int] = defaultdict(lambda: 1)
    for record in records:
        base = record.slug
        while record.slug in taken:
            number[base] += 1
            ending = f"-{number[base]}"
            record.slug = base[: 255 - len(ending)] + ending
        taken.add(record.slug)


def _insert(model: type[Page], records: Sequence[RecordPage]) -> None:
    """Write one table of a record that stands in two: what `Model.save` does for one object.

    Django's own bulk_create refuses models that inherit from another table.
    """
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    manager = model._base_manager
    for start in range(0, len(records), ROWS):
        batch = list(records[start : start + ROWS])
        for field in fields:
            for record in batch:
                field.pre_save(record, add=True)
        if model is Page:
            unnumbered = [field for field in fields if not field.primary_key]
            keys = manager._insert(batch, unnumbered, returning_fields=[Page._meta.pk], using=manager.db)
            for record, (key,) in zip(batch, keys, strict=True):
                record.pk = record.id = key
        else:
            manager._insert(batch, fields, using=manager.db)


@transaction.atomic
def update_records(records: Sequence[RecordPage], fields: Iterable[str]) -> None:
    """Write these fields of live records that have no revision; nothing derived is written.

    A record that someone has saved in the admin has a revision, which the next editor starts from: such a record is
    saved and published as an editor does it.
    """
    if not records:
        return
    now = timezone.now()
    model = type(records[0])
    shared = {field.name for field in Page._meta.local_concrete_fields}
    fields = set(fields) | {"title", "draft_title", "latest_revision_created_at", "last_published_at"}
    for record in records:
        record.draft_title = record.title
        record.latest_revision_created_at = now
        if record.live:
            record.last_published_at = now
    Page.objects.bulk_update(
        [_page_of(record, shared) for record in records], sorted(fields & shared), batch_size=ROWS
    )
    own = sorted(fields - shared)
    if own:
        model._base_manager.bulk_update(records, own, batch_size=ROWS)


def _page_of(record: RecordPage, names: Iterable[str]) -> Page:
    page = Page()
    for name in names:
        attribute = Page._meta.get_field(name).attname
        setattr(page, attribute, getattr(record, attribute))
    return page


def write_children(records: Sequence[RecordPage], relations: Iterable[str]) -> None:
    """Make the stored child rows of these relations equal to those that the records carry in memory, in their order."""
    for relation in _relations(records):
        if relation.get_accessor_name() in relations:
            _write_rows(relation, records, _rows_in_memory(records, relation))


def _relations(records: Sequence[RecordPage]) -> list[Any]:
    return get_all_child_relations(type(records[0])) if records else []


def _rows_in_memory(records: Sequence[RecordPage], relation: Any) -> list[list[Any]]:
    return [list(getattr(record, relation.get_accessor_name()).all()) for record in records]


def _write_rows(relation: Any, records: Sequence[RecordPage], rows: list[list[Any]], *, new: bool = False) -> None:
    """Write the rows of each record; those of records that are `new` have no others to be rid of."""
    model, parent = relation.related_model, relation.field
    for record, own in zip(records, rows, strict=True):
        for order, row in enumerate(own):
            setattr(row, parent.attname, record.pk)
            if hasattr(row, "sort_order"):
                row.sort_order = order
    kept = [row for own in rows for row in own if row.pk]
    if not new:
        stored = model._base_manager.filter(**{f"{parent.name}__in": [record.pk for record in records]})
        stored.exclude(pk__in=[row.pk for row in kept]).delete()
    names = [field.name for field in model._meta.local_concrete_fields if not field.primary_key]
    model._base_manager.bulk_update(kept, names, batch_size=ROWS)
    model._base_manager.bulk_create([row for own in rows for row in own if not row.pk], batch_size=ROWS)


@transaction.atomic
def announce(model: type[RecordPage], keys: Sequence[int], *, touched: bool = False) -> None:
    """Bring all that is derived from these records up to date: search, references, the log of changes."""
    for start in range(0, len(keys), ROWS):
        batch = keys[start : start + ROWS]
        records = list(model.objects.filter(pk__in=batch).for_listing())
        prefetch_related_objects(records, *(relation.get_accessor_name() for relation in _relations(records)))
        search_index.index_pages([record for record in records if record.live])
        _index_for_the_admin(model, records)
        _index_references(model, records)
        change_log.refresh(batch, touched=touched)


def _index_for_the_admin(model: type[RecordPage], records: list[RecordPage]) -> None:
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(model, records)


def _index_references(model: type[RecordPage], records: list[RecordPage]) -> None:
    """What `ReferenceIndex.create_or_update_for_object` writes, for many objects at once."""
    content_type = ContentType.objects.get_for_model(model)
    page_type = ContentType.objects.get_for_model(Page)
    ReferenceIndex.objects.filter(
        base_content_type=page_type,
        content_type=content_type,
        object_id__in=[str(record.pk) for record in records],
    ).delete()
    ReferenceIndex.objects.bulk_create(
        [
            ReferenceIndex(
                content_type=content_type,
                base_content_type=page_type,
                object_id=str(record.pk),
                to_content_type_id=to_content_type,
                to_object_id=to_object,
                model_path=model_path,
                content_path=content_path,
                content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
            )
            for record in records
            for to_content_type, to_object, model_path, content_path in set(
                ReferenceIndex._extract_references_from_object(record)
            )
        ],
        batch_size=ROWS,
    )


def log_actions(records: Iterable[RecordPage], action: str, user: Any = None) -> None:
    """Write one line of history a record, as `wagtail.log_actions.log` does for one."""
    now = timezone.now()
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                page_id=record.pk,
                content_type_id=record.content_type_id,
                label=record.get_admin_display_title()[:255],
                action=action,
                timestamp=now,
                user=user,
                content_changed=True,
                data={},
            )
            for record in records
        ],
        batch_size=ROWS,
    )
