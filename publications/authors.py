"""Authors as visitors see them: the printed name, and the profile of the person where there is one."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from directory.models import PersonPage
    from publications.models import AuthorMatch, Authorship, PublicationPage


@dataclass(frozen=True)
class Author:
    """One author of a work. `person` is None unless visitors may see the profile.

    Where a work was printed under a name that must never be shown, every name here is the person's present one.
    """

    key: uuid.UUID
    name: str
    given_name: str
    family_name: str
    suffix: str
    is_group: bool
    affiliation: str
    corresponding: bool
    equal_contribution: bool
    orcid: str
    person: PersonPage | None

    @property
    def affiliations(self) -> list[str]:
        """Each by itself: several are printed with semicolons between them."""
        return [name for part in re.split(r"[;\n]", self.affiliation) if (name := part.strip())]


def authors_of(page: PublicationPage) -> list[Author]:
    """The authors of a work in order. Costs nothing more on pages selected with `for_listing`."""
    matches = {match.author_key: match for match in page.confirmed_matches}
    return [_author(authorship, matches.get(authorship.key)) for authorship in page.authorships.all()]


def _author(authorship: Authorship, match: AuthorMatch | None) -> Author:
    names = (authorship.name, authorship.given_name, authorship.family_name, authorship.name_suffix)
    if match is not None and match.hides_printed_name:
        names = (match.person.title, match.person.given_name, match.person.family_name, "")
    person = match.person if match is not None and match.person_is_visible else None
    return Author(
        authorship.key,
        *names,
        is_group=authorship.is_group,
        affiliation=authorship.affiliation,
        corresponding=authorship.corresponding,
        equal_contribution=authorship.equal_contribution,
        orcid=authorship.orcid or (person.orcid if person else "") or "",
        person=person,
    )
