"""Values that no column, no index and no page is made for: they cost their field at most, and are reported by name."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.db import DataError

from bibliography.text.bidi import without_bidi_controls
from publications.imports.importer import Importer
from publications.imports.report import Fate, Report, Result
from publications.imports.sources import file_source
from publications.models import PublicationPage, SourceRecord
from tests.fixtures import SiteTree
from tests.support import settle

OVERRIDE, ISOLATE, POP_ISOLATE = "\u202e", "\u2068", "\u2069"


def run(text: str, format_name: str = "bibtex") -> list[Result]:
    with Importer() as importer:
        source = file_source(io.BytesIO(text.encode("utf-8", "surrogatepass")), "f", format_name)
        return [row for rows in importer.run(source.adapter, source.entries(), source.library) for row in rows]


LONG = "Long" * 500
GOOD = "@article{good, title={A good entry among others}, author={Lovelace, Ada}, year=2020}\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "label"),
    [
        (f"journal={{{LONG}}}", "venue as printed"),
        (f"volume={{{LONG}}}", "volume"),
        (f"number={{{LONG}}}", "issue"),
        (f"pages={{{LONG}}}", "pages"),
        (f"publisher={{{LONG}}}", "publisher"),
        (f"edition={{{LONG}}}", "edition"),
        (f"license={{{LONG}}}", "licence"),
        (f"author={{Lovelace, {LONG}}}", "given name"),
        (f"author={{{LONG}, Ada}}", "family name"),
        (f"author={{{{{LONG} Collaboration}}}}", "name"),
        (f"title={{{'Long words ' * 1000}}}", "title"),
        (f"abstract={{{'Long words. ' * 30_000}}}", "abstract"),
    ],
)
def test_a_value_that_is_too_long_is_reported_by_its_field_and_kept_whole(
    site_tree: SiteTree, field: str, label: str
) -> None:
    title = "" if field.startswith("title") else "title={An entry with a long field}, "
    long, good = run(f"@article{{a, {title}{field}, year=2019}}\n{GOOD}")
    settle()

    assert (long.fate, good.fate) == (Fate.CREATED, Fate.CREATED)
    assert any(f"“{label}" in warning for warning in long.warnings)
    assert max(map(len, map(str, SourceRecord.objects.get(page=long.page).unmapped.values()))) >= 1900
    assert [str(row.fate) for row in run(f"@article{{a, {title}{field}, year=2019}}\n{GOOD}")] == ["unchanged"] * 2


@pytest.mark.django_db
def test_an_identifier_and_a_key_that_are_too_long_cost_themselves(site_tree: SiteTree) -> None:
    results = run(f"@article{{{LONG}, title={{An entry with a long key}}, doi={{10.1000/{LONG}}}}}\n{GOOD}")

    assert [str(result.fate) for result in results] == ["created", "created"]
    assert any("10.1000/" in warning for warning in results[0].warnings)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["\\u0000", "\\ud800", "\\uffff"])
def test_characters_that_cannot_be_stored_are_left_out_wherever_they_stand(site_tree: SiteTree, wrong: str) -> None:
    item = (
        f'{{"id": "k{wrong}ey", "type": "article-journal", "title": "A title{wrong} with a hole", "volume": "1{wrong}2",'
        f' "author": [{{"family": "Love{wrong}lace", "given": "A{wrong}da"}}], "publisher": "P{wrong}",'
        f' "note{wrong}": "n{wrong}", "abstract": "An abstract{wrong}.", "URL": "https://example.org/{wrong}a"}}'
    )
    [result] = run(f"[{item}]", "csl")
    settle()

    assert result.fate == Fate.CREATED
    work = PublicationPage.objects.get()
    assert (work.full_title, work.volume) == ("A title with a hole", "12")


@pytest.mark.django_db
def test_numbers_and_dates_out_of_range_cost_their_field(site_tree: SiteTree) -> None:
    huge = "9" * 400
    items = [
        f'{{"id": "a", "title": "A work with huge numbers", "volume": {huge}, "issued": {{"date-parts": [[{huge}, 99]]}}}}',
        '{"id": "b", "title": "A work with infinite numbers", "volume": 1e999, "issued": {"date-parts": [[1e999, -1]]}}',
        '{"id": "c", "title": "A work of the year zero", "issued": {"date-parts": [[0, 0, 0]]}}',
        '{"id": "d", "title": "A work of the thirtieth of February", "issued": {"date-parts": [[2020, 2, 30]]}}',
    ]
    results = run(f"[{', '.join(items)}]", "csl")

    assert [str(result.fate) for result in results] == ["created"] * 4
    assert [PublicationPage.objects.get(pk=row.page).date_text for row in results] == ["", "", "", "2020-02"]


@pytest.mark.django_db
def test_what_the_database_says_is_for_the_log(site_tree: SiteTree, monkeypatch: Any) -> None:
    from publications.imports import bulk_writer

    def refuse(targets: Any) -> None:
        raise DataError("value too long for type character varying(50)")

    monkeypatch.setattr(bulk_writer, "_write_sources", refuse)

    [result] = run(GOOD)

    assert result.fate == Fate.REJECTED
    assert "varying" not in result.error


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"abc{OVERRIDE}def", "abcdef"),
        (f"a\u202b\u202ab\u202cc{OVERRIDE}", "abc"),
        (f"see {ISOLATE}שלום{POP_ISOLATE} there", f"see {ISOLATE}שלום{POP_ISOLATE} there"),
        (f"open {ISOLATE}שלום", "open שלום"),
        (f"{POP_ISOLATE}closed{ISOLATE}", "closed"),
        ("שלום עולם", "שלום עולם"),
    ],
)
def test_bidirectional_controls_act_on_nothing_beyond_their_text(text: str, shown: str) -> None:
    assert without_bidi_controls(text) == shown


@pytest.mark.django_db
def test_no_door_prints_a_bidirectional_override_of_a_source(site_tree: SiteTree, client: Any) -> None:
    [result] = run(
        f"@article{{a, title={{Pay {OVERRIDE}dneirf a}}, author={{Lovelace{OVERRIDE}, Ada}}, year=2020,"
        f" journal={{Journal {OVERRIDE}x}}, abstract={{An {OVERRIDE}abstract.}}, volume={{1{OVERRIDE}2}}}}"
    )
    settle()
    work = PublicationPage.objects.get(pk=result.page)

    for path in (work.url, "/en/publications/", f"/api/v1/publications/{work.pk}", "/api/v1/publications.bib"):
        response = client.get(path)
        content = (b"".join(response) if response.streaming else response.content).decode()
        assert response.status_code == 200, path
        assert "dneirf" in content, path
        assert OVERRIDE not in content, path
        assert "202e" not in content.lower(), path


@pytest.mark.django_db
def test_a_title_in_right_to_left_letters_stays_as_it_is_and_has_a_direction_of_its_own(
    site_tree: SiteTree, client: Any
) -> None:
    title = "מבוא לאינטליגנציה מלאכותית (AI)"
    [result] = run(f"@article{{a, title={{{title}}}, author={{כהן, דוד}}, year=2020}}")
    settle()
    work = PublicationPage.objects.get(pk=result.page)

    content = client.get(work.url).content.decode()
    assert work.full_title == title
    assert f'dir="auto">{title}</h1>' in content
    assert "<bdi>" in content


def test_a_report_holds_names_of_files_that_are_no_text(tmp_path: Any) -> None:
    path = tmp_path / "report.json"
    with Report(path) as report:
        report.add([Result("pa\udce9pers.bib:1", Fate.REJECTED, error="no title")])

    assert json.loads(path.read_text(encoding="utf-8"))["rejected"][0]["position"] == "pa\udce9pers.bib:1"
