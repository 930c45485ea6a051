"""Links, e-mail address and identifiers in the contact list of a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from directory.models import PersonPage


class ContactLink(NamedTuple):
    label: str
    url: str
    # Whether the page is the person's own: such links get rel="me".
    is_own: bool


def contact_links(person: PersonPage) -> list[ContactLink]:
    """Return the public links of a person, in the order of the profile."""
    links = [ContactLink(link.label, link.url, is_own=True) for link in person.links.all()]
    if person.orcid:
        links.append(ContactLink(person.orcid, person.orcid, is_own=True))
    if person.google_scholar_id:
        links.append(ContactLink("Google Scholar", person.google_scholar_url, is_own=True))
    if person.openalex_id:
        links.append(ContactLink("OpenAlex", person.openalex_id, is_own=False))
    if person.public_email:
        links.append(ContactLink(person.public_email, f"mailto:{person.public_email}", is_own=False))
    return links
