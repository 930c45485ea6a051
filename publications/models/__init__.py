from publications.models.authorships import Authorship, FeaturedPublication
from publications.models.child_models import PublicationLink, PublicationTopic, PublicationVersion
from publications.models.duplicates import Fingerprint, Merge, PossibleDuplicate
from publications.models.embargoes import DraftEmbargo
from publications.models.imports import ImportRun, RemoteCursor
from publications.models.index import PublicationIndexPage
from publications.models.libraries import Library
from publications.models.provenance import AuthorMatch, Identifier, SourceRecord
from publications.models.publication import PublicationPage
from publications.models.related import RelatedWorks
from publications.models.venues import Venue

__all__ = [
    "AuthorMatch",
    "Authorship",
    "DraftEmbargo",
    "FeaturedPublication",
    "Fingerprint",
    "Identifier",
    "ImportRun",
    "Library",
    "Merge",
    "PossibleDuplicate",
    "PublicationIndexPage",
    "PublicationLink",
    "PublicationPage",
    "PublicationTopic",
    "PublicationVersion",
    "RelatedWorks",
    "RemoteCursor",
    "SourceRecord",
    "Venue",
]
