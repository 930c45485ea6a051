"""Structured data (schema.org, JSON-LD) of people and institutions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from institute.content.languages import active_language

if TYPE_CHECKING:
    from directory.models import Institution, PersonPage


def describe_profile(person: PersonPage, request: HttpRequest) -> dict[str, Any]:
    """Return the profile as a schema.org ProfilePage about a Person."""
    url = person.get_full_url_for(active_language(), request)
    description = {
        "@type": "ProfilePage",
        "@id": url,
        "url": url,
        "name": person.full_name,
        "inLanguage": active_language(),
        "dateCreated": person.first_published_at,
        "dateModified": person.last_published_at,
        "mainEntity": describe_person(person, request),
    }
    return {key: value for key, value in description.items() if value}


def describe_person(person: PersonPage, request: HttpRequest) -> dict[str, Any]:
    """Return a person as a schema.org Person, without what visitors may not see."""
    url = person.get_full_url_for(active_language(), request)
    affiliations = [describe_institution(row.institution) for row in person.current_affiliations]
    same_as = [person.orcid, person.openalex_id, person.google_scholar_url, *(link.url for link in person.links.all())]
    description = {
        "@type": "Person",
        "@id": person_identity(person, request),
        "name": person.full_name,
        "honorificPrefix": person.honorific,
        "givenName": person.given_name,
        "familyName": person.family_name,
        "alternateName": person.public_name_variants,
        "jobTitle": str(person.position),
        "url": url,
        "email": person.public_email,
        "identifier": person.orcid,
        "affiliation": affiliations,
        "knowsAbout": [str(topic.name) for topic in person.topics],
        "sameAs": [address for address in same_as if address],
    }
    return {key: value for key, value in description.items() if value}


def person_identity(person: PersonPage, request: HttpRequest) -> str:
    """Return the `@id` of a person: the same on every page, in every language."""
    url = person.identity_url(request)
    return f"{url}#person" if url else ""


def describe_institution(institution: Institution) -> dict[str, Any]:
    """Return an institution as a schema.org Organization, with its ROR identifier."""
    description = {
        "@type": "Organization",
        "@id": institution.ror,
        "name": str(institution.name),
        "url": institution.website,
        "sameAs": institution.ror,
    }
    return {key: value for key, value in description.items() if value}
