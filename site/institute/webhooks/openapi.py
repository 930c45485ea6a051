"""The request that a webhook is sent, as the OpenAPI document describes it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from institute.api.schema_types import EnumValues, Url
from institute.content.models import Change
from institute.webhooks.event_types import choices

TEST_TYPE = "channel.test"


def event_types() -> list[str]:
    """Return the types of all events, once every app has declared what it represents."""
    return [*(f"{name}.{kind}" for name in choices() for kind in Change.Kind.values), TEST_TYPE]


class WebhookData(BaseModel):
    """What an event is about."""

    id: int | None = Field(description="The same in every language; null for files and for a test.")
    type: Annotated[str, EnumValues(lambda: [*choices(), "channel"])]
    locale: str | None = Field(description="The language it happened in; null for what pages share.")
    url: Url | None = Field(description="Where visitors read it.")
    api_url: Url | None = Field(description="Where to read it in this API; null for what was removed, and for files.")


class WebhookEvent(BaseModel):
    """An event: what happened, when, and to what."""

    type: Annotated[str, EnumValues(event_types)]
    timestamp: datetime
    data: WebhookData


_HEADERS = {
    "webhook-id": "The identifier of the event, the same each time that it is sent.",
    "webhook-timestamp": "When it is sent, in seconds since 1970.",
    "webhook-signature": "The signature over identifier, timestamp and body, after Standard Webhooks.",
}


def webhooks() -> dict[str, Any]:
    """Return the OpenAPI document's ``webhooks``, which refer to the schema of ``WebhookEvent``."""
    event = {
        "operationId": "receive_event",
        "summary": "Something that visitors see has changed",
        "description": (
            "Sent to the address of a channel, after [Standard Webhooks](https://www.standardwebhooks.com/). "
            "Check the signature over the body as it came. Anything but 2xx is tried again for a day."
        ),
        "tags": ["changes"],
        "security": [],
        "parameters": [
            {"in": "header", "name": name, "required": True, "description": text, "schema": {"type": "string"}}
            for name, text in _HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/WebhookEvent"}}},
        },
        "responses": {
            "204": {"description": "The event has been received; any 2xx says the same."},
            "410": {"description": "The channel is switched off; nothing more is sent."},
        },
    }
    return {"event": {"post": event}}
