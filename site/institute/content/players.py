"""The outside players that may stand in a page once a visitor asks for one.

This list is the only one: the embed block, the API and the content security policy's ``frame-src`` read it. It imports
nothing of Django, since the settings read it too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from institute.content.url_parts import split_url

_SCHEMES = {"http", "https"}


@dataclass(frozen=True)
class Player:
    """The player of one film."""

    provider: str
    url: str


@dataclass(frozen=True)
class Provider:
    """A site of films, and the player of theirs that tells it least about who watches."""

    name: str
    origin: str
    """Where the player comes from, as a content security policy names it."""

    films: tuple[tuple[re.Pattern[str], str], ...]
    """How the address of a film reads, without scheme and "www.", and the path of its player."""

    def player_of(self, address: str) -> Player | None:
        for film, path in self.films:
            if found := film.match(address):
                return Player(self.name, self.origin + found.expand(path))
        return None


PROVIDERS = (
    # Keeps no cookie until the film plays.
    Provider(
        "YouTube",
        "https://www.youtube-nocookie.com",
        (
            (
                re.compile(
                    r"(?:(?:m\.)?youtube\.com/(?:watch\?(?:[^#]*&)?v=|embed/|live/|shorts/)|youtu\.be/)"
                    r"([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])"
                ),
                r"/embed/\1",
            ),
        ),
    ),
    # "dnt" asks it to follow nobody. The address of an unlisted film ends with a key.
    Provider(
        "Vimeo",
        "https://player.vimeo.com",
        (
            (re.compile(r"vimeo\.com/([0-9]+)/([0-9a-f]+)(?![^/?#])"), r"/video/\1?h=\2&dnt=1"),
            (re.compile(r"(?:vimeo\.com|player\.vimeo\.com/video)/([0-9]+)/?(?![^?#])"), r"/video/\1?dnt=1"),
        ),
    ),
)

PLAYER_ORIGINS = [provider.origin for provider in PROVIDERS]


_LONGEST_ADDRESS = 2_000


def player_of(url: str) -> Player | None:
    """Return the player of the film at ``url``, or None where we know none for it."""
    if len(url) > _LONGEST_ADDRESS:
        return None
    parts = split_url(url)
    if parts is None or parts.scheme not in _SCHEMES:
        return None
    address = url.partition("://")[2].removeprefix("www.")
    return next((player for provider in PROVIDERS if (player := provider.player_of(address))), None)
