"""Two libraries that know the same works: who is believed, and what an import writes the second time."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from institute.content.models import Change
from publications.admin.imports.provenance import source_records
from publications.imports.importer import Importer
from publications.imports.report import Result
from publications.imports.sources import file_source
from publications.models import ImportRun, Library, PublicationPage, SourceRecord
from tests.fixtures import SiteTree
from tests.support import settle

pytestmark = pytest.mark.django_db

# One citation key, one DOI, two people's files.
FULL = """
@article{mcdermott1976, title = {Artificial intelligence meets natural stupidity},
  author = {Drew V. McDermott}, journal = {ACM SIGART Bulletin}, year = 1976, month = apr, pages = {4--9},
  abstract = {As a field, artificial intelligence has always been on the border of respectability. It is so still.},
  doi = {10.1145/1045339.1045340}}
"""
POOR = """
@article{mcdermott1976, title = {ARTIFICIAL INTELLIGENCE MEETS NATURAL STUPIDITY},
  author = {MCDERMOTT}, journal = {ACM SIGART Bull.}, year = 1976, pages = {4}, number = 57,
  abstract = {As a field, artificial intelligence has always been on the border ...},
  doi = {10.1145/1045339.1045340}}
"""
KEYLESS = """
@article{, title = {Artificial intelligence meets natural stupidity}, author = {Drew V. McDermott}, year = 1976%s}
"""


def run(text: str, library: str, format_name: str = "bibtex", **options: Any) -> list[Result]:
    with Importer(**options) as importer:
        source = file_source(io.BytesIO(text.encode()), "papers.bib", format_name, library)
        results = importer.run(source.adapter, source.entries(), source.library)
        return [result for batch in results for result in batch]


def fates(text: str, library: str) -> list[str]:
    return [str(result.fate) for result in run(text, library)]


@pytest.mark.parametrize(("first", "second"), [(FULL, POOR), (POOR, FULL)])
def test_two_libraries_imported_in_turn_write_nothing_after_the_first_round(
    site_tree: SiteTree, first: str, second: str
) -> None:
    assert fates(first, "A") == ["created"]
    assert fates(second, "B") == ["merged"]
    settle()
    Change.objects.all().delete()
    written = list(SourceRecord.objects.order_by("pk").values())

    assert [fates(*turn) for turn in [(first, "A"), (second, "B"), (first, "A"), (second, "B")]] == [["unchanged"]] * 4

    assert list(SourceRecord.objects.order_by("pk").values()) == written
    assert not Change.objects.exists()
    work = PublicationPage.objects.get()
    assert [row.name for row in work.authorships.all()] == ["Drew V. McDermott"]
    assert work.full_title == "Artificial intelligence meets natural stupidity"
    assert (work.venue_text, work.date_text, work.pages, work.issue) == ("ACM SIGART Bulletin", "1976-04", "4–9", "57")
    assert work.abstract_en.endswith("It is so still.")
    assert work.abstract_other == ""
    assert set(SourceRecord.objects.values_list("source", flat=True)) == {"A", "B"}


def test_a_poorer_value_replaces_nothing_even_in_the_same_library(site_tree: SiteTree) -> None:
    run(FULL, "A")

    [result] = run(POOR, "A")

    assert result.changes.keys() == {"issue"}
    assert [row.name for row in PublicationPage.objects.get().authorships.all()] == ["Drew V. McDermott"]


def test_the_library_of_higher_priority_wins_in_any_order(site_tree: SiteTree) -> None:
    Library.objects.create(name="Curated", priority=80)
    other = FULL.replace("pages = {4--9}", "pages = {104--109}")

    run(other, "A")
    [result] = run(FULL, "Curated")
    assert result.changes["pages"] == ("104–109", "4–9")
    assert [result.changes for result in run(other.replace("104--109", "204--209"), "A")] == [{}]

    assert PublicationPage.objects.get().pages == "4–9"
    assert SourceRecord.objects.get(source="A").values["pages"] == "204–209"
    assert fates(FULL, "Curated") == ["unchanged"]


def test_a_changed_priority_takes_effect_at_the_next_import(site_tree: SiteTree) -> None:
    other = FULL.replace("pages = {4--9}", "pages = {104--109}")
    run(FULL, "A")
    run(other, "B")
    library = Library.objects.get(name="B")
    library.priority = 60
    library.save()

    assert fates(FULL, "A") == ["unchanged"]
    assert fates(other, "B") == ["updated"]

    assert PublicationPage.objects.get().pages == "104–109"
    assert [fates(FULL, "A"), fates(other, "B")] == [["unchanged"], ["unchanged"]]


def test_a_file_that_was_renamed_still_corrects_its_entries(site_tree: SiteTree) -> None:
    run(FULL, "papers.bib")
    assert fates(FULL, "papers-2026.bib") == ["merged"]

    assert fates(FULL.replace("4--9", "4--10"), "papers-2026.bib") == ["updated"]

    assert PublicationPage.objects.get().pages == "4–10"


def test_author_name_edited_by_hand_is_kept_from_old_and_from_longer_names(site_tree: SiteTree) -> None:
    run(FULL, "A")
    work = PublicationPage.objects.get()
    author = work.authorships.get()
    author.name, author.given_name = "Drew McDermott", "Drew"
    work.authorships.set([author])
    work.save_revision().publish()
    longer = FULL.replace("Drew V.", "Drew Vincent").replace("4--9", "4--10")

    [old_names] = run(FULL.replace("4--9", "4--10"), "A")
    [old_names_elsewhere] = run(FULL, "B")
    [longer_names] = run(longer, "A")

    shown = ["Drew McDermott"]
    assert old_names.changes.keys() == {"pages"}
    assert old_names_elsewhere.conflicts == {"authors": (shown, ["Drew V. McDermott"])}
    assert longer_names.conflicts == {"authors": (shown, ["Drew Vincent McDermott"])}
    assert [row.differs for row in source_records(PublicationPage.objects.get())] == [
        ["Authors"],
        ["Pages", "Authors"],
    ]
    settle()
    Change.objects.all().delete()
    assert [fates(longer, "A"), fates(FULL, "B")] == [["unchanged"], ["unchanged"]]
    assert not Change.objects.exists()
    assert [row.name for row in PublicationPage.objects.get().authorships.all()] == shown


def test_a_retraction_stays_until_every_library_that_says_so_takes_it_back(site_tree: SiteTree) -> None:
    retracted = FULL.replace("{Artificial intelligence meets", "{RETRACTED: Artificial intelligence meets")
    run(retracted, "A")
    run(retracted, "B")

    run(FULL, "A")
    assert PublicationPage.objects.get().status == "retracted"
    run(FULL, "B")
    assert PublicationPage.objects.get().status == "published"


def test_a_library_is_known_in_any_capitals_and_made_by_an_import_only(site_tree: SiteTree) -> None:
    before = Library.objects.count()
    run(FULL, "Vision group", dry_run=True)
    assert Library.objects.count() == before

    run(FULL, "Vision group")
    assert fates(FULL, "  VISION   group ") == ["unchanged"]
    assert Library.objects.count() == before + 1


def test_the_records_of_a_library_follow_its_new_name(site_tree: SiteTree) -> None:
    run(FULL, "papers.bib")
    library = Library.objects.get(name="papers.bib")
    library.name = "Papers of Ada"
    library.full_clean()
    library.save()

    assert fates(FULL, "Papers of Ada") == ["unchanged"]
    service = Library.objects.get(name="openalex")
    service.name = "Something else"
    with pytest.raises(ValidationError):
        service.full_clean()


def rename(library: str, name: str) -> None:
    row = Library.objects.get(name=library)
    row.name = name
    row.full_clean()
    row.save()


def test_library_is_not_renamed_to_the_name_of_other_entries(site_tree: SiteTree) -> None:
    run(FULL, "A")
    run(FULL, "B")
    Library.objects.filter(name="B").delete()

    with pytest.raises(ValidationError, match="already entries"):
        rename("A", "B")


def test_library_is_not_renamed_while_an_import_from_it_is_under_way(site_tree: SiteTree) -> None:
    run(FULL, "A")
    ImportRun.objects.create(library="A", state=ImportRun.State.RUNNING, started_at=timezone.now())

    with pytest.raises(ValidationError, match="under way"):
        rename("A", "B")


def test_two_keyless_entries_of_one_work_keep_a_record_each(site_tree: SiteTree) -> None:
    by_title, by_doi = KEYLESS % "", KEYLESS % ", doi = {10.1145/1045339.1045340}, volume = 7"
    run(by_title, "A")
    assert fates(by_doi, "A") == ["merged"]

    assert SourceRecord.objects.filter(source="A").count() == 2
    assert [fates(by_title, "A"), fates(by_doi, "A"), fates(by_title + by_doi, "A")] == [
        ["unchanged"],
        ["unchanged"],
        ["unchanged", "unchanged"],
    ]


def test_the_command_takes_a_library_and_each_file_is_its_own_by_default(site_tree: SiteTree, tmp_path: Path) -> None:
    for name, text in (("ada.bib", FULL), ("grace.bib", POOR)):
        (tmp_path / name).write_text(text, encoding="utf-8")

    call_command("import_publications", str(tmp_path), verbosity=0)
    assert set(SourceRecord.objects.values_list("source", flat=True)) == {"ada.bib", "grace.bib"}

    report = tmp_path / "report.json"
    options = ["--library", "Ada", "--report", str(report)]
    call_command("import_publications", str(tmp_path / "ada.bib"), *options, verbosity=0)
    assert json.loads(report.read_text(encoding="utf-8"))["libraries"] == {"ada.bib": "Ada"}
    assert SourceRecord.objects.filter(source="Ada").count() == 1


@pytest.fixture
def signed_in(site_tree: SiteTree, client: Any, librarian: Any) -> Any:
    client.force_login(librarian)
    return client


def check(client: Any, library: str, text: str = FULL) -> ImportRun:
    client.post(reverse("imports:new"), {"text": text, "format": "auto", "library": library})
    return ImportRun.objects.latest("pk")


def upload(client: Any, library: str, text: str = FULL) -> ImportRun:
    run = check(client, library, text)
    client.post(reverse("imports:start", args=[run.pk]))
    run.refresh_from_db()
    return run


def test_a_librarian_names_the_library_and_finds_it_again(signed_in: Any) -> None:
    run = upload(signed_in, "Papers of Ada")

    assert run.library == "Papers of Ada"
    assert "Library: Papers of Ada" in signed_in.get(reverse("imports:detail", args=[run.pk])).content.decode()
    assert '<option value="Papers of Ada">' in signed_in.get(reverse("imports:new")).content.decode()
    form = signed_in.get(reverse("wagtailadmin_pages:edit", args=[PublicationPage.objects.get().pk]))
    assert "Papers of Ada" in form.content.decode()
    libraries = signed_in.get(reverse("wagtailsnippets_publications_library:list")).content.decode()
    assert "Papers of Ada" in libraries
    assert "OpenAlex" in libraries


def test_import_that_was_checked_follows_a_new_name_of_its_library(signed_in: Any) -> None:
    upload(signed_in, "A")
    checked = check(signed_in, "a", FULL.replace("4--9", "4--10"))
    rename("A", "Papers of Ada")

    signed_in.post(reverse("imports:start", args=[checked.pk]))

    assert set(SourceRecord.objects.values_list("source", flat=True)) == {"Papers of Ada"}
    assert not Library.objects.named("A").exists()
    assert PublicationPage.objects.get().pages == "4–10"


@pytest.mark.parametrize("name", ["A", "openalex"])
def test_library_with_entries_and_service_cannot_be_deleted(signed_in: Any, name: str) -> None:
    upload(signed_in, "A")
    library = Library.objects.get(name=name)
    delete = reverse("wagtailsnippets_publications_library:delete", args=[library.pk])
    bulk = reverse("wagtail_bulk_action", args=["publications", "library", "delete"]) + f"?id={library.pk}"

    for view in ("list", "edit"):
        arguments = [library.pk] if view == "edit" else []
        content = signed_in.get(reverse(f"wagtailsnippets_publications_library:{view}", args=arguments)).content
        assert delete not in content.decode()
    for address in (delete, bulk):
        response = signed_in.post(address, follow=True)
        assert f"“{library}” " in response.content.decode()
        assert "cannot be deleted" in response.content.decode()
    assert Library.objects.filter(pk=library.pk).exists()


def test_library_without_entries_can_be_deleted(signed_in: Any) -> None:
    library = Library.objects.create(name="Unused")
    delete = reverse("wagtailsnippets_publications_library:delete", args=[library.pk])

    assert delete in signed_in.get(reverse("wagtailsnippets_publications_library:list")).content.decode()
    signed_in.post(delete)

    assert not Library.objects.filter(pk=library.pk).exists()


def test_pasted_text_is_from_the_librarian_who_pasted_it(signed_in: Any, librarian: Any) -> None:
    assert upload(signed_in, "").library == (librarian.get_full_name() or librarian.get_username())


def test_a_service_takes_no_other_library(signed_in: Any, settings: Any) -> None:
    settings.IMPORT_CONTACT_EMAIL = "library@example.org"
    response = signed_in.post(
        reverse("imports:new"), {"remote": "doi:10.1000/abc", "format": "auto", "library": "Ada"}
    )

    assert "library" in response.context["form"].errors


def test_the_page_shows_what_another_library_says(signed_in: Any) -> None:
    upload(signed_in, "A")
    upload(signed_in, "B", FULL.replace("pages = {4--9}", "pages = {104--109}"))

    assert [(row.library, row.differs) for row in source_records(PublicationPage.objects.get())] == [
        ("A", []),
        ("B", ["Pages"]),
    ]
