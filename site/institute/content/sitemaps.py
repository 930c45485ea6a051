"""The sitemap: every address that a visitor can open, with its counterparts in the other languages."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Q, QuerySet
from django.utils import timezone

from institute.content.languages import default_language, language_codes
from institute.content.models import PublicAddress


class PageSitemap(Sitemap):
    """Reads the addresses that the change log keeps, so that it needs no page to be loaded."""

    limit = 10_000

    def items(self) -> QuerySet[PublicAddress]:
        not_expired = Q(page__expire_at__isnull=True) | Q(page__expire_at__gt=timezone.now())
        return PublicAddress.objects.filter(not_expired).select_related("page").order_by("page__path", "language")

    def location(self, address: PublicAddress) -> str:
        return address.path

    def lastmod(self, address: PublicAddress) -> datetime:
        return address.updated_at

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        urls = super().get_urls(page, site, protocol)
        root = f"{self.get_protocol(protocol)}://{self.get_domain(site)}"
        for url in urls:
            counterparts = self._counterparts.get(url["item"].page.translation_key, {})
            url["alternates"] = [
                {"lang_code": code, "location": f"{root}{counterparts[code]}"}
                for code in language_codes()
                if code in counterparts
            ]
            if default_language() in counterparts:
                url["alternates"].append(
                    {"lang_code": "x-default", "location": f"{root}{counterparts[default_language()]}"}
                )
        return urls

    @cached_property
    def _counterparts(self) -> dict[Any, dict[str, str]]:
        counterparts: dict[Any, dict[str, str]] = {}
        rows = self.items().values_list("page__translation_key", "language", "path")
        for translation_key, language, path in rows.iterator():
            counterparts.setdefault(translation_key, {})[language] = path
        return counterparts
