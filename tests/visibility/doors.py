"""Every door by which content leaves the site, derived from the API's document and the addresses of pages.

A new operation of the API with a parameter that is not known here, or a required one, fails the tests until it is
added. ``tests/publications/exports/test_doors.py`` holds the list of the site's other addresses.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import openpyxl
from django.test import Client
from wagtail.models import Page

from directory.models import Institution, Membership, ResearchTopic
from institute.content.models import PublicPage
from institute.webhooks.events import take_up
from institute.webhooks.models import Delivery
from publications.models import Identifier, Venue
from tests.visibility.world import SHARED, World

# What an operation says more of its subject where it is asked to.
MORE = {"facets": "true", "alumni": "include"}
REQUIRED = {"search": {"q": SHARED}, "resolve": {}}
# A draft is shown to those who were given its token.
PRIVATE = {"/preview/{token}"}
VOCABULARIES: dict[str, Any] = {
    "institutions": Institution,
    "memberships": Membership,
    "topics": ResearchTopic,
    "venues": Venue,
}
OAI = [
    {"verb": "Identify"},
    {"verb": "ListSets"},
    {"verb": "ListMetadataFormats"},
    {"verb": "ListRecords", "metadataPrefix": "oai_dc"},
    {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"},
]


@dataclass(frozen=True)
class Door:
    url: str
    language: str


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    etag: str


class Doors:
    """The doors of a world, found while everything in it is visible, so that each is asked again afterwards."""

    def __init__(self, world: World, start: str) -> None:
        self.world, self.start = world, start
        self.paths = list(PublicPage.objects.order_by("path").values_list("language", "path"))
        self.former = [
            (code, f"/{code}{path}")
            for code, path in (
                ("en", "/hall/old-1/"),
                ("fr", "/hall/old-2/"),
                ("en", "/hall/old-3/"),
                ("fr", "/hall/old-3/"),
                ("en", "/news/old-4/"),
                ("en", "/directory/old-person/"),
                ("fr", "/annuaire/old-person/"),
                ("en", "/publications/old-work/"),
                ("fr", "/publications/old-work/"),
            )
        ]
        self.values = {
            "publication_id": [world.work.pk, world.shown_work.pk],
            "page_id": [page.pk for page in (*world.sources, world.hub, world.tree.home["en"])],
            "slug": [world.person.specific_class.objects.get(pk=world.person.pk).slug, "old-person", "ada-reader"],
            "identifier": [row.value for row in Identifier.objects.filter(scheme="doi")],
            "scheme": ["doi"],
            **{name: list(model.objects.values_list("pk", flat=True)) for name, model in VOCABULARIES.items()},
        }
        self.document = Client().get("/api/v1/openapi.json").json()["paths"]

    def __iter__(self) -> Iterator[Door]:
        yield from self.of_the_api()
        yield from self.of_the_site()

    def lists(self) -> Iterator[Door]:
        """Yield the doors that show many things at once."""
        words = ("publications.", "articles", "people?", "publications?", "search", "changes", "sitemap", "/oai")
        yield from (door for door in self if any(word in door.url for word in words))

    def about(self, *pages: Page) -> Iterator[Door]:
        """Yield the lists, and the doors that show one of ``pages`` or what refers to it."""
        names = [page.slug for page in (*pages, self.world.hub)] + [f"/{page.pk}" for page in pages]
        listed = set(self.lists())
        yield from (door for door in self if door in listed or any(name in door.url for name in names))

    def of_the_api(self) -> Iterator[Door]:
        for relative, operations in self.document.items():
            if relative in PRIVATE:
                continue
            path = f"/api/v1{relative}"
            known = {parameter["name"]: parameter for parameter in operations["get"].get("parameters", [])}
            query = {name: value for name, value in MORE.items() if name in known}
            choices = _choices(known["include"]) if "include" in known else []
            # The frame is the same on every page.
            if choices and (choices != ["layout"] or path.endswith("/home")):
                query["include"] = ",".join(choices)
            query |= REQUIRED.get(path.rpartition("/")[2], {})
            if path.endswith("/resolve"):
                # The page is answered in the language of its address.
                for code, address in (*self.paths, *self.former):
                    yield Door(f"{path}?{urlencode({'path': address, **query})}", code)
                continue
            for code in ("en", "fr"):
                for filled in self._filled(path):
                    yield Door(f"{filled}?{urlencode({'locale': code, **query})}", code)
                    if "q" in known and "q" not in query:
                        yield Door(f"{filled}?{urlencode({'locale': code, **query, 'q': SHARED})}", code)
        yield Door(self.start, "")

    def _filled(self, path: str) -> Iterator[str]:
        """Yield ``path`` with every value of its parameters."""
        names = re.findall(r"{(\w+)}", path)
        addresses = [path]
        for name in names:
            values = self.values[path.split("/")[3] if name == "vocabulary_id" else name]
            addresses = [address.replace(f"{{{name}}}", str(value)) for address in addresses for value in values]
        yield from addresses

    def of_the_site(self) -> Iterator[Door]:
        for language, path in (*self.paths, *self.former):
            yield Door(path, language)
        for code, directory in (("en", "directory"), ("fr", "annuaire")):
            yield Door(f"/{code}/search/?q={SHARED}", code)
            yield Door(f"/{code}/publications/?q={SHARED}", code)
            yield Door(f"/{code}/{directory}/?q={SHARED}", code)
        for path in ("/sitemap.xml", "/robots.txt"):
            yield Door(path, "")
        for arguments in OAI:
            yield Door(f"/oai?{urlencode(arguments)}", "en")
        identifier = f"oai:localhost:publications/{self.world.work.pk}"
        yield Door(
            f"/oai?{urlencode({'verb': 'GetRecord', 'metadataPrefix': 'oai_dc', 'identifier': identifier})}", "en"
        )
        yield Door(self.world.work.pdf.url, "")

    def events(self) -> str:
        """Return what the channel is sent of all that happened since it was made."""
        while take_up(self.world.channel.pk):
            pass
        return str(list(Delivery.objects.values_list("payload", flat=True)))


def ask(door: Door, etag: str = "") -> Answer:
    """Go through a door as a visitor who holds the answer with that entity tag."""
    headers = {"If-None-Match": etag} if etag else {}
    response: Any = Client().get(door.url, headers=headers)
    assert response.status_code not in (422, 500), (door, response.content)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = _text(content, response.headers.get("Content-Type", "")) + str(response.headers)
    return Answer(response.status_code, text, response.headers.get("ETag", ""))


def _choices(parameter: Any) -> list[str]:
    """Return the values of a parameter that takes several, separated by commas."""
    schema = parameter["schema"]
    options = [schema, *schema.get("anyOf", [])]
    for option in options:
        found = option.get("enum") or option.get("items", {}).get("enum")
        if found:
            return list(found)
    pattern = next(option["pattern"] for option in options if "pattern" in option)
    return sorted(set(re.findall(r"[a-z_]+", pattern)))


def _text(content: bytes, content_type: str) -> str:
    if "spreadsheetml" in content_type:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return "\n".join(str(row) for row in sheet.iter_rows(values_only=True))
    return content.decode(errors="replace")
