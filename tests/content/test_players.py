"""A film that is known plays in place, in the player that tells its provider least; any other address is a link."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from home.models import SectionPage
from institute.content.players import PLAYER_ORIGINS, player_of
from tests.api_client import Read
from tests.fixtures import SiteTree
from tests.support import make_section

YOUTUBE = "https://www.youtube-nocookie.com/embed/aaaa_bbb-12"


@pytest.mark.parametrize(
    ("address", "provider", "player"),
    [
        ("https://www.youtube.com/watch?v=aaaa_bbb-12", "YouTube", YOUTUBE),
        ("https://www.youtube.com/watch?list=PL1&v=aaaa_bbb-12&t=30s", "YouTube", YOUTUBE),
        ("https://m.youtube.com/watch?v=aaaa_bbb-12", "YouTube", YOUTUBE),
        ("https://youtu.be/aaaa_bbb-12?t=30", "YouTube", YOUTUBE),
        ("https://youtube.com/live/aaaa_bbb-12", "YouTube", YOUTUBE),
        ("https://vimeo.com/76979871", "Vimeo", "https://player.vimeo.com/video/76979871?dnt=1"),
        (
            "https://vimeo.com/76979871/8272103f6e",
            "Vimeo",
            "https://player.vimeo.com/video/76979871?h=8272103f6e&dnt=1",
        ),
        ("https://player.vimeo.com/video/76979871?h=1", "Vimeo", "https://player.vimeo.com/video/76979871?dnt=1"),
    ],
)
def test_a_film_is_known_by_its_address(address: str, provider: str, player: str) -> None:
    found = player_of(address)
    assert found is not None
    assert (found.provider, found.url) == (provider, player)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://www.youtube.com/@a-channel",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=aaaa_bbb-12345",
        "https://vimeo.com/channels/staffpicks",
        "https://vimeo.com/76979871/a-title",
        "https://youtube.com.example.org/watch?v=aaaa_bbb-12",
        "https://example.org/?https://youtu.be/aaaa_bbb-12",
        "javascript://youtu.be/aaaa_bbb-12",
    ],
)
def test_any_other_address_stays_a_link(address: str) -> None:
    assert player_of(address) is None


@given(
    st.from_regex(
        r"(https://)(www\.)?(youtube\.com/watch\?v=|youtu\.be/|vimeo\.com/)([\w-]{11}|[0-9]{8})?[ -~]{0,30}",
        fullmatch=True,
    )
)
def test_no_address_frames_anything_but_the_known_players(address: str) -> None:
    player = player_of(address)
    if player is not None:
        parts = urlsplit(player.url)
        assert f"{parts.scheme}://{parts.netloc}" in PLAYER_ORIGINS
        assert parts.path.rpartition("/")[0] in {"/embed", "/video"}


@pytest.mark.django_db
def test_only_a_page_with_a_film_brings_the_script(site_tree: SiteTree, client: Client, read: Read) -> None:
    film = {"url": "https://youtu.be/aaaa_bbb-12", "title": "A lecture"}
    make_section(site_tree.home["en"], "Without")
    page: SectionPage = make_section(site_tree.home["en"], "With", body=[("embed", film)])
    assert "js/player.js" in client.get("/en/with/").content.decode()
    assert "js/player.js" not in client.get("/en/without/").content.decode()
    (block,) = read(f"/pages/{page.pk}")["body"]
    assert block["player"] == {"provider": "YouTube", "url": YOUTUBE}


def test_all_scripts_of_the_site_together_are_small() -> None:
    scripts = list((settings.PROJECT_DIR / "static" / "js").glob("*.js"))
    assert {script.name for script in scripts} >= {"copy.js", "player.js"}
    assert sum(script.stat().st_size for script in scripts) < 15_000
