"""The block that shows publications, as it leaves the site."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from institute.api.blocks import Block, register_block_serializer
from institute.api.context import ApiContext
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


@register_block_serializer(LatestPublicationsBlock)
def latest_publications(value: Any, context: ApiContext) -> dict[str, Any]:
    index = context.url_resolver.site_tree.index(PublicationIndexPage, context.language)
    address = context.url(index) if index is not None else None
    return {
        "heading": value["heading"],
        "publications": [publication_item(work, context) for work in value.publications(context.language)],
        "list_url": f"{address}?{value.list_query}" if address and value.list_query else address,
    }
