"""Clients that hold copies of what they read, and the same read anew."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from django.test import Client

from institute.content.models import PublicPage
from institute.webhooks.event_types import type_names
from tests.api_client import ROOT
from tests.webhooks.following import Key

OAI = "{http://www.openarchives.org/OAI/2.0/}"

Document = dict[str, Any]


def fetch(client: Client, url: str) -> Document | None:
    """Return the document at an address of the API, or None where it is gone meanwhile."""
    parts = urlsplit(url)
    response = client.get(f"{parts.path}?{parts.query}")
    assert response.status_code in (200, 404), response.content.decode()
    return response.json() if response.status_code == 200 else None


@dataclass
class Mirror:
    """Follows the feed and keeps each document as it was when the feed named it."""

    documents: dict[Key, Document] = field(default_factory=dict)
    next: str = f"{ROOT}/changes?limit=1000"
    rows: int = 0

    def follow(self, client: Client) -> None:
        more = True
        while more:
            answer = client.get(self.next).json()
            latest: dict[Key, dict[str, Any]] = {}
            for item in answer["items"]:
                if item["locale"] is not None:
                    latest[item["type"], item["id"], item["locale"]] = item
            for key, item in latest.items():
                document = fetch(client, item["api_url"]) if item["kind"] != "removed" else None
                if document is None:
                    self.documents.pop(key, None)
                else:
                    self.documents[key] = document
            self.rows += len(answer["items"])
            self.next, more = answer["next"], answer["more"]


def documents_now(client: Client) -> dict[Key, Document]:
    """Return every document that there is."""
    found: dict[Key, Document] = {}
    for address in PublicPage.objects.select_related("page__content_type"):
        name = type_names()[".".join(address.page.content_type.natural_key())]
        document = fetch(client, f"{ROOT}/pages/{address.identifier}?locale={address.language}")
        if document is not None:
            found[name, address.identifier, address.language] = document
    return found


@dataclass
class Harvester:
    """Harvests by date, from where the last harvest ended."""

    records: dict[str, str] = field(default_factory=dict)
    since: str = ""

    def harvest(self, client: Client) -> None:
        for identifier, text in harvested(client, self):
            self.records[identifier] = text


def harvested(client: Client, harvester: Harvester) -> list[tuple[str, str]]:
    """Return the identifiers and contents of the records that changed since the last harvest."""
    parameters = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    if harvester.since:
        parameters["from"] = harvester.since
    found = []
    while True:
        root = ET.fromstring(client.get("/oai", parameters).content)
        if "resumptionToken" not in parameters:
            harvester.since = root.findtext(f"{OAI}responseDate") or ""
        for record in root.iter(f"{OAI}record"):
            header = record.find(f"{OAI}header")
            assert header is not None
            text = re.sub(r"<(\w+:)?datestamp>[^<]*", "", ET.tostring(record, encoding="unicode"))
            found.append((header.findtext(f"{OAI}identifier") or "", text))
        token = root.findtext(f".//{OAI}resumptionToken")
        if not token:
            return found
        parameters = {"verb": "ListRecords", "resumptionToken": token}


def differences(held: dict[Any, Any], now: dict[Any, Any]) -> dict[Any, Any]:
    """Return what a copy says otherwise than the original, by key: the fields, or that there is none."""
    found: dict[Any, Any] = {}
    for key in held.keys() | now.keys():
        mine, theirs = held.get(key), now.get(key)
        if mine is None or theirs is None:
            found[key] = "missing" if mine is None else "extra"
        elif mine != theirs:
            found[key] = (
                sorted(name for name in theirs if mine.get(name) != theirs[name])
                if isinstance(theirs, dict)
                else (mine, theirs)
            )
    return found
