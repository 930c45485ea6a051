"""The pages themselves. Who may publish publications may import them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn, UserColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton

from institute.content.file_forms import not_stored_error
from institute.content.paging import paged
from institute.content.storage import delete_files_on_error
from publications.admin.imports.conflicts import RefusedError, take_from_source
from publications.admin.imports.forms import FORMAT_LABELS, ImportForm
from publications.admin.imports.progress import grouped, told_progress
from publications.admin.imports.results import Results, opened_first, tabs
from publications.admin.permissions import may_import
from publications.imports import tasks
from publications.models import ImportRun, Library
from publications.models.libraries import SERVICES

RESULTS_ON_A_PAGE = 50
ICON = "upload"

State = ImportRun.State


def summary(run: ImportRun) -> str:
    """The counts of an import in one line."""
    told = gettext("%(label)s: %(count)s")
    return " · ".join(told % {"label": label, "count": grouped(count)} for _name, label, count in tabs(run))


class ImportersOnly(View):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class OfOneRun(ImportersOnly):
    @cached_property
    def run(self) -> ImportRun:
        ImportRun.objects.note_stopped()
        return get_object_or_404(ImportRun.objects.select_related("user"), pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        return redirect("imports:detail", self.run.pk)


class ImportIndexView(ImportersOnly, BaseListingView):
    model = ImportRun
    page_title = _("Imports")
    header_icon = ICON
    template_name = "publications/admin/imports/index.html"
    index_url_name = "imports:index"
    paginate_by = 30
    verbose_name_plural = _("imports")
    columns = [
        TitleColumn("name", label=_("Source"), url_name="imports:detail"),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor="get_state_display",
            primary=lambda run: run.state in (State.CHECKED, State.FINISHED),
        ),
        Column("counts", label=_("Entries"), accessor=summary),
        UserColumn("user", label=_("Started by"), blank_display_name="—"),
        DateColumn("created_at", label=_("Started")),
    ]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(gettext("New import"), url=reverse("imports:new"), icon_name="plus")]

    def get_base_queryset(self) -> Any:
        ImportRun.objects.note_stopped()
        return ImportRun.objects.select_related("user")


class NewImportView(ImportersOnly, WagtailAdminTemplateMixin, FormView):
    form_class = ImportForm
    page_title = _("New import")
    header_icon = ICON
    template_name = "publications/admin/imports/new.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("imports:index"), "label": _("Imports")},
            {"url": "", "label": self.page_title},
        ]

    def form_valid(self, form: ImportForm) -> HttpResponse:
        ImportRun.objects.old().delete_with_files()
        try:
            with transaction.atomic(), delete_files_on_error():
                run = form.new_run(self.request.user)
                tasks.check(run)
        except OSError as error:
            form.add_error(None, not_stored_error(error))
            return self.form_invalid(form)
        if run.state == State.FAILED and not run.entries:
            # Nothing of it could be read: the form says why, and what was pasted is still in it.
            form.add_error(None, run.error)
            run.delete_with_files()
            return self.form_invalid(form)
        return redirect("imports:detail", run.pk)


class ImportView(WagtailAdminTemplateMixin, OfOneRun):
    header_icon = ICON
    template_name = "publications/admin/imports/detail.html"

    def get_page_title(self) -> str:
        return self.run.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("imports:index"), "label": _("Imports")},
            {"url": "", "label": self.run.name},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = self.run
        shown = tabs(run) if not run.is_waiting else []
        show = request.GET.get("show", "")
        if show not in [name for name, _label, _count in shown]:
            show = opened_first(run) if shown else ""
        return self.render_to_response(
            self.get_context_data(
                run=run,
                tabs=shown,
                show=show,
                **paged(request, Results(run, show), RESULTS_ON_A_PAGE),
                progress=told_progress(run) if run.is_waiting else None,
                library_label=SERVICES.get(run.library, run.library),
                is_new_library=not run.is_import and not Library.objects.named(run.library).exists(),
                format_label=FORMAT_LABELS.get(run.format, ""),
                can_take=run.is_import and not run.is_waiting,
            )
        )


class ProgressView(OfOneRun):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        response = JsonResponse(told_progress(self.run))
        response.headers["Cache-Control"] = "no-store"
        return response


class StartView(OfOneRun):
    """Have it written. A second press finds it under way, and changes nothing."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = ImportRun.objects.select_for_update().get(pk=self.run.pk)
        if run.can_start:
            tasks.start(run)
        return self.back()


class CheckAgainView(OfOneRun):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = ImportRun.objects.select_for_update().get(pk=self.run.pk)
        if run.can_be_checked_again:
            tasks.check(run)
        return self.back()


class DiscardView(OfOneRun):
    """Forget an import and its files; the publications that it made stay."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        run = ImportRun.objects.select_for_update().get(pk=self.run.pk)
        if run.can_be_discarded:
            run.delete_with_files()
            messages.success(request, gettext("“%(name)s” was removed from the list.") % {"name": run.name})
            return redirect("imports:index")
        messages.error(request, gettext("It is under way: wait until it has ended."))
        return self.back()


class ReportView(OfOneRun):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        if not self.run.report:
            raise Http404
        return FileResponse(
            self.run.report.open("rb"),
            as_attachment=True,
            filename=f"import-{self.run.pk}.json",
            content_type="application/json",
        )


class TakeView(OfOneRun):
    """One conflict: the source is right."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name, told = request.POST.get("field", ""), request.POST.get("told", "")
        try:
            page = take_from_source(int(request.POST.get("page", "")), name, told, request.user)
        except RefusedError as error:
            messages.error(request, str(error))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except ValueError:
            messages.error(request, gettext("This publication is not here any more."))
        else:
            messages.success(
                request, gettext("“%(title)s” says what the source says, and is published.") % {"title": page.title}
            )
        number = request.POST.get("p", "1")
        query = f"?show=conflict&p={number if number.isdigit() else 1}"
        return redirect(reverse("imports:detail", args=[self.run.pk]) + query)
