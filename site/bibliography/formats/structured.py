"""What the formats in JSON have in common: opening the file, and taking fields out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from django.utils.translation import gettext

from bibliography.entry import Entry, UnusableSourceError
from bibliography.formats.dates import ReadDate, from_parts, read_date
from bibliography.formats.draft import Draft
from bibliography.formats.encoding import open_text, rewindable
from bibliography.formats.json_stream import read_items
from bibliography.names import AuthorName, name_from_parts, parse_name
from bibliography.text import text_from_markup


def json_entries(
    stream: BinaryIO, name: str, lists: tuple[str, ...], wrapper: str = "", nothing_found: str = ""
) -> Iterator[Entry]:
    """The objects of a file; `wrapper` is the name under which an answer of an API holds its one object."""
    text = open_text(rewindable(stream))
    found = False
    try:
        for item in read_items(text, lists, (wrapper,) if wrapper else ()):
            found = True
            position = f"{name}:{item.line}"
            value = item.value
            if isinstance(value, dict) and isinstance(value.get(wrapper), dict):
                value = value[wrapper]
            if item.error:
                yield Entry(position, error=item.error)
            elif isinstance(value, dict) and value:
                yield Entry(position, value)
            else:
                yield Entry(position, error=gettext("This is no record of a work."))
    finally:
        text.detach()
    if not found:
        raise UnusableSourceError(nothing_found or gettext("There is no record in this file."))


def text_of(value: Any) -> str:
    """A text or a number as text; of a list the first; everything else is none."""
    if isinstance(value, list):
        return next((text for text in map(text_of, value) if text), "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def list_of(value: Any) -> list[Any]:
    """A list as it is, one thing as a list of it, nothing as an empty list."""
    if isinstance(value, list):
        return value
    return [] if value is None or value == "" else [value]


def mapping_of(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def add_authors(draft: Draft, field: str, authors: Any) -> None:
    """Authors as CSL and Crossref give them: `family` and `given` with particles, or one `literal` or `name`."""
    left: list[Any] = []
    for author in list_of(authors):
        if isinstance(author, str):
            draft.author(parse_name(text_from_markup(author)))
            continue
        rest = mapping_of(author)
        name = _name(rest)
        if not name.name:
            left.append(author)
            continue
        draft.author(name, orcid=draft.orcid(_orcid(rest)), affiliation=_affiliation(rest))
        # The place among the others, and how sure the source is of an ORCID, say nothing more of the work.
        for known in ("sequence", "authenticated-orcid", "parse-names", "comma-suffix", "static-ordering"):
            rest.pop(known, None)
        if rest := {key: value for key, value in rest.items() if value not in (None, "", [], {})}:
            left.append({"author": name.name, **rest})
    if left:
        draft.leave(field, left)


def _name(author: dict[str, Any]) -> AuthorName:
    """The name, whose parts are taken out of `author`."""
    family, given, suffix = (text_from_markup(text_of(author.pop(part, ""))) for part in ("family", "given", "suffix"))
    particles = (text_of(author.pop(part, "")) for part in ("dropping-particle", "non-dropping-particle"))
    printed = text_from_markup(text_of(author.pop("literal", "")) or text_of(author.pop("name", "")))
    if family or given:
        family = " ".join(filter(None, (*particles, family)))
        return name_from_parts(given, family, suffix)
    is_inverted = printed.count(",") == 1 and not parse_name(printed).is_group
    return parse_name(printed) if is_inverted else AuthorName(printed, family=printed, is_group=bool(printed))


def _orcid(author: dict[str, Any]) -> str:
    return text_of(author.pop("ORCID", "")) or text_of(author.pop("orcid", ""))


def _affiliation(author: dict[str, Any]) -> str:
    """The names of the affiliations; what else is known of them, such as their ROR, stays in `author`."""
    places = list_of(author.pop("affiliation", None))
    names = (
        text_from_markup(text_of(mapping_of(place).get("name") if isinstance(place, dict) else place))
        for place in places
    )
    more = [place for place in places if isinstance(place, dict) and set(place) - {"name"}]
    if more:
        author["affiliation"] = more
    return "; ".join(dict.fromkeys(filter(None, names)))


def date_parts(value: Any) -> ReadDate:
    """`{"date-parts": [[2020, 5]]}`, with or without month and day, numbers or texts; or a date as somebody wrote it."""
    if isinstance(value, str | int):
        return read_date(str(value))
    value = mapping_of(value)
    parts = list_of(value.get("date-parts"))
    if parts and list_of(parts[0]):
        return from_parts(list_of(parts[0]))
    text = text_of(value.get("raw")) or text_of(value.get("literal")) or text_of(value.get("date-time"))
    return read_date(text)
