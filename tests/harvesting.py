"""A harvester of others, to read our publications with."""

from __future__ import annotations

import httpx2
from django.test import Client
from oaipmh_scythe import Scythe


def scythe_asking(client: Client) -> Scythe:
    """Return the harvester, which asks this site in the test's own process."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        response = client.get(request.url.raw_path.decode())
        return httpx2.Response(response.status_code, headers=dict(response.headers), content=response.content)

    scythe = Scythe("http://testserver/oai")
    scythe._client = httpx2.Client(transport=httpx2.MockTransport(answer))
    return scythe
