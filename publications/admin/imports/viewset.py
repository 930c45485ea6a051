"""Where the pages of imports stand in the admin."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSet

from publications.admin.imports import views
from publications.admin.permissions import ImportersMenuItem


class ImportViewSet(ViewSet):
    name = "imports"
    icon = views.ICON
    menu_label = _("Imports")
    menu_item_class = ImportersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views.ImportIndexView.as_view(), name="index"),
            path("new/", views.NewImportView.as_view(), name="new"),
            path("<int:pk>/", views.ImportView.as_view(), name="detail"),
            path("<int:pk>/progress/", views.ProgressView.as_view(), name="progress"),
            path("<int:pk>/start/", views.StartView.as_view(), name="start"),
            path("<int:pk>/check/", views.CheckAgainView.as_view(), name="check"),
            path("<int:pk>/take/", views.TakeView.as_view(), name="take"),
            path("<int:pk>/report/", views.ReportView.as_view(), name="report"),
            path("<int:pk>/discard/", views.DiscardView.as_view(), name="discard"),
        ]
