"""Records: pages that state facts, each kept once and served in every language.

A record stands below the index of the default language (``source_index``) and is read at an address
of its own below the index of every language: ``/en/directory/yoshua-bengio/`` and
``/fr/annuaire/yoshua-bengio/`` are one page. It has no alias, no translation and no copy; what it
says in prose has a column a language (``languages.Localized``).
"""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, NoReturn

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Func, QuerySet
from django.db.models.functions import Length, Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    Locale,
    Page,
    PageManager,
    PagePermissionTester,
    PageViewRestriction,
)
from wagtail.url_routing import RouteResult

from institute.content import visibility
from institute.content.languages import active_language, language_codes
from institute.content.pages import BasePage, BasePageQuerySet, EditorialPage
from institute.content.urls import UrlResolver


class EqualsAny(Func):
    """Whether a value is in an array.

    PostgreSQL makes the array once and then walks a list in its order until a page of it is full; for `IN` it would
    join, expect to find next to nothing, and sort all records.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


@cache
def served_in(language: str, record_class: type[RecordPage]) -> EqualsAny:
    """Return the condition that a page is a record of that class, below an index that anyone may see in ``language``."""
    # From the table of the indexes, which is small: a look through all pages would cost more with each record.
    indexes = record_class.index_class().objects.order_by()
    open_indexes = visibility.visible(indexes.filter(locale__language_code=language))
    serving = indexes.filter(translation_key__in=open_indexes.values("translation_key"))
    parent_path = Substr("path", 1, Length("path") - Page.steplen)
    return EqualsAny(parent_path, ArraySubquery(serving.values("path")))


class RecordQuerySet(BasePageQuerySet):
    def visible(self, language: str | None = None) -> RecordQuerySet:
        """Return the records that anyone may see under the index of ``language``.

        ``language`` is the active one by default: a record whose index is closed in one language
        may be open in another.
        """
        return visibility.visible(self).filter(served_in(language or active_language(), self.model))


RecordManager = PageManager.from_queryset(RecordQuerySet)


def rights_from(depth: int, tester: PagePermissionTester) -> set[str]:
    """Return what the user may do with the page, by the rights given on pages from ``depth`` down."""
    return {
        given.permission.codename.rsplit("_", maxsplit=1)[0]
        for given in tester.permission_policy.get_cached_permissions_for_user(tester.user)
        if tester.page.path.startswith(given.page.path) and given.page.depth >= depth
    }


class RecordPermissionTester(PagePermissionTester):
    """What a user may do with a record.

    A right over the home page does not reach the records far below it: who writes the news is not
    who keeps the directory. Records obey the rights given on their index. Nobody may copy one.
    """

    def __init__(self, user: Any, page: RecordPage) -> None:
        super().__init__(user, page)
        # A page that is being made stands nowhere yet: the rights to make it are those over its index.
        if page.depth and user.is_active and not user.is_superuser:
            self.permissions = rights_from(page.depth - 1, self)

    def can_copy(self) -> bool:
        return False

    def can_copy_to(self, destination: Page, recursive: bool = False) -> bool:
        return False


class RecordIndexPermissionTester(PagePermissionTester):
    """What a user may do with an index: an editorial page itself, with records below it."""

    def can_add_subpage(self) -> bool:
        rights_reach = self.user.is_superuser or "add" in rights_from(self.page.depth, self)
        return super().can_add_subpage() and rights_reach


class RecordPage(BasePage):
    served_in_every_language: ClassVar[bool] = True

    # The index through which the request came.
    served_by: Page | None = None

    objects = RecordManager()

    class Meta:
        abstract = True

    @classmethod
    def index_class(cls) -> type[RecordIndexPage]:
        """Return the type of the page below which these records stand: the one that they name as a parent."""
        (index_class,) = cls.clean_parent_page_models()
        return index_class

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return super().can_create_at(parent) and _is_source(parent)

    def can_move_to(self, parent: Page) -> bool:
        return super().can_move_to(parent) and _is_source(parent)

    def clean(self) -> None:
        super().clean()
        if self._state.adding and self.alias_of_id:
            raise ValidationError(_("This page exists once, for every language: it has no alias."))

    @property
    def content_language(self) -> str:
        """The language that the record is being read in."""
        return active_language()

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[Any, Any, Any] | None:
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        site_id, root_url, source_path = parts
        path = UrlResolver.for_request(request).path(self, active_language())
        return site_id, root_url, path or source_path

    def alternate_paths(self, request: HttpRequest | None = None) -> dict[str, str]:
        if not self.is_open and not visibility.visible(Page.objects.filter(pk=self.pk)).exists():
            return {}
        return self._paths_below_open_indexes(request)

    def _identity_paths(self, request: HttpRequest | None) -> list[str]:
        # Costs no query: a work of a hundred authors asks each of them.
        return list(self._paths_below_open_indexes(request).values())

    def _paths_below_open_indexes(self, request: HttpRequest | None) -> dict[str, str]:
        url_resolver = UrlResolver.for_request(request)
        indexes = url_resolver.indexes_of(self)
        open_in = [code for code in language_codes() if code in indexes and indexes[code].is_open]
        paths = {code: url_resolver.path(self, code) for code in open_in}
        return {code: path for code, path in paths.items() if path}

    def translation_in(self, language: str) -> Page | None:
        return type(self).objects.filter(pk=self.pk).visible(language).first()

    def may_be_served(self) -> bool:
        if self.served_by is None or self.is_open:
            return super().may_be_served()
        # Visible itself, it may stand below an index that is restricted.
        return visibility.is_published(self) and self.get_view_restrictions().exists()

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        restrictions = super().get_view_restrictions()
        if self.served_by is not None and not self.served_by.is_open:
            restrictions = restrictions | self.served_by.specific.get_view_restrictions()
        return restrictions

    def permissions_for_user(self, user: Any) -> RecordPermissionTester:
        return RecordPermissionTester(user, self)

    def create_alias(self, **kwargs: Any) -> NoReturn:
        raise ValidationError(_("This page exists once, for every language: it has no alias."))

    def copy(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValidationError(_("This page exists once: it cannot be copied."))

    def copy_for_translation(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValidationError(
            _("This page is served in every language as it is: translate its texts in its own form.")
        )

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        names = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
        default = active_language()
        ordered = [default, *(code for code in language_codes() if code != default)]
        return [(code, names[code]) for code in ordered]

    @property
    def default_preview_mode(self) -> str:
        return active_language()

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        language = mode_name if mode_name in language_codes() else active_language()
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = super().serve_preview(request, mode_name)
            # Rendered here: once outside, the language would be the editor's again.
            return response.render() if hasattr(response, "render") else response


class RecordIndexPage(EditorialPage):
    """The page that lists records, and under which each of them is served in its language."""

    record_model: ClassVar[str]
    max_count_per_parent = 1

    class Meta:
        abstract = True

    @classmethod
    def record_class(cls) -> type[RecordPage]:
        return apps.get_model(cls.record_model)

    def source_index(self, request: HttpRequest | None = None) -> Page:
        """Return the index below which the records of every language stand."""
        return UrlResolver.for_request(request).site_tree.source(self)

    def all_records(self, request: HttpRequest | None = None) -> RecordQuerySet:
        """Return every record of this index, drafts included."""
        return self.record_class().objects.child_of(self.source_index(request))

    def records(self, request: HttpRequest | None = None) -> RecordQuerySet:
        """Return the records that anyone may see in this index's language."""
        return self.all_records(request).visible(self.content_language)

    def permissions_for_user(self, user: Any) -> RecordIndexPermissionTester:
        return RecordIndexPermissionTester(user, self)

    @classmethod
    def route_from(cls, page: Page, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if len(path_components) != 1:
            return super().route_from(page, request, path_components)
        if not visibility.is_published(page):
            raise Http404
        source = UrlResolver.for_request(request).site_tree.source(page)
        records = cls.record_class().objects.child_of(source).filter(slug=path_components[0])
        record = visibility.marked(records.for_serving()).first()
        if record is None:
            raise Http404
        record.served_by = page
        record.is_open = record.is_open and page.is_open
        return record.route(request, [])


def _is_source(index: Page) -> bool:
    return index.alias_of_id is None and index.locale_id == Locale.get_default().pk
