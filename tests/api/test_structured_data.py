"""JSON-LD across pages and languages: one identity for each person, work and organisation."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from publications.models import PublicationPage
from tests.api.conftest import Institute
from tests.factories.home import ArticlePageFactory, ImageFactory

pytestmark = pytest.mark.django_db

_SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def json_ld(client: Client, path: str) -> dict[str, Any]:
    """Return the JSON-LD of the page at ``path``."""
    (text,) = _SCRIPT.findall(client.get(path).content.decode())
    found: dict[str, Any] = json.loads(text)
    return found


def identities(client: Client, language: str, directory: str, work: PublicationPage) -> dict[str, str]:
    """Return the `@id` of the professor on each kind of page, of the work and of the institute, in a language."""
    profile = json_ld(client, f"/{language}/{directory}/yoshua-bengio/")
    paper = json_ld(client, f"/{language}/publications/{work.slug}/")
    article = json_ld(client, f"/{language}/news/a-prize/")
    home = json_ld(client, f"/{language}/")
    return {
        "on the profile": profile["mainEntity"]["@id"],
        "as author of a work": paper["author"][0]["@id"],
        "as author of an article": article["author"][0]["@id"],
        "the work": paper["@id"],
        "the institute": home["@id"],
        "the publisher": article["publisher"]["@id"],
    }


def test_identity_is_the_same_in_both_languages_and_on_every_page(institute: Institute, client: Client) -> None:
    english = identities(client, "en", "directory", institute.paper)
    french = identities(client, "fr", "annuaire", institute.paper)
    assert english == french
    people = {english[name] for name in english if name.startswith(("on ", "as "))}
    assert people == {"http://localhost/en/directory/yoshua-bengio/#person"}
    assert english["the institute"] == english["the publisher"] == "http://localhost/en/#organization"


def test_institution_is_identified_by_its_ror(institute: Institute, client: Client) -> None:
    profile = json_ld(client, "/fr/annuaire/yoshua-bengio/")
    assert [one["@id"] for one in profile["mainEntity"]["affiliation"]] == ["https://ror.org/0161xgx34"]


def test_news_article_names_its_author_image_publisher_and_dates(institute: Institute, client: Client) -> None:
    article: Any = institute.article
    article.social_image = ImageFactory(title="A prize")
    article.save_revision().publish()
    article.refresh_from_db()
    data = json_ld(client, "/en/news/a-prize/")
    assert data["@type"] == "NewsArticle"
    assert [author["name"] for author in data["author"]] == ["Yoshua Bengio", "The editors"]
    assert "@id" not in data["author"][1]
    assert data["publisher"] == {
        "@type": "ResearchOrganization",
        "@id": "http://localhost/en/#organization",
        "name": json_ld(client, "/en/")["name"],
        "url": "http://localhost/en/",
    }
    assert data["datePublished"] == article.date.isoformat()
    assert data["dateModified"].startswith(article.last_published_at.date().isoformat())
    assert data["image"].startswith("http://testserver/media/images/")
    assert client.get("/en/news/a-prize/").content.decode().count(data["image"].removeprefix("http://testserver")) == 2


def test_news_article_has_no_key_without_a_value(institute: Institute, client: Client) -> None:
    news = institute.article.get_parent()
    ArticlePageFactory(parent=news, title="Bare", slug="bare", date=date(2026, 3, 2), authors=[], summary="")
    for language in (locale.language_code for locale in Locale.objects.all()):
        data = json_ld(client, f"/{language}/news/bare/")
        assert {"author", "image"}.isdisjoint(data)
        assert all(data.values())
