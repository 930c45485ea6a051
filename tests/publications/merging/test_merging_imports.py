"""What imports do to works that were split or whose merge was undone."""

from __future__ import annotations

import io

import pytest

from institute.accounts.models import User
from publications.deduplication.merging import merge, split, undo
from publications.imports.importer import Importer
from publications.imports.report import Result
from publications.imports.sources import file_source
from publications.models import PublicationPage, SourceRecord
from tests.fixtures import SiteTree

pytestmark = pytest.mark.django_db

ENTRY = """
@inproceedings{glorot2010,
  title = {Understanding the difficulty of training deep feedforward neural networks},
  author = {Glorot, Xavier and Bengio, Yoshua},
  booktitle = {AISTATS},
  year = {2010},
  %s
}
"""
OTHER = """
@article{lovelace1843,
  title = {Notes on the analytical engine},
  author = {Lovelace, Ada},
  journal = {Scientific Memoirs},
  year = {1843},
  %s
}
"""
OURS = "abstract = {This is the abstract of the first of the two works that are told here.}"
THEIRS = "abstract = {The abstract of quite another article, which speaks of other matters at length.}"
CORRECTED = "abstract = {What the editors of the second library have written anew on the engine and its uses.}"


def import_bibtex(text: str, library: str) -> Result:
    with Importer() as importer:
        source = file_source(io.BytesIO(text.encode()), f"{library}.bib", "bibtex")
        [result] = [row for rows in importer.run(source.adapter, source.entries(), library) for row in rows]
    return result


def page_of(result: Result) -> PublicationPage:
    return PublicationPage.objects.get(pk=result.page)


def test_split_work_follows_its_source(site_tree: SiteTree, librarian: User) -> None:
    page = page_of(import_bibtex(ENTRY % OURS, "first"))
    assert import_bibtex(ENTRY % "pages = {249--256},", "second").page == page.pk
    new = split(SourceRecord.objects.get(source="second"), librarian)

    result = import_bibtex(ENTRY.replace("AISTATS", "ICML") % "pages = {249--257},", "second")

    assert result.page == new.pk
    assert not result.conflicts
    assert (page_of(result).pages, page_of(result).venue_text) == ("249–257", "ICML")


def test_split_leaves_no_field_of_the_first_work_to_nobody(site_tree: SiteTree, librarian: User) -> None:
    page = page_of(import_bibtex(ENTRY % "", "first"))
    import_bibtex(ENTRY % THEIRS, "second")
    split(SourceRecord.objects.get(source="second"), librarian)

    result = import_bibtex(ENTRY % OURS, "first")

    assert result.page == page.pk
    assert not result.conflicts
    assert page_of(result).abstract_en.startswith("This is the abstract of the first")


def test_split_leaves_what_a_person_wrote_locked(site_tree: SiteTree, librarian: User) -> None:
    page = page_of(import_bibtex(ENTRY % "", "first"))
    import_bibtex(ENTRY % THEIRS, "second")
    page.refresh_from_db()
    page.abstract_en = "Written by hand."
    page.save_revision().publish()
    split(SourceRecord.objects.get(source="second"), librarian)

    result = import_bibtex(ENTRY % OURS, "first")

    assert list(result.conflicts) == ["abstract_en"]
    assert page_of(result).abstract_en == "Written by hand."


def test_undone_merge_lets_the_work_follow_its_source_again(site_tree: SiteTree, librarian: User) -> None:
    kept = page_of(import_bibtex(ENTRY % "", "first"))
    absorbed = page_of(import_bibtex(OTHER % THEIRS, "second"))
    done = merge(kept, absorbed, librarian)
    corrected = OTHER % CORRECTED
    assert import_bibtex(corrected, "second").page == kept.pk
    kept.refresh_from_db()
    assert kept.abstract_en.startswith("What the editors")
    undo(done, librarian)
    assert PublicationPage.objects.get(pk=absorbed.pk).abstract_en.startswith("The abstract of quite")

    result = import_bibtex(corrected, "second")

    assert result.page == absorbed.pk
    assert not result.conflicts
    assert page_of(result).abstract_en.startswith("What the editors")
    # Nobody wrote by hand what the other source has left on the kept page.
    result = import_bibtex(ENTRY % OURS, "first")
    assert result.page == kept.pk
    assert not result.conflicts
    assert page_of(result).abstract_en.startswith("This is the abstract of the first")
