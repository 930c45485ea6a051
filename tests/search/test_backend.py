"""Editors and visitors find a word with or without its accents."""

import pytest
from wagtail.models import Page


@pytest.fixture
def page(db) -> Page:
    return Page.objects.get(depth=1).add_child(instance=Page(title="Université de Montréal, œuvre", slug="accents"))


@pytest.mark.parametrize("words", ["montreal", "Montréal", "MONTRÉAL", "universite", "oeuvre", "université montreal"])
def test_search_ignores_accents_and_case(page, words):
    assert list(Page.objects.search(words)) == [page]


@pytest.mark.parametrize("beginning", ["montr", "montré", "Univ", "oeuv", "œuv"])
def test_completion_ignores_accents_and_case(page, beginning):
    assert list(Page.objects.autocomplete(beginning)) == [page]


def test_words_that_are_not_there_find_nothing(page):
    assert list(Page.objects.search("toronto")) == []
