"""An import, from the file to the pages, as a librarian runs it."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from institute.content.models import Change, PublicPage
from publications.imports.importer import Importer
from publications.imports.report import Fate, Result
from publications.imports.sources import file_source
from publications.models import AuthorMatch, Identifier, PossibleDuplicate, PublicationPage, SourceRecord
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree
from tests.support import make_person, settle

pytestmark = pytest.mark.django_db


def bibtex(text: str, **options: Any) -> list[Result]:
    """Import a BibTeX file that holds this text."""
    with Importer(**options) as importer:
        source = file_source(io.BytesIO(text.encode()), "papers.bib", "bibtex")
        return [result for results in importer.run(source.adapter, source.entries()) for result in results]


def fates(results: list[Result]) -> list[str]:
    return [str(result.fate) for result in results]


GLOROT = """
@inproceedings{glorot2010,
  title = {Understanding the difficulty of training deep feedforward neural networks},
  author = {Glorot, Xavier and Bengio, Yoshua},
  booktitle = {AISTATS},
  year = {2010},
  pages = {249--256},
}
"""


def test_an_entry_becomes_a_work_that_visitors_read_in_both_languages(site_tree: SiteTree, client: Any) -> None:
    person = make_person(site_tree.directory["en"])

    [result] = bibtex(GLOROT)
    settle()

    assert result.fate == Fate.CREATED
    work = PublicationPage.objects.get(pk=result.page)
    assert work.title == "Understanding the difficulty of training deep feedforward neural networks"
    assert (work.kind, work.date_text, work.pages, work.venue_text) == (
        "conference-paper",
        "2010",
        "249–256",
        "AISTATS",
    )
    assert [row.name for row in work.authorships.all()] == ["Xavier Glorot", "Yoshua Bengio"]
    assert AuthorMatch.objects.get(page=work).person_id == person.pk
    for path in PublicPage.objects.filter(page=work).values_list("path", flat=True):
        response = client.get(path)
        assert response.status_code == 200
        assert "Xavier Glorot" in response.content.decode()
    assert {row.kind for row in Change.objects.filter(subject_id=work.pk)} == {"created"}


def test_an_address_of_this_site_is_no_link_of_a_work(site_tree: SiteTree, settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://www.example.org"
    own = (
        "  url = {https://www.example.org/en/publications/a/},\n  pdf = {https://www.example.org/documents/1/a.pdf},\n"
    )
    other = "  link = {https://papers.example.com/a},\n}"
    [result] = bibtex(GLOROT.rstrip().removesuffix("}") + own + other)
    assert not result.warnings
    work = PublicationPage.objects.get(pk=result.page)
    assert [link.url for link in work.links.all()] == ["https://papers.example.com/a"]


def test_importing_the_same_file_again_writes_nothing(site_tree: SiteTree) -> None:
    bibtex(GLOROT)
    settle()
    before = list(SourceRecord.objects.values())
    Change.objects.all().delete()

    results = bibtex(GLOROT)

    assert fates(results) == ["unchanged"]
    assert list(SourceRecord.objects.values()) == before
    assert not Change.objects.exists()


def test_a_correction_in_the_file_reaches_the_page(site_tree: SiteTree) -> None:
    bibtex(GLOROT.replace("training deep", "training deeep"))

    [result] = bibtex(GLOROT.replace("glorot2010", "glorot2010"))

    work = PublicationPage.objects.get()
    assert work.title == "Understanding the difficulty of training deep feedforward neural networks"
    assert result.changes.keys() == {"full_title"}


def test_what_an_editor_wrote_is_kept_and_the_conflict_listed_once(site_tree: SiteTree) -> None:
    bibtex(GLOROT)
    work = PublicationPage.objects.get()
    work.pages = "249–256, with erratum"
    work.save_revision().publish()

    [first] = bibtex(GLOROT.replace("249--256", "249--260"))
    [second] = bibtex(GLOROT.replace("249--256", "249--260"))

    assert PublicationPage.objects.get().pages == "249–256, with erratum"
    assert first.fate == Fate.CONFLICT
    assert first.conflicts == {"pages": ("249–256, with erratum", "249–260")}
    assert second.fate == Fate.UNCHANGED


def test_an_import_after_an_edit_reaches_what_the_next_editor_opens(site_tree: SiteTree) -> None:
    bibtex(GLOROT)
    work = PublicationPage.objects.get()
    work.funding = "NSERC"
    work.save_revision().publish()

    [result] = bibtex(GLOROT.replace("249--256", "249--260"))

    assert result.fate == Fate.UPDATED
    opened = PublicationPage.objects.get().get_latest_revision_as_object()
    assert (opened.pages, opened.funding) == ("249–260", "NSERC")


def test_a_page_with_an_open_draft_is_left_alone(site_tree: SiteTree) -> None:
    bibtex(GLOROT)
    work = PublicationPage.objects.get()
    work.funding = "NSERC"
    work.save_revision()

    [result] = bibtex(GLOROT.replace("249--256", "249--260"))

    assert result.fate == Fate.CONFLICT
    assert "pages" in result.conflicts
    work = PublicationPage.objects.get()
    assert work.pages == "249–256"
    assert work.get_latest_revision_as_object().funding == "NSERC"
    work.get_latest_revision().publish()
    assert fates(bibtex(GLOROT.replace("249--256", "249--260"))) == ["updated"]


def test_one_bad_entry_is_told_with_its_line_and_costs_nothing_else(site_tree: SiteTree) -> None:
    results = bibtex(
        GLOROT + "\n@article{broken, title = {Half an entry\n\n@article{good, title={A good entry}, year=2020}\n"
    )

    assert fates(results).count("created") == 2
    [rejected] = [result for result in results if result.fate == Fate.REJECTED]
    assert rejected.position == "papers.bib:10"
    assert rejected.error


def test_an_entry_that_the_database_refuses_costs_nothing_else(site_tree: SiteTree, monkeypatch: Any) -> None:
    from publications.imports import bulk_writer

    original = bulk_writer._write_sources

    def refuse(targets: Any) -> None:
        if any("poison" in target.page.full_title for target in targets):
            raise ValueError("poisoned")
        original(targets)

    monkeypatch.setattr(bulk_writer, "_write_sources", refuse)
    entries = "".join(
        f"@article{{k{n}, title={{Title number {n} of many words}}, year=20{n:02}}}\n" for n in range(10, 17)
    )

    results = bibtex(entries + "@article{p, title={A poison in the middle}, year=2001}\n" + GLOROT)

    assert fates(results) == ["created"] * 7 + ["rejected", "created"]
    assert "poisoned" in results[7].error
    assert PublicationPage.objects.count() == 8


def test_two_entries_of_one_work_become_one_page(site_tree: SiteTree) -> None:
    doi = "doi = {10.1000/abc}, year = {2020}"

    results = bibtex(
        f"@article{{a, title={{On learning to learn with examples}}, author={{Lovelace, Ada}}, {doi}}}\n"
        f"@article{{b, title={{On learning to learn with examples}}, author={{Lovelace, A.}}, {doi}, volume=7}}\n"
    )

    assert fates(results) == ["created", "merged"]
    work = PublicationPage.objects.get()
    assert work.volume == "7"
    assert Identifier.objects.get().page == work
    assert SourceRecord.objects.filter(page=work).count() == 2


def test_the_very_same_entry_twice_is_one_work_and_stays_quiet_when_imported_again(site_tree: SiteTree) -> None:
    assert fates(bibtex(GLOROT + GLOROT)) == ["created", "merged"]
    assert fates(bibtex(GLOROT + GLOROT)) == ["unchanged", "unchanged"]


def test_a_work_made_by_hand_is_found_again(site_tree: SiteTree) -> None:
    by_hand = PublicationPageFactory(
        full_title="Understanding the difficulty of training deep feedforward neural networks",
        date="2010",
        kind="conference-paper",
        authors=["Xavier Glorot", "Yoshua Bengio"],
    )

    [result] = bibtex(GLOROT)

    assert (result.fate, result.page) == (Fate.MERGED, by_hand.pk)
    assert PublicationPage.objects.count() == 1
    assert PublicationPage.objects.get().pages == "249–256"


PREPRINT = """
@article{p, title={Attention to details in examples}, author={Lovelace, Ada and Hopper, Grace},
  journal={arXiv preprint arXiv:2101.00001}, year={2021}}
"""
ARTICLE = """
@article{a, title={Attention to Details in Examples}, author={Lovelace, Ada and Hopper, Grace},
  journal={Journal of Examples}, year={2022}, volume={12}, doi={10.1000/attention}}
"""


@pytest.mark.parametrize("order", [PREPRINT + ARTICLE, ARTICLE + PREPRINT])
def test_a_preprint_and_its_article_are_one_work_with_versions(site_tree: SiteTree, order: str) -> None:
    results = bibtex(order)

    assert fates(results) == ["created", "merged"]
    work = PublicationPage.objects.get()
    assert (work.kind, work.date_text, work.volume) == ("article", "2022", "12")
    [version] = work.versions.all()
    assert (version.kind, version.date) == ("preprint", "2021")
    assert set(Identifier.objects.values_list("scheme", "value")) == {
        ("doi", "10.1000/attention"),
        ("arxiv", "2101.00001"),
    }


def test_a_dry_run_tells_what_would_happen_and_changes_nothing(site_tree: SiteTree) -> None:
    results = bibtex(PREPRINT + ARTICLE + GLOROT, dry_run=True)

    assert fates(results) == ["created", "merged", "created"]
    assert not PublicationPage.objects.exists()
    assert not SourceRecord.objects.exists()
    assert not Change.objects.filter(subject_type="publications.publicationpage").exists()


def test_drafts_are_seen_by_nobody_until_an_editor_publishes_them(site_tree: SiteTree) -> None:
    bibtex(GLOROT, draft=True)

    work = PublicationPage.objects.get()
    assert not work.live
    assert not PublicPage.objects.filter(page=work).exists()
    assert fates(bibtex(GLOROT.replace("249--256", "249--260"), draft=True)) == ["updated"]
    work = PublicationPage.objects.get().get_latest_revision_as_object()
    work.save_revision().publish()
    assert PublicationPage.objects.visible("en").get().pages == "249–260"


def test_doubtful_pairs_are_listed_and_not_merged(site_tree: SiteTree) -> None:
    results = bibtex(
        "@article{a, title={Learning representations from few examples}, author={Lovelace, Ada and Hopper, Grace},"
        " journal={Journal of Examples}, year={2020}, doi={10.1000/a}}\n"
        "@inproceedings{b, title={Learning representations from few examples}, author={Lovelace, Ada and Hopper, Grace},"
        " booktitle={Conference of Examples}, year={2019}, doi={10.2000/b}}\n"
    )

    assert fates(results) == ["created", "created"]
    pair = PossibleDuplicate.objects.get()
    assert {pair.first_id, pair.second_id} == {result.page for result in results}
    assert results[1].doubtful == (results[0].page,)


def test_the_command_writes_a_report_and_says_how_it_ended(site_tree: SiteTree, tmp_path: Path) -> None:
    (tmp_path / "papers.bib").write_text(GLOROT + "\n@article{broken, title = {Half an entry\n", encoding="utf-8")
    report = tmp_path / "report.json"

    with pytest.raises(SystemExit) as stopped:
        call_command("import_publications", str(tmp_path), "--report", str(report), verbosity=0)

    assert stopped.value.code == 1
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["complete"] is True
    assert told["counts"]["created"] == len(told["created"]) == 1
    assert told["counts"]["rejected"] == len(told["rejected"]) == 1
    assert told["rejected"][0]["position"].startswith("papers.bib:")
    assert list(tmp_path.iterdir()) == [tmp_path / "papers.bib", report] or len(list(tmp_path.iterdir())) == 2


def test_rejected_entry_is_named_by_its_key(site_tree: SiteTree) -> None:
    results = bibtex("@article{lovelace1843, year = 1843}\n\n@article{broken2020, title = {Unclosed\n")
    assert [(result.fate, result.title) for result in results] == [
        (Fate.REJECTED, "lovelace1843"),
        (Fate.REJECTED, "broken2020"),
    ]
