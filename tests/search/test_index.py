"""People look for names without their accents, and for words in another form than the page has."""

from __future__ import annotations

import pytest
from django.test import Client

from directory.models import PersonPage
from home.models import SectionPage
from institute.content.models import SearchEntry
from institute.search.index import SearchDocument
from tests.fixtures import SiteTree
from tests.support import make_person, make_section

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["régis", "REGIS", "reg", "Catherine Régis", "regis catherine", "  regis  "])
def test_a_name_is_found_however_it_is_typed(site_tree: SiteTree, text: str) -> None:
    make_person(site_tree.directory["en"], "Catherine", "Régis")
    make_person(site_tree.directory["en"], "Yoshua", "Bengio")
    assert [person.family_name for person in PersonPage.objects.matching(text)] == ["Régis"]


@pytest.mark.parametrize(
    ("text", "words"), [("network", "neural networks"), ("networks", "a neural network"), ("réseau", "les réseaux")]
)
def test_the_ending_of_a_word_does_not_matter(site_tree: SiteTree, text: str, words: str) -> None:
    make_section(site_tree.home["en"], "Methods", summary=f"We study {words}.")
    assert SectionPage.objects.matching(text).visible("en").count() == 1


def test_every_word_must_be_there(site_tree: SiteTree) -> None:
    make_section(site_tree.home["en"], "Methods", summary="Causal learning.")
    assert SectionPage.objects.matching("causal learning").exists()
    assert not SectionPage.objects.matching("causal gardening").exists()


def test_a_match_in_the_title_comes_first(site_tree: SiteTree) -> None:
    make_section(site_tree.home["en"], "Methods", summary="About causality.")
    make_section(site_tree.home["en"], "Causality", summary="A section.")
    found = SectionPage.objects.visible("en").matching("causality").order_by("-rank")
    assert [page.title for page in found] == ["Causality", "Methods"]


@pytest.mark.parametrize("text", ["", "   ", "!!!", "&|():*", "'; DROP TABLE", "a" * 5000, "\x00", "<->"])
def test_nothing_that_is_typed_breaks_the_search(site_tree: SiteTree, text: str) -> None:
    make_section(site_tree.home["en"])
    list(SectionPage.objects.matching(text))


def test_without_words_the_list_stays_as_it_was(site_tree: SiteTree) -> None:
    make_section(site_tree.home["en"])
    assert SectionPage.objects.matching("  ").count() == SectionPage.objects.count()


def test_a_draft_is_not_found_and_its_words_are_not_kept(site_tree: SiteTree) -> None:
    section = make_section(site_tree.home["en"], "Methods")
    section.summary = "A secret plan."
    section.save_revision()
    assert not SectionPage.objects.matching("secret").exists()
    make_section(site_tree.home["en"], "Hidden", live=False)
    assert not SearchEntry.objects.filter(page__slug="hidden").exists()


def test_a_very_long_text_can_be_indexed(site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch) -> None:
    words = " ".join(f"word{number}" for number in range(100_000))
    monkeypatch.setattr(SectionPage, "search_document", lambda self: SearchDocument(title=self.title, body=words))
    make_section(site_tree.home["en"], "Methods")
    assert SectionPage.objects.matching("word17").exists()


@pytest.mark.parametrize("text", ["ͺ", "ﹰ", "_", "!", "´"])
@pytest.mark.parametrize(
    "address", ["/en/search/", "/en/directory/", "/fr/publications/", "/api/v1/people", "/api/v1/publications"]
)
def test_a_sign_that_is_no_word_is_not_searched_for(
    site_tree: SiteTree, client: Client, text: str, address: str
) -> None:
    assert client.get(address, {"q": text}).status_code == 200
    assert client.get("/api/v1/search", {"q": text}).status_code == 422


def test_words_that_a_line_joins_are_found_one_by_one(site_tree: SiteTree) -> None:
    make_section(site_tree.home["en"], "Methods", summary="The data_set of the graph.")
    assert SectionPage.objects.matching("data_set").exists()
