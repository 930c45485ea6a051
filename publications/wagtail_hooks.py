"""What publications add to the admin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from directory.models import PersonPage
from publications.admin.permissions import may_publish_works, may_split
from publications.admin.viewsets import PublicationsGroup
from publications.author_matching import refuse_to_reveal
from publications.models import PublicationPage
from publications.views import AuthorMatchesView

register_snippet(PublicationsGroup)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("publications/<int:pk>/authors/", AuthorMatchesView.as_view(), name="publication_author_matches"),
    ]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("publications.import", _("Import"), _("Changed by an import"))


@hooks.register("register_page_header_buttons")
def offer_merging(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Merge and split from the menu of a publication's own page."""
    if not isinstance(page, PublicationPage) or page.pk is None:
        return
    if may_publish_works(user, page.pk):
        merge_url = reverse("possible_duplicates:choose", args=[page.pk])
        yield Button(_("Merge with another publication"), merge_url, icon_name="copy", priority=80)
    if may_split(user, page):
        split_url = reverse("possible_duplicates:split", args=[page.pk])
        yield Button(_("Split off a record"), split_url, icon_name="cut", priority=81)


@hooks.register("before_edit_page")
def lead_to_the_merge(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page that was merged into another is not edited: what is written of the work stands on the other."""
    done = page.merged_into if isinstance(page, PublicationPage) else None
    if done is None:
        return None
    messages.warning(request, gettext("This publication was merged into “%(title)s”.") % {"title": done.kept.title})
    if may_publish_works(request.user, page.pk, done.kept_id):
        return redirect("possible_duplicates:undo", done.pk)
    return redirect("wagtailadmin_pages:edit", done.kept_id)


@hooks.register("before_delete_page")
def refuse_to_reveal_a_name(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say why the profile stays, where its deletion would show a name that must never be shown."""
    return _refusal(request, PersonPage.objects.descendant_of(page, inclusive=True))


@hooks.register("before_bulk_action")
def refuse_to_reveal_names(
    request: HttpRequest, action_type: str, pages: Iterable[Page], action: Any
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    within = [PersonPage.objects.descendant_of(page, inclusive=True) for page in pages if isinstance(page, Page)]
    return next((refusal for people in within if (refusal := _refusal(request, people))), None)


def _refusal(request: HttpRequest, people: QuerySet[PersonPage]) -> HttpResponse | None:
    hiding = people.filter(author_matches__state="confirmed", author_matches__hides_printed_name=True).first()
    if hiding is None:
        return None
    try:
        refuse_to_reveal(hiding)
    except ProtectedError as error:
        messages.error(request, error.args[0])
    return redirect("wagtailadmin_explore", hiding.get_parent().pk)
