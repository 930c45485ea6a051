"""The pages of the admin on which a librarian tells one work from two."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser

from publications.admin.permissions import may_publish_publications, may_publish_works, may_split, publishable_works
from publications.deduplication.candidates import State, in_order
from publications.deduplication.comparison import outcome_of, side_by_side
from publications.deduplication.merging import MergeError, declare_different, merge, plan_filling, refusal, split, undo
from publications.deduplication.reasons import likeness, reasons_against, reasons_for
from publications.models import Merge, PossibleDuplicate, PublicationPage, SourceRecord

PER_PAGE = 20


class MergingView(WagtailAdminTemplateMixin, View):
    header_icon = "copy"
    page_title: str | Promise = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_publish_publications(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("possible_duplicates:index"), "label": gettext("Possible duplicates")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_page_title(self) -> str:
        return str(self.page_title)

    @cached_property
    def decidable(self) -> QuerySet[PublicationPage]:
        """The works that the user may publish. To merge or split a work is to publish it and others."""
        return publishable_works(self.request.user)

    def work(self, key: int) -> PublicationPage:
        """Return a work, or answer 404 where there is none and 403 where the user may not publish it."""
        work = get_object_or_404(PublicationPage.objects.select_related("venue"), pk=key)
        self.require_right_over(work.pk)
        return work

    def require_right_over(self, *works: int) -> None:
        if not may_publish_works(self.request.user, *works):
            raise PermissionDenied


class PossibleDuplicatesView(MergingView):
    """The open pairs, likeliest first."""

    template_name = "publications/admin/possible_duplicates.html"
    page_title = _("Possible duplicates")

    def get(self, request: HttpRequest) -> HttpResponse:
        works = self.decidable.values("pk")
        pairs = PossibleDuplicate.objects.filter(state=PossibleDuplicate.State.OPEN, first__in=works, second__in=works)
        related = ("first__venue", "second__venue")
        pairs = pairs.select_related(*related).prefetch_related("first__authorships", "second__authorships")
        page = Paginator(pairs, PER_PAGE).get_page(request.GET.get("p"))
        rows = [
            (pair, reasons_for(pair.evidence), reasons_against(pair.evidence), likeness(pair.score, pair.evidence))
            for pair in page
        ]
        return self.render_to_response(self.get_context_data(page=page, rows=rows))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class PairView(MergingView):
    """Two works side by side. Which one is kept is chosen first, what would come of it is shown, then it is done."""

    template_name = "publications/admin/pair.html"
    page_title = _("One work or two?")

    @cached_property
    def works(self) -> list[PublicationPage]:
        return [self.work(self.kwargs["first"]), self.work(self.kwargs["second"])]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if kwargs["first"] == kwargs["second"]:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, first: int, second: int) -> HttpResponse:
        one, other = self.works
        kept, absorbed = self._chosen(request.GET.get("kept"))
        pair = self._pair()
        context: dict[str, Any] = {
            "one": one,
            "other": other,
            "rows": side_by_side(one, other),
            "pair": pair,
            "reasons_for": reasons_for(pair.evidence) if pair else [],
            "reasons_against": reasons_against(pair.evidence) if pair else [],
            "suggested": suggested(one, other),
        }
        if kept and absorbed:
            reason = refusal(kept, absorbed)
            outcome = [] if reason else outcome_of(kept, absorbed, plan_filling(kept, absorbed))
            context |= {"kept": kept, "absorbed": absorbed, "refusal": reason, "outcome": outcome}
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, first: int, second: int) -> HttpResponse:
        one, other = self.works
        if request.POST.get("action") == "distinct":
            try:
                declare_different(one, other, request.user)
            except MergeError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, gettext("Remembered: these are two different works."))
            return redirect("possible_duplicates:index")
        if request.POST.get("shown_state") != State.DISTINCT and self._pair(state=State.DISTINCT):
            # Another librarian has decided since the form was shown.
            messages.error(request, gettext("These were declared to be different works."))
            return redirect("possible_duplicates:pair", first, second)
        kept, absorbed = self._chosen(request.POST.get("kept"))
        if kept is None or absorbed is None:
            messages.error(request, gettext("Choose which of the two is kept."))
            return redirect("possible_duplicates:pair", first, second)
        try:
            done = merge(kept, absorbed, request.user)
        except MergeError as error:
            messages.error(request, str(error))
            return redirect("possible_duplicates:pair", first, second)
        buttons = [
            messages.button(reverse("possible_duplicates:undo", args=[done.pk]), gettext("Undo")),
            messages.button(reverse("wagtailadmin_pages:edit", args=[kept.pk]), gettext("Edit")),
        ]
        messages.success(request, gettext("Merged into “%(title)s”.") % {"title": kept.title}, buttons=buttons)
        return redirect("possible_duplicates:index")

    def _pair(self, **conditions: Any) -> PossibleDuplicate | None:
        first, second = in_order(self.kwargs["first"], self.kwargs["second"])
        return PossibleDuplicate.objects.filter(first=first, second=second, **conditions).first()

    def _chosen(self, kept: str | None) -> tuple[PublicationPage | None, PublicationPage | None]:
        one, other = self.works
        if kept == str(one.pk):
            return one, other
        return (other, one) if kept == str(other.pk) else (None, None)


def suggested(one: PublicationPage, other: PublicationPage) -> PublicationPage:
    """The page better kept: the published one, the article rather than its preprint, the one that says more."""
    return max(one, other, key=lambda page: (page.live, page.kind != "preprint", bool(page.pdf_id), -page.pk))


class OtherWorkForm(forms.Form):
    other = forms.ModelChoiceField(
        PublicationPage.objects.all(),
        label=_("The other publication"),
        widget=AdminPageChooser(target_models=[PublicationPage]),
    )


class ChooseOtherView(MergingView):
    """A librarian who knows of a duplicate names it."""

    template_name = "publications/admin/choose_other.html"
    page_title = _("Merge with another publication")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._form(self.work(pk), OtherWorkForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        work, form = self.work(pk), OtherWorkForm(request.POST)
        if form.is_valid():
            if form.cleaned_data["other"] != work:
                return redirect("possible_duplicates:pair", pk, form.cleaned_data["other"].pk)
            form.add_error("other", gettext("Choose two different publications."))
        return self._form(work, form)

    def _form(self, work: PublicationPage, form: OtherWorkForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(work=work, form=form, media=form.media))


class MergesView(MergingView):
    """What was merged, newest first, and what was undone of it."""

    template_name = "publications/admin/merges.html"
    page_title = _("Merges")

    def get(self, request: HttpRequest) -> HttpResponse:
        works = self.decidable.values("pk")
        merges: QuerySet[Merge] = Merge.objects.filter(kept__in=works, absorbed__in=works)
        merges = merges.select_related("kept", "absorbed", "merged_by", "undone_by")
        page = Paginator(merges, PER_PAGE).get_page(request.GET.get("p"))
        return self.render_to_response(self.get_context_data(page=page))


class UndoView(MergingView):
    template_name = "publications/admin/undo_merge.html"
    page_title = _("Undo a merge")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = self._merge(pk)
        return self.render_to_response(self.get_context_data(done=done))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = self._merge(pk)
        try:
            undo(done, request.user)
        except MergeError as error:
            messages.error(request, str(error))
        else:
            pair = reverse("possible_duplicates:pair", args=[done.kept_id, done.absorbed_id])
            messages.success(
                request,
                gettext("“%(title)s” is a work of its own again.") % {"title": done.absorbed.title},
                buttons=[messages.button(pair, gettext("Compare"))],
            )
        return redirect("possible_duplicates:merges")

    def _merge(self, pk: int) -> Merge:
        done = get_object_or_404(Merge.objects.select_related("kept", "absorbed", "merged_by"), pk=pk)
        self.require_right_over(done.kept_id, done.absorbed_id)
        return done


class RecordForm(forms.Form):
    record = forms.ModelChoiceField(SourceRecord.objects.none())

    def __init__(self, data: Any, work: PublicationPage) -> None:
        super().__init__(data)
        field: Any = self.fields["record"]
        field.queryset = work.source_records.all()


class SplitView(MergingView):
    """The records that sources have of a work; one that was taken for it by mistake is split off."""

    template_name = "publications/admin/split.html"
    page_title = _("Split off a record")

    def work(self, key: int) -> PublicationPage:
        work = super().work(key)
        if not may_split(self.request.user, work):
            raise PermissionDenied
        return work

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        work = self.work(pk)
        # Without notices: they describe no work that could be split off.
        records = work.source_records.filter(values__has_key="full_title").order_by("source", "external_id")
        rows = [(record, self.told(record)) for record in records]
        return self.render_to_response(self.get_context_data(work=work, records=rows))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = RecordForm(request.POST, self.work(pk))
        if not form.is_valid():
            # Another librarian has split it off or undone the merge that brought it here.
            messages.error(request, gettext("This record does not belong to this publication any more."))
            return redirect("possible_duplicates:split", pk)
        try:
            new = split(form.cleaned_data["record"], request.user)
        except MergeError as error:
            messages.error(request, str(error))
            return redirect("possible_duplicates:split", pk)
        buttons = [messages.button(reverse("possible_duplicates:pair", args=[pk, new.pk]), gettext("Merge again"))]
        messages.success(request, gettext("“%(title)s” is a work of its own.") % {"title": new.title}, buttons=buttons)
        return redirect("wagtailadmin_pages:edit", new.pk)

    @staticmethod
    def told(record: SourceRecord) -> list[str]:
        """What the new work would say."""
        values = record.values
        authors = [row.get("name", "") for row in values.get("authors", [])]
        told = (values.get("full_title"), ", ".join(authors[:10]), values.get("venue_text"), values.get("date"))
        return [text for text in told if text]
