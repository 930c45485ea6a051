"""The block that shows publications, as it leaves the site."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from institute.api.blocks import Block, represents_block
from institute.api.context import Reading
from institute.api.schema_types import Url
from publications.api.schemas import PublicationItem
from publications.api.serializers import publication_item
from publications.models import PublicationIndexPage


class LatestPublicationsBlock(Block):
    """The newest publications, those that an editor pinned before all others."""

    type: Literal["latest_publications"]
    heading: str
    publications: list[PublicationItem]
    list_url: Url | None = Field(description="Where visitors read the whole list that these are taken from.")


@represents_block(LatestPublicationsBlock)
def latest_publications(value: Any, reading: Reading) -> dict[str, Any]:
    index = reading.addressing.landmarks.index(PublicationIndexPage, reading.language)
    address = reading.url(index) if index is not None else None
    return {
        "heading": value["heading"],
        "publications": [publication_item(work, reading) for work in value.publications(reading.language)],
        "list_url": f"{address}?{value.list_query}" if address and value.list_query else address,
    }
