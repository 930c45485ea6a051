"""What the source of a paper is: its code, its page at the publisher's, or only a list that names it."""

from typing import NamedTuple
from urllib.parse import urlsplit

from publications.models import PublicationLink

_CODE = {"cooper", "FASP", "SatBird", "l2o_pytorch"}
_PAGES = {
    "openreview.net": "OpenReview",
    "proceedings.mlr.press": "PMLR",
    "www.jmlr.org": "JMLR",
    "www.aclweb.org": "ACL Anthology",
    "zenodo.org": "Zenodo",
}
_PROJECTS = {"distill.pub", "www.deeplearningbook.org"}


class SourceLink(NamedTuple):
    kind: str
    label: str = ""


def link_of(source: str) -> SourceLink | None:
    """How a paper's page should link to its source, or None where an identifier does, or the source is a list."""
    address = urlsplit(source)
    path = address.path.strip("/")
    if address.hostname == "github.com" and path.count("/") == 1 and path.split("/")[1] in _CODE:
        return SourceLink(PublicationLink.Kind.CODE)
    if path.endswith(".pdf"):
        return SourceLink(PublicationLink.Kind.PDF)
    if address.hostname in _PROJECTS:
        return SourceLink(PublicationLink.Kind.PROJECT)
    if address.hostname in _PAGES and not path.endswith("v206"):
        return SourceLink(PublicationLink.Kind.OTHER, _PAGES[address.hostname])
    return None
