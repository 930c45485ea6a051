"""Which documents visitors may read: the one rule that pages, the API, exports and the download view ask.

A document is *withheld* while it is in a private collection, or an app says so (``register_withholding``: an embargo).
Nothing that visitors read names a withheld document. A document is *public* when it is not withheld and something
that visitors see refers to it, by Wagtail's reference index: a page, an alias, or an entry of a vocabulary. Drafts and
scheduled changes are not in that index, so a document that only they refer to is not public.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from enum import Enum
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest
from wagtail.models import CollectionViewRestriction, Page, ReferenceIndex
from wagtail.permissions import policy_registry

from institute.content import change_log, visibility
from institute.content.languages import language_codes

if TYPE_CHECKING:
    from institute.content.documents import Document

Condition = Callable[[], Q | Exists]


class Access(Enum):
    """Who may read a document: everyone, or the one who asks."""

    PUBLIC = "public"
    PRIVATE = "private"


_conditions: list[Condition] = []


def register_withholding(condition: Condition) -> Condition:
    """Withhold the documents that ``condition`` selects in a queryset of documents.

    It is called whenever the documents are selected, so that it may look at the date.
    """
    if condition not in _conditions:
        _conditions.append(condition)
    return condition


def withheld() -> Q:
    """Return the condition, on documents, that visitors may not know them; costs no query of its own."""
    restrictions = CollectionViewRestriction.objects.annotate(
        document_path=ExpressionWrapper(OuterRef("collection__path"), output_field=CharField())
    )
    return Q(Exists(restrictions.filter(document_path__startswith=F("collection__path")))) | _withheld_by_apps()


def _withheld_by_apps() -> Q:
    return reduce(or_, (Q(condition()) for condition in _conditions), Q(pk__in=[]))


def withheld_among(document_ids: Iterable[int]) -> set[int]:
    """Return those of the documents that are withheld, with one query."""
    document_ids = set(document_ids)
    if not document_ids:
        return set()
    documents = apps.get_model("content.Document").objects
    return set(documents.filter(withheld(), pk__in=document_ids).order_by().values_list("pk", flat=True))


def access_to(document: Document, request: HttpRequest) -> Access | None:
    """Return how ``request`` may read the document, or None where it may not.

    Besides visitors, those may read it who see a private page that refers to it, and those who may change it, or put
    it into pages: they check drafts. A private collection is left to Wagtail, which asks for its password.
    """
    references = _referring(document)
    is_private = document.collection.get_view_restrictions().exists()
    is_withheld = type(document).objects.filter(_withheld_by_apps(), pk=document.pk).exists()
    is_seen = not is_withheld and _is_seen(references)
    if is_seen and not is_private:
        return Access.PUBLIC
    policy = policy_registry.get_by_type(type(document))
    may_edit = request.user.is_authenticated and policy.user_has_any_permission_for_instance(
        request.user, ["change", "delete", "choose"], document
    )
    if may_edit or is_seen or (not is_withheld and _is_seen_by(references, request)):
        return Access.PRIVATE
    return None


def pages_that_refer_to(document_ids: Iterable[int]) -> list[int]:
    """Return the pages whose stored content refers to one of the documents."""
    rows = _references(document_ids).filter(base_content_type=ContentType.objects.get_for_model(Page))
    return sorted({int(key) for key in rows.values_list("object_id", flat=True)})


def _references(document_ids: Iterable[int]) -> Any:
    documents = ContentType.objects.get_for_model(apps.get_model("content.Document"))
    return ReferenceIndex.objects.filter(
        to_content_type=documents, to_object_id__in=[str(key) for key in document_ids]
    )


def _referring(document: Document) -> dict[type[Any], set[str]]:
    """Return the keys of what refers to the document, by model."""
    found: dict[type[Any], set[str]] = defaultdict(set)
    rows = _references([document.pk]).values_list("content_type", "object_id").distinct()
    for content_type, key in rows:
        if model := ContentType.objects.get_for_id(content_type).model_class():
            found[model].add(key)
    return found


def _is_seen(references: dict[type[Any], set[str]]) -> bool:
    """Return whether visitors see any of these pages and entries of vocabularies."""
    return any(_are_seen(model, keys) for model, keys in references.items())


def _are_seen(model: type[Any], keys: set[str]) -> bool:
    if not issubclass(model, Page):
        entries = model._default_manager.filter(pk__in=keys)
        if hasattr(model, "live"):
            entries = entries.filter(live=True)
        return model in change_log.vocabularies() and entries.exists()
    if getattr(model, "served_in_every_language", False):
        return any(model.objects.filter(pk__in=keys).visible(language).exists() for language in language_codes())
    return visibility.visible(Page.objects.filter(pk__in=keys)).exists()


def _is_seen_by(references: dict[type[Any], set[str]], request: HttpRequest) -> bool:
    """Return whether one of these is a private page whose restrictions ``request`` passes, by a password perhaps."""
    keys = [key for model, keys in references.items() if issubclass(model, Page) for key in keys]
    return any(_passes(page, request) for page in Page.objects.filter(pk__in=keys).select_related("alias_of"))


def _passes(page: Page, request: HttpRequest) -> bool:
    pages = [page, page.alias_of] if page.alias_of else [page]
    if getattr(page.specific_class, "served_in_every_language", False):
        pages.append(page.get_parent())
    restrictions = [restriction for each in pages for restriction in each.get_view_restrictions()]
    return (
        bool(restrictions)
        and all(visibility.is_current(each) for each in pages)
        and all(restriction.accept_request(request) for restriction in restrictions)
    )
