"""Where channels stand in the admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from institute.webhooks import views


class ChannelsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(views.PERMISSION)


class ChannelViewSet(ViewSet):
    name = "webhooks"
    icon = views.ICON
    menu_label = _("Channels")
    menu_item_class = ChannelsMenuItem
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", views.ChannelIndexView.as_view(), name="index"),
            path("new/", views.ChannelFormView.as_view(), name="new"),
            path("<int:pk>/", views.ChannelView.as_view(), name="detail"),
            path("<int:pk>/edit/", views.EditChannelView.as_view(), name="edit"),
            path("<int:pk>/on/", views.SwitchOnView.as_view(), name="switch_on"),
            path("<int:pk>/off/", views.SwitchOffView.as_view(), name="switch_off"),
            path("<int:pk>/secret/", views.RotateView.as_view(), name="rotate"),
            path("<int:pk>/test/", views.TestView.as_view(), name="test"),
            path("<int:pk>/delete/", views.DeleteView.as_view(), name="delete"),
            path("<int:pk>/deliveries/<int:delivery>/", views.DeliveryView.as_view(), name="delivery"),
            path("<int:pk>/deliveries/<int:delivery>/replay/", views.ReplayView.as_view(), name="replay"),
            path("<int:pk>/tokens/new/", views.NewTokenView.as_view(), name="new_token"),
            path("<int:pk>/tokens/<int:token>/revoke/", views.RevokeView.as_view(), name="revoke"),
            path("preview/<int:page_id>/<str:language>/", views.show_in_front_end, name="preview"),
        ]
