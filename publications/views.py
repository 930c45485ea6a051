"""The page of the admin on which a librarian says who the authors of a work are."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from institute.accounts.models import User
from publications import matching
from publications.models import AuthorMatch, PublicationPage


class DecisionForm(forms.Form):
    match = forms.ModelChoiceField(AuthorMatch.objects.none())
    state = forms.ChoiceField(
        choices=[(AuthorMatch.State.CONFIRMED, _("Confirm")), (AuthorMatch.State.REJECTED, _("Reject"))]
    )


class AuthorMatchesView(WagtailAdminTemplateMixin, View):
    template_name = "publications/admin/author_matches.html"
    header_icon = "user"

    @cached_property
    def work(self) -> PublicationPage:
        return get_object_or_404(PublicationPage, pk=self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Matches show on the live page at once: to decide of them is to publish.
        if not self.work.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(slots=self.slots(), work=self.work))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST)
        form.fields["match"].queryset = self.work.author_matches.all()  # type: ignore[attr-defined]
        if form.is_valid():
            matching.decide(form.cleaned_data["match"], form.cleaned_data["state"], cast(User, request.user))
            messages.success(request, gettext("Saved: “%(person)s”.") % {"person": form.cleaned_data["match"].person})
        else:
            messages.error(request, gettext("This match does not exist any more."))
        return redirect("publication_author_matches", self.work.pk)

    def get_page_title(self) -> str:
        return gettext("Authors of “%(title)s”") % {"title": self.work.title}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.work.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit_url, "label": self.work.title},
            {"url": "", "label": _("Authors")},
        ]

    def slots(self) -> list[tuple[str, list[AuthorMatch]]]:
        """The authors for whom the directory has someone, in order, with their candidates."""
        return author_slots(self.work)


def author_slots(work: PublicationPage) -> list[tuple[str, list[AuthorMatch]]]:
    candidates: dict[Any, list[AuthorMatch]] = {}
    for match in work.author_matches.select_related("person", "decided_by").order_by("person__sort_name", "pk"):
        candidates.setdefault(match.author_key, []).append(match)
    names = {row.key: row.name for row in work.authorships.all()}
    return [(name, candidates[key]) for key, name in names.items() if key in candidates]
