"""Former addresses of pages: where they lead, and how an address is forgotten.

A page that moves leaves a redirect in each of its languages, and the change log keeps the address. Every reader of
them asks here, so that a former address leads nowhere that visitors may not go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.db import transaction
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.encoding import iri_to_uri
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from institute.content import change_log
from institute.content.languages import default_language, language_codes
from institute.content.models import Change, PublicPage
from institute.content.urls import UrlResolver

# Sent with ``paths`` in the transaction in which these addresses are forgotten, for what else keeps a copy of them.
addresses_forgotten = Signal()


@dataclass(frozen=True)
class Destination:
    """Where an address leads; ``page`` is None where it is an address that an editor typed."""

    path: str
    is_permanent: bool
    page: Page | None = None


def destination(request: HttpRequest, path: str) -> Destination | None:
    """Return where ``path`` leads, or None where no redirect does or its page is not visible.

    ``path`` may be percent-encoded and may have a query string, as in ``request.get_full_path()``.
    """
    normalised = Redirect.normalise_path(path, decode_unicode=False)
    redirect = get_redirect(request, normalised)
    if redirect is None and "?" in normalised:
        redirect = get_redirect(request, normalised.partition("?")[0])
    if redirect is None:
        return None
    if redirect.redirect_page_id is None:
        return Destination(redirect.redirect_link, redirect.is_permanent) if redirect.redirect_link else None
    return _page_destination(request, redirect)


def _page_destination(request: HttpRequest, redirect: Redirect) -> Destination | None:
    model: Any = redirect.redirect_page.specific_class
    if model is None or not hasattr(model.objects.all(), "visible"):
        return None
    is_record = getattr(model, "served_in_every_language", False)
    language = language_of(redirect.old_path) if is_record else None
    page = model.objects.filter(pk=redirect.redirect_page_id).visible(language).first()
    if page is None or not page.is_known_by(slug_of(redirect.old_path)):
        return None
    url_resolver = UrlResolver.for_request(request)
    path = url_resolver.path(page, language)
    if path is None:
        return None
    return Destination(f"{path.rstrip('/')}{redirect.redirect_page_route_path or '/'}", redirect.is_permanent, page)


def language_of(path: str) -> str:
    """Return the language below whose prefix ``path`` is, or the default language."""
    return next((code for code in language_codes() if f"{path}/".startswith(f"/{code}/")), default_language())


def slug_of(path: str) -> str:
    """Return the last part of ``path``, decoded."""
    return unquote(path.partition("?")[0].rstrip("/").rpartition("/")[2])


def former_addresses(pages: Iterable[Page]) -> list[str]:
    """Return the addresses at which ``pages`` were read before, or which lead to them, in order."""
    keys = [page.pk for page in pages]
    logged = Change.objects.filter(subject_id__in=keys, language__in=language_codes())
    paths = set(logged.exclude(previous_path="").values_list("previous_path", flat=True))
    redirects = Redirect.objects.filter(redirect_page__in=keys).exclude(old_path__contains="?")
    paths |= {f"{iri_to_uri(path)}/" for path in redirects.values_list("old_path", flat=True)}
    return sorted(paths - set(PublicPage.objects.filter(path__in=paths).values_list("path", flat=True)))


@transaction.atomic
def forget(paths: Iterable[str], pages: Iterable[Page]) -> None:
    """Forget that ``pages`` were read at ``paths``: no redirect, no answer of 410 and no entry of the log names them.

    The log's rows stay, without the address: a follower still learns that something changed.
    """
    paths, keys = list(paths), [page.pk for page in pages]
    old_paths = [Redirect.normalise_path(path) for path in paths]
    Redirect.objects.filter(old_path__in=old_paths, redirect_page__in=keys).delete()
    # Whichever page was read there: an address passes from one to the other when publications are merged.
    Change.objects.filter(path__in=paths).update(path="")
    Change.objects.filter(previous_path__in=paths).update(previous_path="")
    addresses_forgotten.send(sender=Redirect, paths=paths)
    # Answers that were kept may name the addresses: they belong to the version before this row.
    change_log.record_change(Change.Kind.REMOVED, Redirect._meta.label_lower, 0)
