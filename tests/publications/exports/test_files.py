"""Whole lists and single works in the formats of others, through the API."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import translation

from tests.api.conftest import Institute, make_institute
from tests.fixtures import make_site_tree, standing
from tests.publications.exports.asking import body, get
from tests.publications.exports.test_round_trip import read_back

pytestmark = pytest.mark.django_db

LISTS = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "csl.json": "application/vnd.citationstyles.csl+json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FEEDS = {"atom": "application/atom+xml; charset=utf-8", "feed.json": "application/feed+json; charset=utf-8"}
SINGLE = ("bib", "ris", "csl.json")


@pytest.fixture(scope="module")
def standing_institute(django_db_setup: None, django_db_blocker: Any) -> Iterator[Institute]:
    """Made once for the tests of this module, which only read."""
    with standing(django_db_blocker):
        yield make_institute(make_site_tree())


@pytest.fixture
def institute(standing_institute: Institute, db: None) -> Institute:
    return standing_institute


@pytest.mark.parametrize("suffix", [*LISTS, *FEEDS])
def test_a_list_comes_in_every_format_with_the_headers_of_the_api(
    suffix: str, institute: Institute, client: Client
) -> None:
    response = get(client, suffix)
    assert body(response)
    headers = response.headers
    assert headers["Content-Type"] == {**LISTS, **FEEDS}[suffix]
    assert f'filename="publications.{suffix}"' in headers["Content-Disposition"]
    assert headers["Content-Disposition"].startswith("attachment" if suffix in LISTS else "inline")
    assert headers["Content-Language"] == "en"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Vary"] == "Authorization, Accept-Encoding"
    assert headers["ETag"].startswith("W/" if suffix == "xlsx" else '"')
    again = client.get(f"/api/v1/publications.{suffix}", headers={"if-none-match": headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("suffix", [*LISTS, *FEEDS])
def test_a_head_has_the_headers_alone(suffix: str, institute: Institute, client: Client) -> None:
    response = client.head(f"/api/v1/publications.{suffix}")
    assert body(response) == b""
    assert response.headers["Content-Type"] == {**LISTS, **FEEDS}[suffix]
    assert response.headers["ETag"]


@pytest.mark.parametrize("suffix", [*LISTS, *FEEDS])
@pytest.mark.parametrize(
    "query", ["unknown=1", "limit=5", "kind=novel", "year_from=soon", "topic=nothing", "sort=relevance"]
)
def test_what_is_not_understood_is_refused(suffix: str, query: str, institute: Institute, client: Client) -> None:
    response = client.get(f"/api/v1/publications.{suffix}?{query}")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize("suffix", SINGLE)
def test_one_publication(suffix: str, institute: Institute, client: Client) -> None:
    path = f"/publications/{institute.paper.pk}"
    response = get(client, suffix, path)
    text = body(response).decode()
    assert "Learning" in text
    assert "Thèse" not in text
    key = f"bengio2024_{institute.paper.pk}"
    assert key in text
    assert f'filename="{key}.{suffix}"' in response.headers["Content-Disposition"]
    assert get(client, suffix, "/publications/999999").status_code == 404
    assert get(client, suffix, path, unknown=1).status_code == 422


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"topic": "deep-learning"}, "paper"),
        ({"person": "yoshua-bengio"}, "paper"),
        ({"institution": "udem"}, "paper"),
        ({"kind": "thesis"}, "thesis"),
        ({"q": "représentations"}, "paper"),
        ({"q": "nothing"}, None),
        ({"q": "learning"}, "paper"),
        ({"year_from": "2020"}, "paper"),
        ({"venue": "jmlr"}, "paper"),
        ({"status": "retracted"}, None),
    ],
)
def test_the_filters_are_those_of_the_list(
    filters: dict[str, str], kept: str | None, institute: Institute, client: Client
) -> None:
    items = client.get("/api/v1/publications", filters).json()["items"]
    expected = [getattr(institute, kept).pk] if kept else []
    assert [item["id"] for item in items] == expected
    keys = [item["id"].rpartition("_")[2] for item in json.loads(body(get(client, "csl.json", **filters)))]
    assert [int(key) for key in keys] == expected
    assert len(list(csv.reader(io.StringIO(body(get(client, "csv", **filters)).decode())))) == len(expected) + 1
    response = get(client, "bib", **filters)
    (name, _value) = next(iter(filters.items()))
    assert name.replace("_", "-") in response.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("locale", "heading", "institution"),
    [("en", "Title", "Université de Montréal"), ("fr", "Titre", "Université de Montréal")],
)
def test_the_annual_report_speaks_the_language_of_the_request(
    locale: str, heading: str, institution: str, institute: Institute, client: Client
) -> None:
    response = get(client, "xlsx", locale=locale)
    with translation.override("fr" if locale == "en" else "en"):
        content = body(response)
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert rows[0][0] == heading
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    with translation.override(locale):
        kind, members, institutions, year = (
            translation.gettext(name) for name in ("Type", "Authors of the institute", "Institutions", "Year")
        )
    assert table[0][members] == "Yoshua Bengio; Émilie Tremblay"
    assert table[0][institutions] == institution
    assert table[0][year] == 2024
    assert table[1][kind] == {"en": "Thesis", "fr": "Mémoire ou thèse"}[locale]
    rows_of_csv = list(csv.reader(io.StringIO(body(get(client, "csv", locale=locale)).decode("utf-8-sig"))))
    texts = [value.date().isoformat() if isinstance(value, datetime) else str(value or "") for value in rows[1]]
    assert texts == rows_of_csv[1]


def test_what_is_exported_is_imported_as_the_same(institute: Institute, client: Client) -> None:
    for suffix, name in (("bib", "bibtex"), ("ris", "ris"), ("csl.json", "csl")):
        paper, thesis = read_back(body(get(client, suffix)).decode(), name)
        assert paper.title == institute.paper.full_title
        assert [author.name for author in paper.authors] == ["Yoshua Bengio", "Emilie Tremblay", "Ada Lovelace"]
        assert paper.pages == "101–110"
        assert thesis.kind == "thesis"
        assert thesis.published is None
