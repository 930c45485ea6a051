"""Drafts for front ends: a signed link to one revision, which ends by itself."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel
from wagtail.models import Page, Revision

from institute.api.authorization import grant_of
from institute.api.context import ApiContext
from institute.api.errors import NotFoundError, ProblemError
from institute.api.operations import read
from institute.api.pages import PageQuery, any_page_schema, with_layout
from institute.api.serializers import PAGE_SERIALIZERS, serialize_page
from institute.content.languages import language_codes
from institute.content.pages import BasePage


def preview_token(revision: Revision, language: str) -> str:
    """Return the token that opens ``revision`` in ``language``, and nothing else, for a while."""
    return _signer().sign_object([revision.pk, language])


def preview_url(revision: Revision, language: str) -> str:
    """Return where the front end shows ``revision``."""
    return str(settings.HEADLESS_PREVIEW_URL).format(token=preview_token(revision, language), language=language)


def languages_of(page: Page) -> list[str]:
    """Return the languages that a draft can be shown in: a record's are all, an editorial page has one."""
    if getattr(page.specific_class, "served_in_every_language", False):
        return language_codes()
    return [page.locale.language_code]


def can_be_previewed(page: Page) -> bool:
    """An alias has no draft of its own: it shows what the page that it follows says."""
    return bool(settings.HEADLESS_PREVIEW_URL) and page.specific_class in PAGE_SERIALIZERS and page.alias_of_id is None


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="institute.previews.preview")


def _draft(token: str) -> tuple[BasePage, str]:
    """Return the draft that ``token`` opens and its language; raise the problem that says why it opens none."""
    try:
        revision_id, language = _signer().unsign_object(token, max_age=settings.HEADLESS_PREVIEW_SECONDS)
    except SignatureExpired:
        raise ProblemError(410, _("This preview has expired.")) from None
    except (BadSignature, ValueError, TypeError, UnicodeError):
        raise NotFoundError from None
    revision = Revision.page_revisions.filter(pk=revision_id).first()
    if revision is None or not Page.objects.filter(pk=revision.object_id).exists():
        raise ProblemError(410, _("The draft is no more."))
    page = revision.as_object()
    if not isinstance(page, BasePage):
        raise NotFoundError
    return page, language


def router() -> Router:
    """Return the router of this operation; call it once every kind of page is known."""
    router = Router()

    @read(
        router,
        "/preview/{token}",
        any_page_schema(),
        tag="pages",
        summary="A draft, by the signed token of one revision",
        may_be_missing=True,
        may_be_gone=True,
        is_private=True,
    )
    def preview(context: ApiContext, token: str, query: Query[PageQuery]) -> BaseModel:
        """The same representation as that of the page. The token says the language too; `locale` is that of errors."""
        grant = grant_of(context.request)
        if grant is not None and not grant.preview:
            raise ProblemError(403, _("The token does not allow previews."))
        page, language = _draft(token)
        context.request.is_preview = True  # type: ignore[attr-defined]
        with translation.override(language):
            draft = ApiContext(context.request, query.richtext)
            context.language = draft.language
            return with_layout(serialize_page(page, draft), page, draft, query.include)

    return router
