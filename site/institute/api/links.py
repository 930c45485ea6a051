"""A link, wherever it stands: in a block, in the frame, beside a page."""

from __future__ import annotations

from pydantic import BaseModel

from institute.api.schema_types import Url


class Link(BaseModel):
    """A link to a page of this site or to an outside address."""

    url: Url
    text: str
