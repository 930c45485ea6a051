"""The pages of channels in the admin, and the way from a draft to the front end that shows it."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Page

from institute.content.paging import paged
from institute.previews import preview
from institute.webhooks import dispatch, events
from institute.webhooks.forms import ChannelForm, TokenForm
from institute.webhooks.models import Channel, Delivery, Token

PERMISSION = "webhooks.change_channel"
DELIVERIES_ON_A_PAGE = 30
ICON = "link"


class KeepersOnly(View):
    """For those who keep channels."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def trail(channel: Channel | None, title: Any = "") -> list[dict[str, Any]]:
    """Return the way to a page: the channels, one of them, and what is done with it."""
    items: list[dict[str, Any]] = [{"url": reverse("webhooks:index"), "label": _("Channels")}]
    if channel is not None:
        items.append({"url": reverse("webhooks:detail", args=[channel.pk]), "label": channel.name})
    return [*items, {"url": "", "label": title}] if title else items


def state_of(channel: Channel) -> str:
    if not channel.active:
        return gettext("off")
    if channel.failing_since is not None:
        return gettext("failing")
    return gettext("on")


class ChannelIndexView(KeepersOnly, BaseListingView):
    model = Channel
    page_title = _("Channels")
    header_icon = ICON
    template_name = "webhooks/admin/index.html"
    index_url_name = "webhooks:index"
    paginate_by = 30
    verbose_name_plural = _("webhooks")
    columns = [
        TitleColumn("name", label=_("Name"), url_name="webhooks:detail"),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor=state_of,
            primary=lambda channel: channel.active and channel.failing_since is None,
        ),
        Column("url", label=_("Address for events"), accessor=lambda channel: channel.url or "—"),
    ]

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(gettext("New channel"), url=reverse("webhooks:new"), icon_name="plus")]

    def get_base_queryset(self) -> Any:
        return Channel.objects.all()


class OfOneChannel(KeepersOnly):
    @cached_property
    def channel(self) -> Channel:
        return get_object_or_404(Channel, pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        return redirect("webhooks:detail", self.channel.pk)


class ChannelFormView(KeepersOnly, WagtailAdminTemplateMixin, FormView):
    form_class: type[Any] = ChannelForm
    page_title = _("New channel")
    header_icon = ICON
    template_name = "webhooks/admin/form.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *trail(None, self.get_page_title())]

    def form_valid(self, form: Any) -> HttpResponse:
        is_new = form.instance.pk is None
        channel = form.save()
        if is_new and channel.url:
            return show_secret(self, channel, channel.secret)
        messages.success(self.request, gettext("The channel is saved."))
        return redirect("webhooks:detail", channel.pk)


class EditChannelView(OfOneChannel, ChannelFormView):
    page_title = _("Edit")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *trail(self.channel, self.page_title)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.channel}


class NewTokenView(OfOneChannel, ChannelFormView):
    form_class = TokenForm
    page_title = _("New token")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *trail(self.channel, self.page_title)]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": Token(channel=self.channel)}

    def form_valid(self, form: Any) -> HttpResponse:
        token = form.save(commit=False)
        return show_secret(self, self.channel, token.issue(), is_token=True)


def show_secret(
    view: WagtailAdminTemplateMixin, channel: Channel, secret: str, *, is_token: bool = False
) -> HttpResponse:
    """Answer with what is shown this once; no cache and no history keeps the page."""
    view.template_name = "webhooks/admin/secret.html"
    response: HttpResponse = view.render_to_response(
        view.get_context_data(channel=channel, secret=secret, is_token=is_token)
    )
    response.headers["Cache-Control"] = "no-store"
    return response


class ChannelView(WagtailAdminTemplateMixin, OfOneChannel):
    header_icon = ICON
    template_name = "webhooks/admin/detail.html"

    def get_page_title(self) -> str:
        return self.channel.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *trail(None, self.channel.name)]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(
                channel=self.channel,
                state=state_of(self.channel),
                waiting=self.channel.deliveries.filter(state=Delivery.State.WAITING).count(),
                tokens=self.channel.tokens.select_related("channel"),
                **paged(request, self.channel.deliveries.all(), DELIVERIES_ON_A_PAGE),
            )
        )


class DeliveryView(WagtailAdminTemplateMixin, OfOneChannel):
    """One event: what was sent, and what came back."""

    header_icon = ICON
    page_title = _("Delivery")
    template_name = "webhooks/admin/delivery.html"

    @cached_property
    def delivery(self) -> Delivery:
        return get_object_or_404(self.channel.deliveries, pk=self.kwargs["delivery"])

    def get_page_subtitle(self) -> str:
        return self.delivery.event_type

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *trail(self.channel, self.delivery.event_type)]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(
                channel=self.channel,
                delivery=self.delivery,
                body=json.dumps(self.delivery.payload, ensure_ascii=False, indent=2),
            )
        )


class AskingView(WagtailAdminTemplateMixin, OfOneChannel):
    """Asks first, on a page of its own; whoever confirms posts to the same address."""

    header_icon = ICON
    template_name = "webhooks/admin/confirm.html"
    question: Any
    consequence: Any
    yes: Any
    no: Any
    is_serious = True

    @property
    def subject(self) -> Channel | Token:
        """What it is about."""
        return self.channel

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, *trail(self.channel, self.page_title)]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        question = self.question % {"name": self.subject}
        return self.render_to_response(self.get_context_data(channel=self.channel, question=question))


class SwitchOffView(AskingView):
    page_title = _("Switch off")
    question = _("Switch off “%(name)s”?")
    consequence = _("It is told of nothing more, and its tokens are refused, until someone switches it on again.")
    yes = _("Yes, switch it off")
    no = _("No, leave it on")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.channel.switch_off()
        messages.success(request, gettext("The channel is off."))
        return self.back()


class SwitchOnView(OfOneChannel):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.channel.active:
            self.channel.switch_on()
            transaction.on_commit(dispatch.wake_if_needed)
            messages.success(request, gettext("The channel is on. What happened meanwhile is on its way."))
        return self.back()


class RotateView(AskingView):
    page_title = _("New secret")
    question = _("Replace the secret of “%(name)s”?")
    consequence = _(
        "Events are signed with both secrets for a day. From then on the receiver has to know the new one, "
        "or it will refuse every event."
    )
    yes = _("Yes, replace it")
    no = _("No, keep it")
    is_serious = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.channel.rotate_secret()
        messages.success(request, gettext("The secret is replaced."))
        return show_secret(self, self.channel, self.channel.secret)


class TestView(OfOneChannel):
    """Send an event that says nothing."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.channel.hears:
            events.send_test(self.channel)
            transaction.on_commit(dispatch.wake)
            messages.success(request, gettext("A test is on its way."))
        return self.back()


class ReplayView(OfOneChannel):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        delivery = get_object_or_404(self.channel.deliveries, pk=self.kwargs["delivery"])
        if self.channel.hears and delivery.state != Delivery.State.WAITING:
            events.replay(delivery)
            transaction.on_commit(dispatch.wake)
            messages.success(request, gettext("The event is on its way again."))
        return self.back()


class RevokeView(AskingView):
    page_title = _("Revoke")
    question = _("Revoke the token %(name)s?")
    consequence = _("Whatever uses it is refused from now on. It cannot be made valid again.")
    yes = _("Yes, revoke it")
    no = _("No, keep it")

    @cached_property
    def token(self) -> Token:
        return get_object_or_404(self.channel.tokens, pk=self.kwargs["token"])

    @property
    def subject(self) -> Token:
        return self.token

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.token.revoke()
        messages.success(request, gettext("The token is revoked."))
        return self.back()


class DeleteView(AskingView):
    page_title = _("Remove")
    question = _("Remove the channel “%(name)s”?")
    consequence = _("Its tokens, its secret and the record of what was sent to it go as well, for good.")
    yes = _("Yes, remove it")
    no = _("No, keep it")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.channel.delete()
        messages.success(request, gettext("The channel is removed, with its tokens and deliveries."))
        return redirect("webhooks:index")


def show_in_front_end(request: HttpRequest, page_id: int, language: str) -> HttpResponse:
    """Lead whoever may edit a page to the front end, with a token for its latest draft."""
    page = get_object_or_404(Page.objects.select_related("latest_revision", "locale"), pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if not preview.can_be_previewed(page) or language not in preview.languages_of(page):
        raise Http404
    if page.latest_revision is None:
        messages.warning(request, gettext("Save a draft first: there is none to show."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    response = redirect(preview.preview_url(page.latest_revision, language))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
