"""Translation by tree: for editorial pages, and never for records.

A record is served in every language as it is, and has a column a language for what it says in prose.
wagtail-localize would offer to translate any page that has no counterpart in another language; here
its views and buttons learn which pages those are. It also knows nothing of workflows, and of changes to
the source only what someone asks it to look at: both are here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page, WorkflowState
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.operations import TranslationCreator
from wagtail_localize.views.convert import convert_to_alias
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitTranslationForm

from institute.content.records import RecordPage
from institute.content.translation_texts import is_written_separately, keep_slug, keep_texts
from institute.content.trees import other_locales

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


def source_of(page: Page) -> Page:
    """Return the page to translate from: of pages written separately, the one of the default language."""
    default = Locale.get_default()
    if page.alias_of_id is None and is_written_separately(page, default):
        return page.get_translation(default)
    return page


def locales_written_separately(page: Page, user: Any) -> list[Locale]:
    """Return the locales whose page of their own may become the translation of ``page``.

    It is published with the texts of the source where it has none: so that is for those who may publish it.
    """
    if source_of(page) != page:
        return []
    locales = [locale for locale in other_locales(page) if is_written_separately(page, locale)]
    return [
        locale for locale in locales if page.get_translation(locale).specific.permissions_for_user(user).can_publish()
    ]


class TreeTranslationCreator(TranslationCreator):
    """wagtail-localize's creator, which leaves the other pages alone that have words of their own already.

    It also creates translations of what a page refers to, and of everything below a page: there, whatever was translated
    or written before would be overwritten or published.
    """

    def __init__(self, user: Any, target_locales: Iterable[Locale], parse_include: Page) -> None:
        super().__init__(user, target_locales)
        self.parse_include = parse_include

    def create_translations(self, instance: Any, include_related_objects: bool = True) -> None:
        if instance.pk != self.parse_include.pk and isinstance(instance, Page) and self._has_words(instance):
            return
        super().create_translations(instance, include_related_objects)

    def _has_words(self, page: Page) -> bool:
        return page.get_translations().filter(locale__in=self.target_locales, alias_of__isnull=True).exists()


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
        self._offer_separate_pages(form)
        count = len(pages_below(self.object))
        subtree = form.fields["include_subtree"]
        subtree.label = ngettext("Include subtree ({} page)", "Include subtree ({} pages)", count).format(count)
        if not count:
            subtree.widget = subtree.hidden_widget()
        return form

    def _offer_separate_pages(self, form: SubmitTranslationForm) -> None:
        """Let the form choose locales whose page was written separately, and say what becomes of its texts."""
        separate = locales_written_separately(self.object, self.request.user)
        if not separate:
            return
        locales = form.fields["locales"]
        offered = [*locales.queryset.values_list("pk", flat=True), *(locale.pk for locale in separate)]
        locales.queryset = Locale.objects.filter(pk__in=offered)
        names = get_text_list([locale.get_display_name() for locale in separate], _("and"))
        locales.help_text = _(
            "In %(languages)s this page was written separately. Its texts are kept wherever this page has one in the same "
            "place. Everything else is replaced by what this page says, and stays in its history."
        ) % {"languages": names}

    @transaction.atomic
    def form_valid(self, form: SubmitTranslationForm) -> HttpResponse:
        # In place of wagtail-localize's own, which would overwrite pages that have words of their own.
        # A list: the query asks again which languages are missing, and the first translation changes that.
        locales = list(form.cleaned_data["locales"])
        creator = TreeTranslationCreator(self.request.user, locales, self.object)
        # Parents first: a page is translated below the translation of its parent.
        below = pages_below(self.object) if form.cleaned_data["include_subtree"] else []
        for page in [self.object, *below]:
            creator.create_translations(page)
        self.components.save(creator, sources_and_translations=creator.mappings)
        names = get_text_list([locale.get_display_name() for locale in locales], _("and"))
        messages.success(self.request, self.get_success_message(names))
        translated = self.object.get_translation(locales[0]) if len(locales) == 1 else None
        return redirect(self.get_success_url() or self.get_default_success_url(translated))


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
    if source is None:
        return
    translations = source.translations.filter(enabled=True).select_related("source__object", "target_locale")
    if translations:
        source.update_from_db()
        for translation in translations:
            keep_slug(translation)


def translation_was_saved(
    instance: Translation, created: bool, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """Keep what a page says when its translation is created, or begun again."""
    begins_again = update_fields is not None and "enabled" in update_fields
    if instance.enabled and (created or begins_again):
        keep_texts(instance)
