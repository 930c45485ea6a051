"""Rows of the vocabularies: one id in lists, in the feed of changes and in webhooks, and an address for each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from directory.models import ResearchTopic
from institute.api.changes import vocabulary_api_path
from institute.content.change_log import vocabularies
from institute.webhooks.event_types import FILES, type_names
from institute.webhooks.events import take_up
from institute.webhooks.models import Channel
from institute.webhooks.openapi import WebhookEvent
from tests.api_client import Read
from tests.factories.directory import InstitutionFactory, MembershipFactory, ResearchTopicFactory
from tests.factories.publications import VenueFactory
from tests.fixtures import SiteTree
from tests.support import settle

pytestmark = pytest.mark.django_db

LISTS = {
    "institution": (InstitutionFactory, "/institutions"),
    "topic": (ResearchTopicFactory, "/topics"),
    "membership": (MembershipFactory, "/memberships"),
    "venue": (VenueFactory, "/venues"),
}


def since_now(read: Read) -> str:
    """Return the address from which the changes after now are read."""
    settle()
    answer = read("/changes")
    while answer["more"]:
        answer = read("/changes", since=answer["next"].partition("since=")[2])
    return str(answer["next"])


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", list(LISTS))
def test_changes_id_is_the_id_in_the_list(
    name: str, language: str, site_tree: SiteTree, client: Client, read: Read
) -> None:
    factory, path = LISTS[name]
    address = f"{since_now(read)}&locale={language}"
    row: Any = factory()
    settle()
    (event,) = [item for item in client.get(address).json()["items"] if item["type"] == name]
    (listed,) = [item for item in read(path, locale=language)["items"] if item["slug"] == row.slug]
    assert event["id"] == listed["id"] == row.pk
    parts = urlsplit(event["api_url"])
    assert client.get(f"{parts.path}?{parts.query}").json() == listed
    row.delete()
    settle()
    assert client.get(event["api_url"]).status_code == 404
    (removed,) = [item for item in client.get(address).json()["items"] if item["kind"] == "removed"]
    assert (removed["id"], removed["api_url"]) == (listed["id"], None)


def test_webhook_of_a_vocabulary_links_to_the_row(site_tree: SiteTree, client: Client) -> None:
    channel = Channel.objects.create(name="Screens", url="https://screens.example.org/")
    topic = ResearchTopic.objects.create(name_en="Robotics", slug="robotics")
    settle()
    take_up(channel.pk)
    (delivery,) = channel.deliveries.filter(event_type="topic.created")
    data = delivery.payload["data"]
    assert (data["id"], data["type"]) == (topic.pk, "topic")
    assert client.get(urlsplit(data["api_url"]).path).json()["slug"] == "robotics"
    WebhookEvent.model_validate(delivery.payload)


def test_every_vocabulary_has_an_address_for_its_rows() -> None:
    names = {type_names()[model._meta.label_lower] for model in vocabularies()} - {FILES}
    assert names == set(LISTS)
    assert all(vocabulary_api_path(name, 1) for name in names)


def test_row_that_does_not_exist_is_not_found(site_tree: SiteTree, client: Client) -> None:
    for _model, path in LISTS.values():
        assert client.get(f"/api/v1{path}/999999").status_code == 404
