"""The pages of channels in the admin."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from institute.webhooks import dispatch
from institute.webhooks.models import Channel, Delivery, Token
from tests.webhooks.conftest import Receiver

pytestmark = pytest.mark.django_db


def secret_on(response: Any) -> str:
    assert "no-store" in response["Cache-Control"]
    found = re.search(r'channel__secret">([^<]+)<', response.content.decode())
    assert found is not None
    return found[1]


def test_a_channel_is_made_tried_and_removed(
    admin_client: Client, receiver: Receiver, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    form = admin_client.get(reverse("webhooks:new"))
    assert form.status_code == 200
    made = admin_client.post(reverse("webhooks:new"), {"name": "Lobby", "url": receiver.url, "types": ["person"]})
    channel = Channel.objects.get()
    assert secret_on(made) == channel.secret
    assert channel.types == ["person"]
    detail = reverse("webhooks:detail", args=[channel.pk])
    assert channel.secret not in admin_client.get(detail).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(reverse("webhooks:test", args=[channel.pk]))
    assert receiver.events[0]["type"] == "channel.test"
    assert "thank you" in admin_client.get(detail).content.decode()
    delivery = Delivery.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(reverse("webhooks:replay", args=[channel.pk, delivery.pk]))
    assert len(receiver.got) == 2
    sent = admin_client.get(reverse("webhooks:delivery", args=[channel.pk, delivery.pk])).content.decode()
    assert "thank you" in sent
    assert delivery.event_id in sent
    rotate = reverse("webhooks:rotate", args=[channel.pk])
    assert "Replace the secret of “Lobby”?" in admin_client.get(rotate).content.decode()
    assert channel.secret == Channel.objects.get().secret
    rotated = admin_client.post(rotate)
    channel.refresh_from_db()
    assert secret_on(rotated) == channel.secret
    edit = reverse("webhooks:edit", args=[channel.pk])
    assert "Lobby" in admin_client.get(edit).content.decode()
    admin_client.post(edit, {"name": "Screen", "url": receiver.url})
    channel.refresh_from_db()
    assert (channel.name, channel.types) == ("Screen", [])
    off = reverse("webhooks:switch_off", args=[channel.pk])
    assert "Yes, switch it off" in admin_client.get(off).content.decode()
    assert Channel.objects.get().active
    assert "The channel is off." in admin_client.post(off, follow=True).content.decode()
    assert not Channel.objects.get().active
    assert "Screen" in admin_client.get(reverse("webhooks:index")).content.decode()
    on = admin_client.post(reverse("webhooks:switch_on", args=[channel.pk]), follow=True)
    assert "The channel is on." in on.content.decode()
    assert Channel.objects.get().active
    delete = reverse("webhooks:delete", args=[channel.pk])
    assert "Remove the channel “Screen”?" in admin_client.get(delete).content.decode()
    assert Channel.objects.exists()
    assert "The channel is removed" in admin_client.post(delete, follow=True).content.decode()
    assert not Channel.objects.exists()


def test_a_token_is_shown_once_and_revoked(admin_client: Client) -> None:
    channel = Channel.objects.create(name="App")
    new = reverse("webhooks:new_token", args=[channel.pk])
    assert admin_client.get(new).status_code == 200
    assert admin_client.post(new, {"expires_at": "2001-01-01 00:00"}).context["form"].errors
    secret = secret_on(admin_client.post(new, {"types": ["person"], "preview": "on", "requests_per_minute": "30"}))
    token = Token.objects.get()
    assert token.digest == Token.digest_of(secret)
    page = admin_client.get(reverse("webhooks:detail", args=[channel.pk])).content.decode()
    assert secret not in page
    assert f"…{secret[-4:]}" in page
    revoke = reverse("webhooks:revoke", args=[channel.pk, token.pk])
    assert f"Revoke the token …{secret[-4:]}?" in admin_client.get(revoke).content.decode()
    assert Token.objects.get().is_valid
    assert "The token is revoked." in admin_client.post(revoke, follow=True).content.decode()
    token.refresh_from_db()
    assert not token.is_valid


def test_a_channel_says_that_it_fails_and_that_it_was_switched_off(
    admin_client: Client,
    channel: Channel,
    receiver: Receiver,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    receiver.statuses = [500, 410]
    detail = reverse("webhooks:detail", args=[channel.pk])
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(reverse("webhooks:test", args=[channel.pk]))
    assert "nothing has arrived" in admin_client.get(detail).content.decode()
    Delivery.objects.update(next_try_at="2001-01-01T00:00Z")
    dispatch.serve(channel.pk)
    assert "Switched off on" in admin_client.get(detail).content.decode()


@pytest.mark.parametrize("may", [True, False])
def test_channels_are_for_those_who_keep_them(client: Client, may: bool) -> None:
    channel = Channel.objects.create(name="App")
    group = Group.objects.create(name="Keepers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    if may:
        group.permissions.add(Permission.objects.get(codename="change_channel"))
    user = get_user_model().objects.create_user("keeper", "keeper@example.org", "a long password")
    user.groups.add(group)
    client.force_login(user)
    asking = [(name, [channel.pk]) for name in ("detail", "edit", "new_token", "rotate", "switch_off", "delete")]
    for name, arguments in (("index", []), ("new", []), *asking):
        assert (client.get(reverse(f"webhooks:{name}", args=arguments)).status_code == 200) is may
    for name in ("test", "rotate", "switch_off", "switch_on", "delete"):
        client.post(reverse(f"webhooks:{name}", args=[channel.pk]))
        if not may:
            assert Channel.objects.get().active
    assert Channel.objects.exists() is not may
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (reverse("webhooks:index") in menu) is may
