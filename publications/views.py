"""The pages of the admin on which librarians say who the authors of works are."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser

from directory.models import PersonPage
from institute.accounts.models import User
from institute.content.paging import paged
from publications import author_matching
from publications.admin import author_queue
from publications.admin.author_queue import QueueFilter, Suggestion
from publications.admin.permissions import may_publish_publications, publishable_works
from publications.models import AuthorMatch, Authorship, PublicationPage

State = AuthorMatch.State


class DecisionForm(forms.Form):
    """What a row's own button (`one`) or the buttons over the ticked rows (`state`) say."""

    one = forms.CharField(required=False)
    state = forms.ChoiceField(choices=[(State.CONFIRMED, ""), (State.REJECTED, "")], required=False)
    match = forms.ModelMultipleChoiceField(AuthorMatch.objects.none(), required=False)

    def __init__(self, data: Any, matches: Any) -> None:
        super().__init__(data)
        self.matches = matches
        field: Any = self.fields["match"]
        field.queryset = matches

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if one := values.get("one"):
            state, _separator, key = one.partition("-")
            if state not in (State.CONFIRMED, State.REJECTED) or not key.isdecimal():
                raise forms.ValidationError(_("This match does not exist any more."))
            values["state"], values["match"] = state, self.matches.filter(pk=int(key[:18]))
        if not values.get("state") or not values.get("match"):
            raise forms.ValidationError(_("Tick at least one author. Those that are not listed any more are decided."))
        return values


class DecidingView(WagtailAdminTemplateMixin, View):
    """What both pages share: deciding of matches one by one or many at once, and taking the last decision back."""

    header_icon = "user"

    def decidable(self) -> Any:
        """The matches of which this page may decide."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "undo" in request.POST:
            self._undo()
        else:
            self._decide()
        return self.back()

    def _decide(self) -> None:
        form = DecisionForm(self.request.POST, self.decidable())
        if not form.is_valid():
            messages.error(self.request, " ".join(str(text) for errors in form.errors.values() for text in errors))
            return
        matches = list(form.cleaned_data["match"].select_related("person"))
        before = author_matching.decide_many(matches, form.cleaned_data["state"], cast(User, self.request.user))
        author_queue.remember(self.request, _in_words(matches, form.cleaned_data["state"]), before)

    def _undo(self) -> None:
        before = author_queue.forget_last(self.request)
        works = publishable_works(self.request.user)
        pages = {row.page for row in before}
        if before and works.filter(pk__in=pages).count() == len(pages):
            author_matching.take_back(before)
            messages.success(self.request, gettext("The last decision was taken back."))
        else:
            messages.error(self.request, gettext("There is nothing to take back."))

    def back(self) -> HttpResponse:
        return redirect(self.request.get_full_path())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(last_decision=author_queue.last_decision(self.request), **kwargs)


def _in_words(matches: list[AuthorMatch], state: str) -> str:
    if len(matches) == 1:
        text = gettext("Confirmed: “%(name)s”.") if state == State.CONFIRMED else gettext("Rejected: “%(name)s”.")
        return text % {"name": matches[0].person.title}
    number = len(matches)
    if state == State.CONFIRMED:
        return ngettext("%(number)s author confirmed.", "%(number)s authors confirmed.", number) % {"number": number}
    return ngettext("%(number)s author rejected.", "%(number)s authors rejected.", number) % {"number": number}


class AuthorQueueView(DecidingView):
    """Authors to confirm: every suggestion that waits, by person or by publication."""

    template_name = "publications/admin/author_queue.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_publish_publications(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def filter(self) -> QueueFilter:
        return QueueFilter(self.request.GET, self.request.user)

    def decidable(self) -> Any:
        return self.filter.all_suggestions

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        waiting = self.filter.suggestions().select_related("person", "page__venue")
        shown = paged(request, waiting, author_queue.PER_PAGE)
        suggestions = author_queue.with_context(shown["page"].object_list)
        return self.render_to_response(
            self.get_context_data(
                groups=author_queue.grouped(suggestions, by_work=self.filter.is_by_work),
                **shown,
                filter=self.filter,
                is_by_work=self.filter.is_by_work,
                is_by_person=not self.filter.is_by_work,
                all_ticked="all" in request.GET,
            )
        )

    def get_page_title(self) -> str:
        return gettext("Authors to confirm")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("Authors to confirm")}]


class HandMatchForm(forms.Form):
    """An author and the person that the machine did not think of."""

    author = forms.ChoiceField(label=_("Author, as printed"))
    person = forms.ModelChoiceField(
        PersonPage.objects.all(),
        label=_("Person of the directory"),
        widget=AdminPageChooser(target_models=[PersonPage]),
    )

    def __init__(self, data: Any, work: PublicationPage) -> None:
        super().__init__(data)
        field: Any = self.fields["author"]
        field.choices = [(str(row.key), row.name) for row in work.authorships.all() if not row.is_group]


class AuthorMatchesView(DecidingView):
    """The authors of one publication, with everyone they may be, and what was decided."""

    template_name = "publications/admin/author_matches.html"

    @cached_property
    def work(self) -> PublicationPage:
        return get_object_or_404(PublicationPage, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Matches show on the live page at once: to decide of them is to publish.
        if not self.work.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def decidable(self) -> Any:
        return self.work.author_matches.all()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(HandMatchForm(None, self.work))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "by_hand" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = HandMatchForm(request.POST, self.work)
        if not form.is_valid():
            return self.show(form)
        person = form.cleaned_data["person"]
        try:
            before = author_matching.match_by_hand(
                self.work, form.cleaned_data["author"], person, cast(User, self.request.user)
            )
        except Authorship.DoesNotExist:
            messages.error(request, gettext("The list of authors has changed: choose again."))
        else:
            author_queue.remember(request, gettext("Confirmed: “%(name)s”.") % {"name": person.title}, before)
        return self.back()

    def show(self, form: HandMatchForm) -> HttpResponse:
        context = self.get_context_data(
            suggestions=author_suggestions(self.work), work=self.work, form=form, media=form.media
        )
        return self.render_to_response(context)

    def get_page_title(self) -> str:
        return gettext("Authors of “%(title)s”") % {"title": self.work.title}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.work.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit_url, "label": self.work.title},
            {"url": "", "label": self.get_page_title()},
        ]


def author_suggestions(work: PublicationPage) -> list[Suggestion]:
    """Everyone whom the authors may be, in the order of the authors, what was decided among them."""
    order = {row.key: position for position, row in enumerate(work.authorships.all())}
    matches = work.author_matches.select_related("person", "page__venue", "decided_by").order_by("person__sort_name")
    listed = sorted((match for match in matches if match.author_key in order), key=lambda row: order[row.author_key])
    return author_queue.with_context(listed)
