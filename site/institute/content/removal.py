"""What deleting or unpublishing something changes elsewhere, said on the page that asks for confirmation.

Wagtail counts the references that it indexes. It knows nothing of rows outside revisions, of rows that were written in bulk,
and of records that are read below an index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institute.content.pages import BasePage
from institute.content.records import RecordIndexPage


class Action(StrEnum):
    DELETE = "delete"
    UNPUBLISH = "unpublish"


Describe = Callable[[Any, Action], Iterable[str]]
Protect = Callable[[Any], Iterable[str]]

_descriptions: defaultdict[type[models.Model], list[Describe]] = defaultdict(list)
_alternatives: defaultdict[type[models.Model], list[str]] = defaultdict(list)
_protections: defaultdict[type[models.Model], list[Protect]] = defaultdict(list)


def register_consequences(model: type[models.Model], describe: Describe) -> None:
    """Let ``describe`` say, a sentence each, what removing an instance of ``model`` changes elsewhere."""
    _descriptions[model].append(describe)


def register_alternative(model: type[models.Model], template_name: str) -> None:
    """Offer a template's form in place of deleting an instance of ``model``; it is rendered with ``object``."""
    _alternatives[model].append(template_name)


def register_protection(model: type[models.Model], protect: Protect) -> None:
    """Let ``protect`` say, a sentence each, what prevents the deletion of an instance of ``model``."""
    _protections[model].append(protect)


def consequences(instance: models.Model, action: Action) -> list[str]:
    """Return what removing ``instance`` changes elsewhere, a sentence each."""
    sentences = [*_emptied_fields(instance)] if action is Action.DELETE else []
    for model, descriptions in _descriptions.items():
        if isinstance(instance, model):
            for describe in descriptions:
                sentences += describe(instance, action)
    return sentences


def alternatives(instance: models.Model, action: Action) -> list[str]:
    """Return the templates of what can be done instead of removing ``instance``."""
    if action is not Action.DELETE:
        return []
    return [name for model, names in _alternatives.items() if isinstance(instance, model) for name in names]


def _uses(instance: models.Model, on_delete: Any) -> Iterator[tuple[models.Field[Any, Any], int, str]]:
    """Yield the fields that name ``instance`` and are deleted by the rule ``on_delete``: field, count, name of the model."""
    for relation in instance._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.on_delete is not on_delete:
            continue
        field = relation.field
        # Of Wagtail's own tables, an editor sees none.
        if field.model.__module__.startswith("wagtail"):
            continue
        count = field.model._default_manager.filter(**{field.name: instance.pk}).count()
        if count:
            names = field.model._meta
            yield field, count, str(names.verbose_name if count == 1 else names.verbose_name_plural)


def _emptied_fields(instance: models.Model) -> Iterator[str]:
    """Name the fields of other things that lose their value with ``instance``."""
    for field, count, model in _uses(instance, models.SET_NULL):
        yield _("The field “%(field)s” is emptied: %(count)s %(model)s.") % {
            "field": field.verbose_name,
            "count": count,
            "model": model,
        }


def protections(instance: models.Model) -> Iterator[str]:
    """Yield what prevents the deletion of ``instance``, a sentence each."""
    for kind, rules in _protections.items():
        if isinstance(instance, kind):
            for protect in rules:
                yield from protect(instance)
    for _field, count, model in _uses(instance, models.PROTECT):
        yield _("“%(object)s” cannot be deleted: it is used by %(count)s %(model)s.") % {
            "object": instance,
            "count": count,
            "model": model,
        }


def describe_index(index: RecordIndexPage, action: Action) -> Iterator[str]:
    """Say how many records cannot be read any more without ``index``, and in which languages."""
    if action is not Action.UNPUBLISH:
        return
    following = type(index).objects.filter(alias_of=index.pk).select_related("locale")
    closed = [page for page in (index, *following) if page.live]
    if not closed:
        return
    count = max(page.records().count() for page in closed)
    languages = get_text_list([page.locale.get_display_name() for page in closed], _("and"))
    yield ngettext(
        "%(count)d record below this page disappears from the site in this language: %(languages)s.",
        "%(count)d records below this page disappear from the site in this language: %(languages)s.",
        count,
    ) % {"count": count, "languages": languages}


def describe_aliases(page: BasePage, action: Action) -> Iterator[str]:
    """Say in which languages the page is shown only as an alias of this one."""
    if page.served_in_every_language or isinstance(page, RecordIndexPage):
        return
    aliases = page.aliases.select_related("locale")
    if languages := get_text_list([alias.locale.get_display_name() for alias in aliases], _("and")):
        yield _("It has no translation of its own in %(languages)s and disappears there too.") % {
            "languages": languages
        }


register_consequences(RecordIndexPage, describe_index)
register_consequences(BasePage, describe_aliases)
