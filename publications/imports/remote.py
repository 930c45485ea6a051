"""Works from services on the web: one by its DOI, all of a person, of an institution, or of any filter.

Entries are pages of answers, read by the adapter of the service's format as if they stood in a file.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, quote

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from bibliography.entry import Adapter, Entry, UnusableSourceError
from bibliography.formats import ADAPTERS
from bibliography.identifiers import IdentifierError, Scheme, normalize_identifier
from directory.identifiers import normalize_orcid, normalize_ror
from publications.imports.importer import BATCH
from publications.imports.services import Client, RefusedError, Service, crossref, openalex
from publications.models import RemoteCursor

PREFIXES = ("doi:", "orcid:", "openalex:")
# As many as OpenAlex gives.
PER_PAGE = 100
FIRST_PAGE = "*"
# Characters of a name that an index takes, in any script.
LONGEST_KEY = 500
# What of a query of OpenAlex chooses works; the rest would change what an answer holds.
QUERY_PARAMETERS = frozenset({"filter", "search"})


def remote_source(argument: str) -> OneWork | ManyWorks | None:
    """The source that `doi:…`, `orcid:…` or `openalex:…` names; None for anything else.

    Raises UnusableSourceError for what begins so and cannot be asked for.
    """
    prefix, _colon, rest = argument.strip().partition(":")
    kind, rest = prefix.lower(), rest.strip()
    if f"{kind}:" not in PREFIXES:
        return None
    if kind == "doi":
        return _doi(rest)
    if kind == "orcid":
        return _orcid(rest)
    return _openalex(rest)


def _doi(text: str) -> OneWork:
    try:
        identifier = normalize_identifier(Scheme.DOI, text)
    except IdentifierError as error:
        raise UnusableSourceError(str(error)) from error
    if identifier.scheme != Scheme.DOI:
        # The DOIs of arXiv are registered elsewhere; OpenAlex knows them.
        doi = f"10.48550/arxiv.{identifier.value}"
        return OneWork(f"doi:{doi}", openalex(), ADAPTERS["openalex"], f"works/doi:{quote(doi, safe='/')}")
    return OneWork(
        f"doi:{identifier.value}", crossref(), ADAPTERS["crossref"], f"works/{quote(identifier.value, safe='')}"
    )


def _orcid(text: str) -> ManyWorks:
    try:
        orcid = normalize_orcid(text)
    except ValidationError as error:
        raise UnusableSourceError(error.messages[0]) from error
    short = orcid.rpartition("/")[2]
    return ManyWorks(f"orcid:{short}", openalex(), ADAPTERS["openalex"], {"filter": f"author.orcid:{short}"})


def _openalex(text: str) -> OneWork | ManyWorks:
    if text.startswith("?"):
        parameters = dict(parse_qsl(text[1:], keep_blank_values=True))
        unknown = parameters.keys() - QUERY_PARAMETERS
        if unknown or not any(parameters.values()):
            raise UnusableSourceError(
                gettext("A query of OpenAlex holds “filter” and “search” only, for instance ?filter=author.id:A123.")
            )
        return ManyWorks(f"openalex:{text}", openalex(), ADAPTERS["openalex"], parameters)
    if re.match(r"(?:https?://)?(?:www\.)?ror\.org/", text, re.IGNORECASE):
        try:
            ror = normalize_ror(text)
        except ValidationError as error:
            raise UnusableSourceError(error.messages[0]) from error
        return ManyWorks(f"openalex:{ror}", openalex(), ADAPTERS["openalex"], {"filter": f"institutions.ror:{ror}"})
    bare = re.sub(
        r"^(?:https?://)?(?:api\.|www\.)?openalex\.org/(?:works/|authors/|institutions/)?", "", text, flags=re.I
    )
    if match := re.fullmatch(r"([WAI])([1-9]\d*)/?", bare, re.IGNORECASE):
        key = f"{match[1].upper()}{match[2]}"
        if key[0] == "W":
            return OneWork(f"openalex:{key}", openalex(), ADAPTERS["openalex"], f"works/{key}")
        name = {"A": "author.id", "I": "institutions.id"}[key[0]]
        return ManyWorks(f"openalex:{key}", openalex(), ADAPTERS["openalex"], {"filter": f"{name}:{key}"})
    raise UnusableSourceError(
        gettext(
            "“openalex:%(text)s” names nothing: write a work (W…), an author (A…), an institution (I… or its ROR "
            "address), or a query (?filter=…)."
        )
        % {"text": text}
    )


@dataclass
class OneWork:
    """A work that is asked for by its identifier."""

    name: str
    service: Service
    adapter: Adapter
    path: str
    size: int | None = 1
    done: int = 0

    @property
    def library(self) -> str:
        return self.adapter.name

    def entries(self) -> Iterator[Entry]:
        client = Client(self.service)
        try:
            body, _answer = client.get(self.path)
        except RefusedError as error:
            if error.status != 404:
                raise
            raise UnusableSourceError(
                gettext("“%(name)s” is not known to %(service)s.") % {"name": self.name, "service": self.service.name}
            ) from error
        finally:
            client.close()
        for entry in self.adapter.entries(BytesIO(body), self.name):
            yield replace(entry, position=self.name)
        self.done = 1


@dataclass
class ManyWorks:
    """The works that a filter selects, page by page. `done` and `size` count works.

    The place of the page that is being imported is remembered, so that a run that was killed goes on there.
    """

    name: str
    service: Service
    adapter: Adapter
    parameters: Mapping[str, str]
    size: int | None = None
    done: int = 0
    # Where each page that may still be written begins: how many works of this run came before, and its place.
    _begun: deque[tuple[int, Place]] = field(default_factory=deque)
    _given: int = 0

    @property
    def library(self) -> str:
        return self.adapter.name

    @property
    def _key(self) -> str:
        """What the place is kept under; a long query has its digest for a name."""
        return self.name if len(self.name) <= LONGEST_KEY else hashlib.sha256(self.name.encode()).hexdigest()

    def entries(self) -> Iterator[Entry]:
        client = Client(self.service)
        try:
            place: Place | None = self._start(client)
            while place:
                place = yield from self._page(client, place)
        finally:
            client.close()
        RemoteCursor.objects.filter(source=self._key).delete()

    def _start(self, client: Client) -> Place:
        """Where an earlier run was stopped, as long as the service knows the place, or the beginning."""
        known = RemoteCursor.objects.filter(source=self._key).recent().first()
        if known is None:
            return Place()
        place = Place(known.cursor, known.page, known.works)
        try:
            place.answer = self._ask(client, place)
        except RefusedError as error:
            if error.status not in (400, 404):
                raise
            return Place()
        return place

    def _ask(self, client: Client, place: Place) -> tuple[bytes, dict[str, Any]]:
        return client.get("works", {**self.parameters, "per_page": str(PER_PAGE), "cursor": place.cursor})

    def _page(self, client: Client, place: Place) -> Generator[Entry, None, Place | None]:
        self._begun.append((self._given, place))
        self._remember()
        body, answer = place.answer or self._ask(client, place)
        place.answer = None
        meta, results = answer.get("meta"), answer.get("results")
        if not isinstance(meta, dict) or not isinstance(results, list):
            raise UnusableSourceError(
                gettext("%(service)s answered with something that is no page of works.")
                % {"service": self.service.name}
            )
        self.size = meta["count"] if isinstance(meta.get("count"), int) else None
        if not results:
            return None
        for number, entry in enumerate(self.adapter.entries(BytesIO(body), self.name), start=1):
            self._given += 1
            self.done = place.works + number
            position = gettext("%(source)s page %(page)s, item %(item)s")
            yield replace(entry, position=position % {"source": self.name, "page": place.page, "item": number})
        cursor = meta.get("next_cursor")
        return Place(cursor, place.page + 1, place.works + len(results)) if cursor else None

    def _remember(self) -> None:
        """Keep the last place all before which is written.

        An importer asks for the next work only when the batch before it is committed; in a dry run, what is kept here
        is undone with all else.
        """
        committed = self._given // BATCH * BATCH
        while len(self._begun) > 1 and self._begun[1][0] <= committed:
            self._begun.popleft()
        place = self._begun[0][1]
        if place.cursor != FIRST_PAGE:
            with transaction.atomic():
                RemoteCursor.objects.update_or_create(
                    source=self._key,
                    defaults={"cursor": place.cursor, "page": place.page, "works": place.works, "at": timezone.now()},
                )


@dataclass
class Place:
    """A page among those of a source: how to ask for it, its number, and how many works stand before it."""

    cursor: str = FIRST_PAGE
    page: int = 1
    works: int = 0
    # Where it was asked for already.
    answer: tuple[bytes, dict[str, Any]] | None = None
