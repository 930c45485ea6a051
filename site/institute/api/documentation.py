"""The reference of the API for people: served from this host, under its content security policy."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase


class Reference(DocsBase):
    """Swagger UI, from the files that come with ninja; the page itself has no script."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **parameters: Any) -> HttpResponse:
        address = self.get_openapi_url(api, parameters)
        settings = {"url": address, "layout": "BaseLayout", "deepLinking": True, "defaultModelsExpandDepth": 0}
        context = {"api": api, "openapi_url": address, "swagger_settings": json.dumps(settings)}
        return render(request, "api/reference.html", context)
