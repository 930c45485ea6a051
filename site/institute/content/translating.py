"""Translation by tree: for editorial pages, and never for records.

A record is served in every language as it is, and has a column a language for what it says in prose.
wagtail-localize would offer to translate any page that has no counterpart in another language; here
its views and buttons learn which pages those are. It also knows nothing of workflows, and of changes to
the source only what someone asks it to look at: both are here.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, WorkflowState
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import TranslationCreator
from wagtail_localize.views.convert import convert_to_alias
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitTranslationForm

from institute.content.records import RecordPage

SUBMIT_ACTION = "submit-translation"


def is_translated_by_tree(page: Page) -> bool:
    """Tell whether ``page`` has a page of its own in each language."""
    return not issubclass(page.specific_class or Page, RecordPage)


def pages_below(page: Page) -> list[Page]:
    """Return what a translation of everything below ``page`` translates, parents first."""
    return [below for below in page.get_descendants().order_by("path").specific() if is_translated_by_tree(below)]


def may_translate(user: Any, page: Page) -> bool:
    """Tell whether ``user`` may edit what ``page`` would be translated into."""
    return any(other.permissions_for_user(user).can_edit() for other in page.get_translations().specific())


class TranslatePageView(SubmitPageTranslationView):
    """wagtail-localize's view, which refuses records and passes over those below a page."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = self.get_object()
        if not is_translated_by_tree(page):
            messages.error(
                request, _("This page is served in every language as it is: translate its texts in its own form.")
            )
            return redirect("wagtailadmin_explore", page.get_parent().pk)
        if not may_translate(request.user, page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form(self) -> SubmitTranslationForm:
        form = super().get_form()
        count = len(pages_below(self.object))
        subtree = form.fields["include_subtree"]
        subtree.label = ngettext("Include subtree ({} page)", "Include subtree ({} pages)", count).format(count)
        if not count:
            subtree.widget = subtree.hidden_widget()
        return form

    @transaction.atomic
    def form_valid(self, form: SubmitTranslationForm) -> HttpResponse:
        if form.cleaned_data["include_subtree"]:
            creator = TranslationCreator(self.request.user, form.cleaned_data["locales"])
            # Parents first: a page is translated below the translation of its parent.
            for page in [self.object, *pages_below(self.object)]:
                creator.create_translations(page)
            form.cleaned_data["include_subtree"] = False
        return super().form_valid(form)


def mirror_again(request: HttpRequest, page_id: int) -> HttpResponse:
    """Give up a translation: what visitors read changes at once, so this is for who may publish it."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return convert_to_alias(request, page_id)


@transaction.atomic
def submit_translation(translation: Translation, page: Page, user: Any) -> None:
    """Ask the moderators to publish ``page`` as its translators have written it so far.

    wagtail-localize's own way of saving a draft writes what it says on the live page; a revision does not.
    """
    written = translation.source.get_ephemeral_translated_instance(translation.target_locale, fallback=True)
    written.slug = find_available_slug(written.get_parent(), written.slug, ignore_page_id=written.pk)
    written.save_revision(user=user, log_action=True)
    page.refresh_from_db()
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user)
    else:
        page.get_workflow().start(page, user)


def answer_submission(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Answer the button of the translation's form that asks for moderation."""
    if request.method != "POST" or request.POST.get("action") != SUBMIT_ACTION:
        return None
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()
    permissions = page.permissions_for_user(request.user)
    if translation is None or not permissions.can_edit() or not permissions.can_submit_for_moderation():
        raise PermissionDenied
    try:
        submit_translation(translation, page, request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("“%(page)s” now waits for a moderator.") % {"page": page.get_admin_display_title()}
        )
    return redirect("wagtailadmin_pages:edit", page.pk)


def refresh_translations(page: Page) -> None:
    """Show the translators of ``page`` what it says now."""
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if source is not None and source.translations.filter(enabled=True).exists():
        source.update_from_db()
