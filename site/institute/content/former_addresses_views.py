"""The admin pages on which editors see the former addresses of a page, and have one forgotten."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import Page

from institute.content.former_addresses import forget, former_addresses, slug_of
from institute.content.pages import BasePage

LOG_ACTION = "content.forget_address"


def publishable_translations(page: Page, user: Any) -> list[Page]:
    """Return ``page`` and its translations, as far as ``user`` may publish them."""
    return [
        translation
        for translation in page.get_translations(inclusive=True).specific()
        if translation.permissions_for_user(user).can_publish()
    ]


class FormerAddressesView(WagtailAdminTemplateMixin, View):
    """The former addresses of a page in every language. What leads to a page is for those who may publish it."""

    page_title = _("Former addresses")
    header_icon = "redirect"
    template_name = "content/admin/former_addresses.html"

    @cached_property
    def page(self) -> Page:
        page = get_object_or_404(Page, pk=self.kwargs["page_id"]).specific
        if not isinstance(page, BasePage):
            raise Http404
        return page

    @cached_property
    def pages(self) -> list[Page]:
        return publishable_translations(self.page, self.request.user)

    @cached_property
    def addresses(self) -> list[str]:
        return former_addresses(self.pages)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit_url, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(page=self.page, addresses=self.addresses))


class ForgetAddressView(FormerAddressesView):
    """Confirm that an address is to be forgotten, together with those that differ from it in the language only."""

    page_title = _("Forget this address")
    template_name = "content/admin/forget_address.html"

    @cached_property
    def together(self) -> list[str]:
        """The address asked for, with the others that end in the same slug unless a page still has it."""
        address = self.request.GET.get("address", "")
        if address not in self.addresses:
            raise Http404
        slug = slug_of(address)
        if slug in {page.slug for page in self.pages}:
            return [address]
        return [other for other in self.addresses if slug_of(other) == slug]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(page=self.page, addresses=self.together))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        forget(self.together, self.pages)
        # The history says that it was done, and never what the address was.
        log(instance=self.page, action=LOG_ACTION, user=request.user)
        messages.success(request, gettext("The address is forgotten."))
        return redirect("former_addresses", self.page.pk)
