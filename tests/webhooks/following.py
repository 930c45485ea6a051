"""A client of the feed, which holds what it was told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from tests.api_client import ROOT

Key = tuple[str, int, str]


def next_of(client: Client) -> str:
    """Follow the feed to its end, and return where to go on."""
    holding = Holding()
    holding.follow(client)
    return holding.next


@dataclass
class Holding:
    """What a client holds: paths by type, identifier and language."""

    held: dict[Key, str] = field(default_factory=dict)
    next: str = ""

    @property
    def paths(self) -> set[str]:
        return set(self.held.values())

    def follow(self, client: Client, **parameters: Any) -> list[dict[str, Any]]:
        """Ask until there is no more; return what was told."""
        told: list[dict[str, Any]] = []
        more = True
        while more:
            url = self.next or f"{ROOT}/changes"
            response = client.get(url, {} if self.next else parameters)
            assert response.status_code == 200, response.content.decode()
            answer = response.json()
            for item in answer["items"]:
                self.take(item)
            told += answer["items"]
            self.next, more = answer["next"], answer["more"]
        return told

    def take(self, item: dict[str, Any]) -> None:
        if item["locale"] is None:
            return
        key = (item["type"], item["id"], item["locale"])
        if item["kind"] == "removed":
            self.held.pop(key, None)
        else:
            self.held[key] = item["path"]
