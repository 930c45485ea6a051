"""Asking for files."""

from __future__ import annotations

from typing import Any

from django.test import Client


def get(client: Client, suffix: str, path: str = "/publications", **parameters: Any) -> Any:
    return client.get(f"/api/v1{path}.{suffix}", parameters)


def body(response: Any) -> bytes:
    assert response.status_code == 200, response
    return b"".join(response.streaming_content) if response.streaming else response.content
