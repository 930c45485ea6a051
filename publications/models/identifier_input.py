"""The identifiers that an editor types: checked with the page, and written when it is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext

from bibliography.identifiers import ParsedIdentifier, Scheme, parse_lines
from bibliography.publication_types import INSIDE_A_BOOK
from publications.models.provenance import Identifier

if TYPE_CHECKING:
    from publications.models.publication import PublicationPage


def entered_identifiers(page: PublicationPage) -> list[ParsedIdentifier]:
    """What the page's text names; lines that cannot be read are left out."""
    return [line.identifier for line in parse_lines(page.identifiers_text) if line.identifier]


def check_entered_identifiers(page: PublicationPage) -> None:
    """Every line must be an identifier, and none that of another work; the errors name the lines."""
    errors = []
    known = {}
    for line in parse_lines(page.identifiers_text):
        if line.identifier is None:
            errors.append(gettext("Line %(number)d: %(error)s") % {"number": line.number, "error": line.error})
        elif line.identifier.scheme == Scheme.ISBN and page.kind in INSIDE_A_BOOK:
            errors.append(
                gettext("Line %(number)d: an ISBN names the whole book; write it under “ISBN of the book it is in”.")
                % {"number": line.number}
            )
        else:
            known[line.identifier] = line
    for clash in clashes(page, list(known)):
        line = known[ParsedIdentifier(clash.scheme, clash.value)]
        errors.append(
            gettext("Line %(number)d: %(identifier)s is already an identifier of “%(title)s” (page %(page)d).")
            % {"number": line.number, "identifier": line.text, "title": clash.page.title, "page": clash.page_id}
        )
    if errors:
        raise ValidationError(errors, code="identifiers")


def clashes(page: PublicationPage, identifiers: list[ParsedIdentifier]) -> list[Identifier]:
    """The identifiers among these that lead to another work."""
    if not identifiers:
        return []
    wanted = Q()
    for scheme, value in identifiers:
        wanted |= Q(scheme=scheme, value=value)
    return list(Identifier.objects.filter(wanted).exclude(page=page.pk).select_related("page"))


def write_entered_identifiers(page: PublicationPage) -> None:
    """Make the rows that editors typed follow the page's text; rows that machines wrote stay.

    Raises ValidationError where another work took an identifier since the page was checked.
    """
    check_entered_identifiers(page)
    wanted = entered_identifiers(page)
    existing = {ParsedIdentifier(row.scheme, row.value): row for row in page.identifiers.all()}
    dropped = [row.pk for key, row in existing.items() if row.entered and key not in wanted]
    page.identifiers.filter(pk__in=dropped).delete()
    Identifier.objects.bulk_create(
        Identifier(page=page, scheme=scheme, value=value, entered=True)
        for scheme, value in wanted
        if (scheme, value) not in existing
    )
