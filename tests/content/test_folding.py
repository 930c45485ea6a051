import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliography.text_normalization import normalize


@pytest.mark.parametrize(
    ("text", "normalized"),
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
def test_accents_capitals_and_ligatures_do_not_matter(text: str, normalized: str) -> None:
    assert normalize(text) == normalized


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


def test_accented_letters_sort_with_their_plain_ones() -> None:
    assert sorted(["Zola", "Éluard", "Eco", "Ferron"], key=normalize) == ["Eco", "Éluard", "Ferron", "Zola"]
