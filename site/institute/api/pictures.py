"""Pictures with the sizes that channels can rely on."""

from __future__ import annotations

import logging
from typing import Any

from django.db import IntegrityError
from pydantic import BaseModel, Field
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from institute.api.context import ApiContext
from institute.api.schema_types import Url

logger = logging.getLogger(__name__)

# Named for their use; a client chooses by name, or leaves the choice to the browser with srcset.
# The widths are those of the site's own large pictures, so that most of them are there already.
WIDTHS = {
    "small": "format-webp|width-640",
    "medium": "format-webp|width-1200",
    "large": "format-webp|width-1800",
}
SQUARE = {"square": "format-webp|fill-320x320"}
SIZES = WIDTHS | SQUARE
# For cards on other sites, few of which read WebP; the one that the pages name in `og:image`.
SHARED = {"social": "fill-1200x630|format-jpeg"}


class PictureSize(BaseModel):
    """The picture in one size."""

    url: Url
    width: int
    height: int


class FocalPoint(BaseModel):
    """What must stay in sight when the picture is cropped: a rectangle by its centre, in pixels of the original."""

    x: int
    y: int
    width: int
    height: int


class Picture(BaseModel):
    """A picture in the sizes to show it in."""

    alt: str = Field(description="What it shows, in the place where it is used; empty where it only decorates.")
    width: int = Field(description="Of the original, in pixels.")
    height: int
    focal_point: FocalPoint | None
    credit: str
    renditions: dict[str, PictureSize] = Field(description=f"By name: {', '.join(SIZES)}; of a page also social.")
    srcset: str = Field(description="The uncropped sizes, for the attribute of this name.")


def picture(
    image: Any | None, alt: str, context: ApiContext, *, specifications: dict[str, str] = SIZES
) -> Picture | None:
    """Return ``image`` in the sizes of the API. Costs no query where the image knows its renditions."""
    if image is None:
        return None
    sizes = _sizes(image, context, specifications)
    uncropped = {sizes[name].width: sizes[name].url for name in WIDTHS if name in sizes}
    point = image.get_focal_point()
    return Picture(
        alt=alt,
        width=image.width,
        height=image.height,
        focal_point=FocalPoint(
            x=image.focal_point_x,
            y=image.focal_point_y,
            width=image.focal_point_width or 0,
            height=image.focal_point_height or 0,
        )
        if point
        else None,
        credit=image.credit,
        renditions=sizes,
        srcset=", ".join(f"{url} {width}w" for width, url in sorted(uncropped.items())),
    )


def _sizes(image: Any, context: ApiContext, specifications: dict[str, str]) -> dict[str, PictureSize]:
    try:
        renditions = image.get_renditions(*specifications.values())
    except (SourceImageIOError, InvalidFilterSpecError, OSError, IntegrityError):
        # The file is gone, or cannot be reached now, or the picture was deleted since it was looked up: what is said of
        # it stays true.
        logger.warning("Image %s has no renditions: its file cannot be read.", image.pk)
        context.is_whole = False
        return {}
    shown = {name for name, specification in specifications.items() if not renditions[specification].is_placeholder}
    if len(shown) < len(specifications):
        # They may be there in a moment.
        context.is_whole = False
    return {
        name: PictureSize(
            url=context.absolute(renditions[specification].url),
            width=renditions[specification].width,
            height=renditions[specification].height,
        )
        for name, specification in specifications.items()
        if name in shown
    }
