import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliography.text_normalization import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Catherine Régis", "catherine regis"),
        ("Joëlle  Pineau", "joelle pineau"),
        ("Œuvre", "oeuvre"),
        ("Strauß", "strauss"),
        ("Łukasz", "lukasz"),
        ("O’Donnell", "o'donnell"),
        ("École", "ecole"),
        ("ﬁne", "fine"),
    ],
)
def test_accents_capitals_and_ligatures_do_not_matter(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_accented_letters_sort_with_their_plain_ones() -> None:
    assert sorted(["Zola", "Éluard", "Eco", "Ferron"], key=fold) == ["Eco", "Éluard", "Ferron", "Zola"]
