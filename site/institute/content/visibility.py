"""What an anonymous visitor may see: the one rule, used by every way out of the site.

A page is visible when it is live, has not expired, and neither it nor any of its ancestors is
restricted. An alias is visible when the page it follows is visible too, and passes the restrictions
of that page on to what stands below it, as Wagtail does when it serves them. Records add one condition
(see ``records.RecordQuerySet``): the index that serves them in that language is visible.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from django.db.models import (
    CharField,
    DateTimeField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

Pages = TypeVar("Pages", bound=QuerySet)


def is_current(page: Page) -> bool:
    """Return whether ``page`` itself is live and has not expired."""
    return page.live and (page.expire_at is None or page.expire_at > timezone.now())


def is_published(page: Page) -> bool:
    """Return whether ``page``, and the page that it is an alias of, is live and has not expired.

    Restrictions are left out: a page that is published and not visible asks for a password or an account.
    """
    return is_current(page) and (page.alias_of_id is None or is_current(page.alias_of))


def visible(pages: Pages) -> Pages:
    """Filter a queryset of pages by what is public now; runs no query of its own."""
    return _open(pages).filter(_source_is_open())


def marked(pages: Pages) -> Pages:
    """Annotate pages with ``is_open``, whether they are public now; runs no query of its own."""
    return pages.annotate(is_open=Exists(visible(Page.objects.filter(pk=OuterRef("pk")))))


class Moment(Expression):
    """The time at which a query is sent, whenever it was put together: so that its parts can be put together once."""

    output_field = DateTimeField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (timezone.now(),)


def _open(pages: Pages) -> Pages:
    return pages.filter(_has_not_expired(), ~_restricted(), live=True)


# Every list, page and answer asks these; what never changes about them is made once.


@cache
def _has_not_expired() -> Q:
    return Q(expire_at__isnull=True) | Q(expire_at__gt=Moment())


@cache
def _restricted() -> Exists:
    restrictions = PageViewRestriction.objects.annotate(
        restricted=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    )
    return Exists(
        restrictions.filter(
            Q(restricted__startswith=F("page__path")) | Q(restricted__startswith=F("page__aliases__path"))
        )
    )


@cache
def _source_is_open() -> Any:
    return Q(alias_of__isnull=True) | Exists(_open(Page.objects.filter(pk=OuterRef("alias_of"))))
