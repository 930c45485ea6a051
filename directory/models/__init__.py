"""Models of the directory."""

from directory.models.index import DirectoryPage
from directory.models.people import Companion, PersonPage
from directory.models.relations import (
    Affiliation,
    NameVariant,
    PersonLink,
    PersonTopic,
    Supervision,
)
from directory.models.vocabularies import Institution, Membership, ResearchTopic, Term

__all__ = [
    "Affiliation",
    "Companion",
    "DirectoryPage",
    "Institution",
    "Membership",
    "NameVariant",
    "PersonLink",
    "PersonPage",
    "PersonTopic",
    "ResearchTopic",
    "Supervision",
    "Term",
]
