"""What a harvester may ask: verbs, their arguments, dates and resumption tokens, each refused as the protocol says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import QueryDict

PREFIX = "oai_dc"
_SECOND, _DAY = "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"
_SHAPES = {
    _SECOND: re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII),
    _DAY: re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
}
# What the protocol's schema lets these arguments be.
_SPEC = r"[A-Za-z0-9\-_.!~*'()]+"
_SYNTAX = {"metadataPrefix": re.compile(_SPEC), "set": re.compile(rf"{_SPEC}(?::{_SPEC})*")}
_SALT = "publications.oai"


class OaiError(Exception):
    """An error of the protocol, by its code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Arguments:
    """What a verb takes; an exclusive argument stands alone."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    exclusive: str = ""


_LIST = Arguments(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), "resumptionToken")
VERBS = {
    "Identify": Arguments(),
    "ListMetadataFormats": Arguments(optional=frozenset({"identifier"})),
    "ListSets": Arguments(exclusive="resumptionToken"),
    "GetRecord": Arguments(frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}


def read_arguments(data: QueryDict) -> dict[str, str]:
    """Return the arguments of a request, its verb among them; raise OaiError where they are not as they should be."""
    verbs = data.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", f"Exactly one verb is needed, of {', '.join(VERBS)}.")
    known = VERBS[verbs[0]]
    given = {name: values for name, values in data.lists() if name != "verb"}
    for name, values in given.items():
        if name not in known.required | known.optional | {known.exclusive}:
            raise OaiError("badArgument", f"{verbs[0]} takes no argument {_printable(name)}.")
        if len(values) > 1:
            raise OaiError("badArgument", f"{name} may be given once.")
        if name in _SYNTAX and not _SYNTAX[name].fullmatch(values[0]):
            raise OaiError("badArgument", f"{name} holds a character that it may not, or none.")
    if known.exclusive in given:
        if len(given) > 1:
            raise OaiError("badArgument", f"{known.exclusive} stands alone.")
    elif missing := sorted(known.required - given.keys()):
        raise OaiError("badArgument", f"{verbs[0]} needs {', '.join(missing)}.")
    return {"verb": verbs[0], **{name: values[0] for name, values in given.items()}}


@dataclass(frozen=True)
class Selection:
    """Which records a list holds: those changed in a period (``until`` not included), of one set."""

    since: datetime | None = None
    until: datetime | None = None
    set_spec: str = ""


def read_selection(arguments: dict[str, str]) -> Selection:
    """Return what the arguments of a list select."""
    require_prefix(arguments["metadataPrefix"])
    dates = {name: _read_date(name, arguments[name]) for name in ("from", "until") if name in arguments}
    if len({date_format for _moment, date_format in dates.values()}) > 1:
        raise OaiError("badArgument", "from and until must be equally precise.")
    since = dates["from"][0] if "from" in dates else None
    until = None
    if "until" in dates:
        moment, date_format = dates["until"]
        if since is not None and moment < since:
            raise OaiError("badArgument", "until is before from.")
        until = _following(moment, date_format)
    return Selection(since, until, arguments.get("set", ""))


def require_prefix(prefix: str) -> None:
    if prefix != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"Records are given as {PREFIX} alone.")


@dataclass(frozen=True)
class Token:
    """Where a list goes on: after the record of that stamp and key. Nothing is kept here for those who harvest."""

    verb: str
    selection: Selection
    stamp: datetime
    key: int
    given: int
    size: int

    def __str__(self) -> str:
        moments = [_iso(moment) for moment in (self.selection.since, self.selection.until, self.stamp)]
        held = [self.verb, *moments, self.selection.set_spec, self.key, self.given, self.size]
        return Signer(salt=_SALT).sign_object(held)

    @classmethod
    def read(cls, text: str, verb: str) -> Token:
        """Return the token kept in ``text``; raise OaiError unless it was made here, for that verb."""
        try:
            held: Any = Signer(salt=_SALT).unsign_object(text)
            made_for, since, until, stamp, set_spec, key, given, size = held
        except (BadSignature, ValueError, UnicodeError):
            raise OaiError("badResumptionToken", "This is no token of this repository.") from None
        if made_for != verb:
            raise OaiError("badResumptionToken", f"This token goes on with {made_for}.")
        selection = Selection(_moment(since), _moment(until), set_spec)
        return cls(verb, selection, datetime.fromisoformat(stamp), key, given, size)


def stamp_text(moment: datetime) -> str:
    """Return ``moment`` as the protocol writes it, in UTC and to the second."""
    return moment.astimezone(UTC).strftime(_SECOND)


def _read_date(name: str, text: str) -> tuple[datetime, str]:
    for date_format, shape in _SHAPES.items():
        if shape.fullmatch(text):
            try:
                return datetime.strptime(text, date_format).replace(tzinfo=UTC), date_format
            except ValueError:
                break
    raise OaiError("badArgument", f"{name} must be like 2026-03-31 or 2026-03-31T12:00:00Z.")


def _following(moment: datetime, date_format: str) -> datetime | None:
    """Return where the day or the second that begins at ``moment`` ends; None after the end of all dates."""
    try:
        return moment + (timedelta(days=1) if date_format == _DAY else timedelta(seconds=1))
    except OverflowError:
        return None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None


def _printable(name: str) -> str:
    return "".join(character for character in name[:50] if character.isprintable())
