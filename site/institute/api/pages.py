"""Any page by its identifier, and whatever stands at an address of the site."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeVar, Union

from django.db.models import Q
from django.utils import translation
from ninja import Query, Router
from pydantic import BaseModel, Field, create_model
from wagtail.models import Page

from institute.api.context import ApiContext
from institute.api.errors import NotFoundError, ProblemError
from institute.api.operations import read
from institute.api.parameters import OneOf, RichTextQuery
from institute.api.schema_types import Url
from institute.api.screens import ResolvedView, split_address, view_at
from institute.api.serializers import PAGE_SERIALIZERS, serialize_page
from institute.api.site_layout import SiteLayout, layout
from institute.content import change_log, former_addresses
from institute.content.languages import default_language
from institute.content.models import PublicPage
from institute.content.pages import BasePage

WithLayout = TypeVar("WithLayout", bound=BaseModel)


class PageQuery(RichTextQuery):
    """What a call takes that answers with a page as its front end draws it."""

    include: Annotated[str, OneOf(("layout",))] | None = Field(
        None, description="`layout` adds what a front end needs to draw the menu and the footer."
    )


class ResolveQuery(PageQuery):
    path: str = Field(
        min_length=1,
        max_length=2000,
        examples=["/en/directory/"],
        description="An address of the site: its path, such as `/fr/annuaire/`, or the whole of it.",
    )


class Redirection(BaseModel):
    """The address leads on."""

    # Redirects that editors keep by hand are in no change log.
    may_be_kept: ClassVar[bool] = False

    kind: Literal["redirect"]
    target: Url
    permanent: bool


def any_page_schema() -> Any:
    """Return the schema of a page of any kind; call it once every kind is known."""
    schemas = tuple(kind.schema for kind in PAGE_SERIALIZERS.values())
    return Annotated[Union[schemas], Field(discriminator="type")]  # noqa: UP007


def page_router() -> Router:
    """Return the router of these operations; call it once every kind of page is known."""
    router = Router()
    any_page = any_page_schema()

    fields: dict[str, Any] = {
        "kind": (Literal["page"], ...),
        "page": (any_page, ...),
        "layout": (SiteLayout | None, Field(description="With `include=layout`; null without it.")),
    }
    resolved_page: Any = create_model("ResolvedPage", __doc__="The page at the address.", **fields)
    resolution: Any = Annotated[resolved_page | ResolvedView | Redirection, Field(discriminator="kind")]

    @read(
        router,
        "/pages/{int:page_id}",
        any_page,
        tag="pages",
        summary="Any page, told apart by its type",
        may_be_missing=True,
    )
    def page(context: ApiContext, page_id: int, query: Query[PageQuery]) -> BaseModel:
        """The identifier is the same in every language; that of the page in another language is taken as well."""
        keys = Page.objects.filter(pk=page_id).values("translation_key")
        candidates = Page.objects.filter(translation_key__in=keys).filter(_read_in(context.language))
        found = _visible(candidates.first(), context.language)
        if found is None:
            raise NotFoundError
        return with_layout(serialize_page(found, context), found, context, query.include)

    @read(
        router,
        "/resolve",
        resolution,
        tag="pages",
        summary="What is at an address: a page, a view or a redirect",
        may_be_missing=True,
        may_be_gone=True,
    )
    def resolve(context: ApiContext, query: Query[ResolveQuery]) -> BaseModel:
        """One call for a front end that draws the site: the page, the view, or where to go instead.

        The page is answered in the language of its address; `locale` is the language of errors alone. A view is a
        screen that is no page: the search. Files, feeds, the sitemap and media are no screens: they answer 404.
        410 says that a page was here once. An address of another host is refused with 422.
        """
        path, given = split_address(query.path, context.request)
        if (view := view_at(path, given, context, with_layout=bool(query.include))) is not None:
            return view
        if (address := PublicPage.objects.filter(path=path).select_related("page").first()) is not None:
            with translation.override(address.language):
                local = ApiContext(context.request, query.richtext)
                found = _visible(address.page, address.language)
                if found is not None:
                    context.language = local.language
                    return resolved_page(
                        kind="page",
                        page=serialize_page(found, local),
                        layout=layout(found, local) if query.include else None,
                    )
        return _redirection(path, context)

    return router


def page_redirected_from(path: str, context: ApiContext) -> BasePage | None:
    """Return the page that a former address leads to in ``/resolve``, or None."""
    try:
        target = _redirection(path, context).target
    except ProblemError:
        return None
    address = PublicPage.objects.filter(path=target.removeprefix(context.origin), language=context.language)
    found = address.select_related("page").first()
    return _visible(found.page, context.language) if found is not None else None


def with_layout(answer: WithLayout, page: BasePage, context: ApiContext, include: str | None) -> WithLayout:
    """Return the representation of ``page`` with its frame, if that was asked for."""
    if include:
        answer.layout = layout(page, context)  # type: ignore[attr-defined]
    return answer


def _read_in(language: str) -> Q:
    """Which of a page's translations is read in ``language``: its own, or the record itself."""
    records = [model for model in PAGE_SERIALIZERS if getattr(model, "served_in_every_language", False)]
    labels = Q()
    for model in records:
        labels |= Q(content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name)
    return Q(locale__language_code=language) | labels


def _visible(page: Page | None, language: str) -> BasePage | None:
    """Return ``page`` as its own class if visitors may see it in ``language``."""
    model: Any = page.specific_class if page is not None else None
    if page is None or model not in PAGE_SERIALIZERS:
        return None
    return model.objects.filter(pk=page.pk).visible(language).first()


def _redirection(path: str, context: ApiContext) -> Redirection:
    if path == "/":
        return Redirection(kind="redirect", target=context.absolute(f"/{default_language()}/"), permanent=False)
    if (found := former_addresses.destination(context.request, path)) is not None:
        return Redirection(kind="redirect", target=context.absolute(found.path), permanent=found.is_permanent)
    if not path.endswith("/") and PublicPage.objects.visible().filter(path=f"{path}/").exists():
        return Redirection(kind="redirect", target=context.absolute(f"{path}/"), permanent=True)
    if change_log.was_here(path):
        raise ProblemError(410)
    raise NotFoundError
