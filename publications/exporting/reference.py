"""One plain reference to a work, as a reader would write it: `Authors (year). Title. Venue, 12(3), 101–110. DOI`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, pgettext

from publications.math import plain_math
from publications.names import initials

if TYPE_CHECKING:
    from publications.authors import Author
    from publications.models import PublicationPage

# As the APA does: the first nineteen, an ellipsis, the last.
MOST_AUTHORS = 20


def plain_reference(page: PublicationPage) -> str:
    date = str(page.year) if page.year else pgettext("in a reference", "n.d.")
    title = plain_math(page.full_title)
    parts = [f"{_authors(page.authors)} ({date})".strip(), title.rstrip(".")]
    container = ", ".join(filter(None, (page.venue_name, page.venue_details)))
    parts += [part for part in (container, page.publisher) if part]
    text = ". ".join(part.rstrip(".") for part in parts) + "."
    if page.doi:
        text = f"{text} https://doi.org/{page.doi}"
    if page.status == page.Status.RETRACTED:
        text = f"{text} [{page.get_status_display()}]"
    return text


def _authors(authors: list[Author]) -> str:
    names = [
        author.name
        if author.is_group or not author.given_name
        else f"{author.family_name}, {initials(author.given_name)}"
        for author in authors
    ]
    if len(names) > MOST_AUTHORS:
        return f"{', '.join(names[: MOST_AUTHORS - 1])}, … {names[-1]}"
    if len(names) > 1:
        return gettext("%(names)s & %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
    return "".join(names)
