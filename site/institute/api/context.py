"""One read of the API: its language, its host, and what has been looked up for it so far."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Locale, Page

from institute.api import rich_text
from institute.content.languages import active_language, default_language
from institute.content.urls import UrlResolver

NAMESPACE = "api"


class ApiContext:
    """What the builders of representations share while they answer one request."""

    def __init__(self, request: HttpRequest, rich_text_format: str = rich_text.HTML) -> None:
        self.request = request
        self.language = active_language()
        self.url_resolver = UrlResolver.for_request(request)
        self.rich_text_format = rich_text_format
        # Whether all that was to be told could be told: a file that cannot be reached may be there again in a moment.
        self.is_whole = True
        self._expanded: dict[str, str] = {}

    @cached_property
    def origin(self) -> str:
        """The scheme and host under which the client reads, and which every address it gets starts with."""
        return f"{self.request.scheme}://{self.request.get_host()}"

    def absolute(self, url: str) -> str:
        """Return ``url`` with scheme and host; an address that has them stays as it is."""
        return f"{self.origin}{url}" if url.startswith("/") and not url.startswith("//") else url

    def url(self, page: Page, language: str | None = None) -> str | None:
        """Return where visitors read ``page``, in the language of this read unless another is given."""
        path = self.url_resolver.path(page, language or self.language) or self.url_resolver.path(page)
        return self.absolute(path) if path else None

    def operation_url(self, name: str, path: dict[str, Any] | None = None, /, **parameters: Any) -> str:
        """Return the address of an operation of the API, by the name of its handler; ``path`` has what its path holds."""
        query = {key: value for key, value in parameters.items() if value is not None}
        address = self.absolute(reverse(f"{NAMESPACE}:{name}", kwargs=path))
        return f"{address}?{urlencode(query)}" if query else address

    def list_url(self, name: str, /, **parameters: Any) -> str:
        """Return the address of an operation that answers in the language of this read."""
        return self.operation_url(name, **parameters, locale=self.language)

    def identifier(self, page: Page) -> int:
        """Return the id of ``page``, which is the same in every language.

        Each language has an editorial page of its own in Wagtail: the one of the default language
        lends its primary key to all of them. A record exists once.
        """
        if self.language == default_language() or getattr(page.specific_class, "served_in_every_language", False):
            return page.pk
        return self._identifiers.get(page.translation_key, page.pk)

    @cached_property
    def _identifiers(self) -> dict[Any, int]:
        read_here = Page.objects.filter(locale__language_code=self.language).values("translation_key")
        pages = Page.objects.filter(locale=Locale.get_default(), translation_key__in=read_here)
        return dict(pages.values_list("translation_key", "pk"))

    def expand(self, sources: Iterable[str]) -> None:
        """Resolve at once the links of rich texts that will be asked for."""
        missing = [source for source in dict.fromkeys(sources) if source and source not in self._expanded]
        self._expanded |= zip(missing, rich_text.expand(missing, self.absolute), strict=True)

    def rich_text(self, source: str) -> str:
        """Return the rich text kept as ``source`` in the format that the client asked for."""
        if not source:
            return ""
        self.expand([source])
        return rich_text.convert(self._expanded[source], self.rich_text_format)
