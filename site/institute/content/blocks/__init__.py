"""The blocks that any page may be made of; an app adds those that show its own records."""

from institute.content.blocks.accordion import Accordion
from institute.content.blocks.downloads import Downloads
from institute.content.blocks.embed import Embed
from institute.content.blocks.featured import Featured
from institute.content.blocks.image import Image
from institute.content.blocks.link import Link
from institute.content.blocks.logos import Logos
from institute.content.blocks.quote import Quote
from institute.content.blocks.rich_text import RichText
from institute.content.blocks.section import Section
from institute.content.blocks.table import Table

__all__ = [
    "Accordion",
    "Downloads",
    "Embed",
    "Featured",
    "Image",
    "Link",
    "Logos",
    "Quote",
    "RichText",
    "Section",
    "Table",
]
