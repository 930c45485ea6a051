"""A polite client of the services that tell of scholarly works, over HTTPS and to the configured hosts only."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any
from urllib.parse import urljoin

import requests
from django.conf import settings
from django.utils.translation import gettext
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from bibliography.entry import UnusableSourceError
from institute.content.url_parts import split_url

CONNECT_TIMEOUT = 10
READ_TIMEOUT = 60
RETRIES = 5
# Seconds; the waiting time doubles from one attempt to the next.
FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
LONGEST_RETRY_AFTER = 120
BUSY = (429, 500, 502, 503, 504)
# A hundred works with some thousand authors each are larger than any page that was met.
LARGEST_ANSWER = 64 << 20
REDIRECTS = 3


class PoliteRetry(Retry):
    """Waits that double, with chance added, so that clients which failed together do not come back together."""

    def get_backoff_time(self) -> float:
        return super().get_backoff_time() * random.uniform(1, 1.5)


@dataclass
class Service:
    """One service: its name for people, its address, and how often it may be asked."""

    name: str
    base_url: str
    requests_per_second: float
    # Sent with every request and never shown.
    secrets: Mapping[str, str] = field(default_factory=dict)


def crossref() -> Service:
    return Service("Crossref", settings.CROSSREF_URL, 5)


def openalex() -> Service:
    key = settings.OPENALEX_API_KEY
    return Service("OpenAlex", settings.OPENALEX_URL, 8, {"api_key": key} if key else {})


class RefusedError(UnusableSourceError):
    """The service understood the request and will not answer it; `status` is its HTTP status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class CutAnswerError(UnusableSourceError):
    """An answer that broke off before its end, or that is no JSON: another attempt may bring it whole."""


class Client:
    """Asks one service; all clients of a process share its pace."""

    def __init__(self, service: Service) -> None:
        self.service = service
        address = split_url(service.base_url)
        if address is None or address.scheme != "https" or not address.hostname:
            raise UnusableSourceError(
                gettext("The address of %(service)s must begin with https://, not be “%(url)s”.")
                % {"service": service.name, "url": service.base_url}
            )
        contact = settings.IMPORT_CONTACT_EMAIL
        if not contact:
            raise UnusableSourceError(
                gettext(
                    "%(service)s asks its users for an address to write to: set IMPORT_CONTACT_EMAIL before importing "
                    "from it."
                )
                % {"service": service.name}
            )
        self._host = address.netloc
        self._session = requests.Session()
        # Neither credentials of a .netrc file nor proxies' settings concern these services' answers.
        self._session.headers.update(
            {"User-Agent": f"Institute/{_version()} (mailto:{contact})", "Accept": "application/json"}
        )
        self._session.mount("https://", HTTPAdapter(max_retries=_retry()))

    def get(self, path: str, parameters: Mapping[str, str] | None = None) -> tuple[bytes, dict[str, Any]]:
        """Return the answer to a request, as it came and read as JSON; one that was cut is asked for again.

        Raises UnusableSourceError with what a person can do about it; RefusedError where the service says no.
        """
        url = urljoin(f"{self.service.base_url.rstrip('/')}/", path)
        for attempt in range(RETRIES):
            try:
                return self._whole_answer(url, parameters)
            except CutAnswerError:
                time.sleep(min(FIRST_WAIT * 2**attempt, LONGEST_WAIT) * random.uniform(1, 1.5))
        return self._whole_answer(url, parameters)

    def close(self) -> None:
        self._session.close()

    def _whole_answer(self, url: str, parameters: Mapping[str, str] | None) -> tuple[bytes, dict[str, Any]]:
        body = self._body(url, {**(parameters or {}), **self.service.secrets})
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError) as error:
            message = gettext(
                "%(service)s answered with something that is no JSON, or that was cut short: try again later."
            )
            raise CutAnswerError(message % {"service": self.service.name}) from error
        if not isinstance(answer, dict):
            raise self._unusable(gettext("%(service)s answered with something that is no object."))
        return body, answer

    def _body(self, url: str, parameters: Mapping[str, str]) -> bytes:
        query: Mapping[str, str] | None = parameters
        for _attempt in range(REDIRECTS + 1):
            _wait_for_turn(self._host, 1 / self.service.requests_per_second)
            try:
                with self._session.get(
                    url,
                    params=query,
                    timeout=(CONNECT_TIMEOUT, READ_TIMEOUT),
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    if not response.is_redirect:
                        return self._read(response)
                    url, query = self._redirected(url, response), self.service.secrets
            except UnusableSourceError:
                raise
            except (requests.RequestException, ValueError) as error:
                # A ValueError comes of a redirect to an address that cannot be parsed.
                # The error may hold the whole address, and with it the key: only its kind is told.
                raise self._unusable(
                    gettext("%(service)s cannot be reached (%(reason)s): try again later."),
                    reason=type(error).__name__,
                ) from None
        raise self._unusable(gettext("%(service)s sends from one address to the next without an end."))

    def _read(self, response: requests.Response) -> bytes:
        self._refuse(response.status_code)
        chunks, size = [], 0
        try:
            for chunk in response.iter_content(1 << 16):
                size += len(chunk)
                if size > LARGEST_ANSWER:
                    raise self._unusable(gettext("%(service)s answered with more than it should."))
                chunks.append(chunk)
        except requests.RequestException as error:
            # The connection was reset or ended too early: the session tries again only what was not answered at all.
            message = gettext("The answer of %(service)s broke off (%(reason)s): try again later.")
            raise CutAnswerError(message % {"service": self.service.name, "reason": type(error).__name__}) from None
        return b"".join(chunks)

    def _refuse(self, status: int) -> None:
        if status == 200:
            return
        if status == 404:
            message = gettext("%(service)s does not know this.")
        elif status in (401, 403):
            message = gettext(
                "%(service)s refuses to answer (%(status)s): check the contact address, and the key where it asks for one."
            )
        elif status == 429:
            message = gettext("%(service)s has answered often enough for now: go on later.")
        elif status >= 500:
            message = gettext("%(service)s is out of order (%(status)s): try again later.")
        else:
            message = gettext("%(service)s does not understand the request (%(status)s).")
        raise RefusedError(message % {"service": self.service.name, "status": status}, status)

    def _redirected(self, url: str, response: requests.Response) -> str:
        """Merged works lead to each other by redirects; none may lead away from the service."""
        target = urljoin(url, response.headers["Location"])
        address = split_url(target)
        if address is None or address.scheme != "https" or address.netloc != self._host:
            raise self._unusable(gettext("%(service)s sends to another site, which was not followed."))
        return target

    def _unusable(self, message: str, **values: str) -> UnusableSourceError:
        return UnusableSourceError(message % {"service": self.service.name, **values})


def _retry() -> Retry:
    return PoliteRetry(
        total=RETRIES,
        redirect=0,
        allowed_methods={"GET"},
        status_forcelist=BUSY,
        backoff_factor=FIRST_WAIT,
        backoff_max=LONGEST_WAIT,
        respect_retry_after_header=True,
        retry_after_max=LONGEST_RETRY_AFTER,
        raise_on_status=False,
        raise_on_redirect=False,
    )


def _version() -> str:
    try:
        return metadata.version("institute")
    except metadata.PackageNotFoundError:
        # A deployment runs from its folder, with only the requirements installed.
        return "1"


# When each host may next be asked, on the clock of `time.monotonic`.
_next_turn: dict[str, float] = {}
_turns = threading.Lock()


def _wait_for_turn(host: str, interval: float) -> None:
    with _turns:
        now = time.monotonic()
        turn = max(now, _next_turn.get(host, 0))
        _next_turn[host] = turn + interval
    if turn > now:
        time.sleep(turn - now)
