"""The sitemap: every address that a visitor can open, with its counterparts in the other languages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet

from institute.content.languages import default_language, language_codes
from institute.content.models import PublicPage


class PageSitemap(Sitemap):
    """Reads the addresses that the change log keeps, so that it needs no page to be loaded."""

    limit = 10_000

    def items(self) -> QuerySet[PublicPage]:
        return PublicPage.objects.visible().select_related("page").order_by("page__path", "language")

    def location(self, address: PublicPage) -> str:
        return address.path

    def lastmod(self, address: PublicPage) -> datetime:
        return address.updated_at

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        urls = super().get_urls(page, site, protocol)
        root = f"{self.get_protocol(protocol)}://{self.get_domain(site)}"
        counterparts = self._counterparts([url["item"] for url in urls])
        for url in urls:
            paths = counterparts[url["item"].page.translation_key]
            url["alternates"] = [
                {"lang_code": code, "location": f"{root}{paths[code]}"} for code in language_codes() if code in paths
            ]
            if default_language() in paths:
                url["alternates"].append({"lang_code": "x-default", "location": f"{root}{paths[default_language()]}"})
        return urls

    def get_latest_lastmod(self) -> datetime | None:
        return self.items().aggregate(latest=Max("updated_at"))["latest"]

    def _counterparts(self, addresses: list[PublicPage]) -> dict[Any, dict[str, str]]:
        """The paths of the pages at these addresses by translation key and language."""
        keys = {address.page.translation_key for address in addresses}
        counterparts: dict[Any, dict[str, str]] = {key: {} for key in keys}
        rows = self.items().filter(page__translation_key__in=keys).order_by()
        for translation_key, language, path in rows.values_list("page__translation_key", "language", "path"):
            counterparts[translation_key][language] = path
        return counterparts
