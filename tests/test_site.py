"""Answers of the site as a whole: languages, robots, health, headers, public files."""

from pathlib import Path

import pytest
from django.db import InterfaceError, OperationalError, connection

from institute.content import views as content_views
from institute.content.players import PLAYER_ORIGINS

NOWHERE = "/en/no-such-page/"


@pytest.mark.parametrize(
    ("accepted", "home"), [("fr-CA,fr;q=0.9", "/fr/"), ("en-GB", "/en/"), ("de", "/en/"), ("", "/en/")]
)
def test_the_bare_address_leads_to_the_home_page_in_the_visitors_language(client, accepted, home):
    response = client.get("/", headers={"accept-language": accepted})
    assert response.status_code == 302
    assert response.headers["Location"] == home
    assert "Accept-Language" in response.headers["Vary"]


def test_search_engines_are_kept_off_everything_that_is_not_production(client):
    robots = client.get("/robots.txt")
    assert robots.headers["Content-Type"].startswith("text/plain")
    assert robots.content.decode().split() == ["User-agent:", "*", "Disallow:", "/"]
    assert robots.headers["X-Robots-Tag"] == "noindex"
    assert client.get("/-/live").headers["X-Robots-Tag"] == "noindex"


def test_production_invites_search_engines_to_the_public_pages(client, settings):
    settings.INDEXABLE = True
    robots = client.get("/robots.txt")
    assert "X-Robots-Tag" not in robots.headers
    lines = robots.content.decode().splitlines()
    assert "Disallow: /" not in lines
    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_liveness_needs_no_database(client):
    # Without the django_db mark, any query is an error.
    response = client.get("/-/live")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_readiness_follows_the_database(client, monkeypatch):
    assert client.get("/-/ready").status_code == 200

    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/-/ready")
    assert response.status_code == 503
    assert response.content == b"database unavailable\n"


@pytest.mark.django_db
def test_public_pages_run_no_script_but_the_sites_own(client):
    policy = client.get("/-/live").headers["Content-Security-Policy"]
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == "'self'"
    assert directives["frame-src"].split() == PLAYER_ORIGINS


@pytest.mark.django_db
def test_the_administration_has_a_policy_of_its_own(client):
    policy = client.get("/admin/login/").headers["Content-Security-Policy"]
    assert "blob:" in policy
    assert f"frame-src 'self' {' '.join(PLAYER_ORIGINS)}" in policy
    assert "default-src 'none'" in policy


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(
            (path, 404)
            for path in (
                "/%00", "/en/a%00b/", "/documents/1/a%00.pdf", "/media/images/%00", "/admin/%00", "/sitemap-%00.xml",
                "/api/v1/%00", "/api/v1/people/%00",
            )
        ),
        ("/" + "a" * 9000, 400),
        ("/api/v1/people?q=" + "a" * 9000, 400),
    ],
)  # fmt: skip
def test_address_that_cannot_be_ours_is_refused(client, path, status):
    response = client.get(path)
    assert response.status_code == status
    kind = "application/problem+json" if path.startswith("/api/") else "text/html"
    assert response.headers["Content-Type"].startswith(kind)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/%ff%fe/", "/en/%c3%28/", "/api/v1/%ff", "/en/search/?q=%ff", "/fr/?q=%00", "/oai?verb=%00"]
)
def test_an_address_that_is_no_text_answers_no_error_of_ours(client, path):
    assert client.get(path).status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/", "/admin/login/", "/oai?verb=Identify", "/api/v1/"])
def test_pages_may_be_framed_by_the_site_alone(client, path):
    headers = client.get(path).headers
    assert headers.get("X-Frame-Options", "SAMEORIGIN") == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_page_that_the_database_ended_is_answered_503(site_tree, client, monkeypatch, error):
    def fail(*arguments):
        raise error("canceling statement due to statement timeout")

    client.raise_request_exception = False
    monkeypatch.setattr(content_views, "_route", fail)
    response = client.get("/en/")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "<h1" in response.content.decode()


@pytest.mark.django_db
def test_without_mail_no_reset_of_passwords_is_offered(client, settings):
    settings.WAGTAIL_PASSWORD_RESET_ENABLED = False
    assert "password_reset" not in client.get("/admin/login/").content.decode()
    assert client.get("/admin/password_reset/", follow=True).status_code == 404


class TestMedia:
    """Renditions are public. Originals and documents never are, by whatever path."""

    @pytest.fixture(autouse=True)
    def media(self, settings, tmp_path: Path) -> None:
        settings.MEDIA_ROOT = tmp_path
        for folder in ("images", "original_images", "documents"):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "file.webp").write_bytes(folder.encode())

    def test_a_rendition_is_served_and_may_be_cached(self, client):
        response = client.get("/media/images/file.webp")
        assert response.status_code == 200
        assert b"".join(response.streaming_content) == b"images"
        assert response.headers["Content-Type"] == "image/webp"
        assert "public" in response.headers["Cache-Control"]

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "path",
        [
            "/media/original_images/file.webp",
            "/media/documents/file.webp",
            "/media/images/../documents/file.webp",
            "/media/images/%2e%2e/original_images/file.webp",
            "/media/images/",
        ],
    )
    def test_no_other_file_is(self, client, path):
        assert client.get(path, follow=True).status_code in {400, 404}
