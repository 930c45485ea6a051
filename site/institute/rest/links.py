"""A link, wherever it stands: in a block, in the frame, beside a page."""

from __future__ import annotations

from pydantic import BaseModel


class Link(BaseModel):
    """A link to a page of this site or to an outside address."""

    url: str
    text: str
