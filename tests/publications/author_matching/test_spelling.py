"""Two spellings of one name are told from two names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bibliography.name_matching import Fit, compare, is_better, readings, spell, spell_variant
from bibliography.names import parse_name
from publications.author_matching.people import PeopleIndex


def fit(printed: str, given_name: str, family_name: str) -> Fit | None:
    """How a printed name fits a person's, as it stands on a paper."""
    author = parse_name(printed)
    person = spell(given_name, family_name)
    best: Fit | None = None
    for reading in readings(author.given, author.family):
        is_half = reading.family in person.halves
        if is_half or reading.family in person.families:
            found = compare(reading, person.given, is_half=is_half)
            if found and (best is None or is_better(found, best)):
                best = found
    return best


@pytest.mark.parametrize(
    ("printed", "person", "expected"),
    [
        ("Yoshua Bengio", ("Yoshua", "Bengio"), Fit.FULL),
        ("BENGIO Yoshua", ("Yoshua", "Bengio"), Fit.FULL),
        ("Bengio, Yoshua", ("Yoshua", "Bengio"), Fit.FULL),
        ("Yoshua B. Bengio", ("Yoshua", "Bengio"), Fit.MIDDLE),
        ("Yoshua Benjamin Bengio", ("Yoshua B.", "Bengio"), Fit.FULL),
        ("Yoshua C. Bengio", ("Yoshua Benjamin", "Bengio"), None),
        ("Y. Bengio", ("Yoshua", "Bengio"), Fit.INITIALS),
        ("Bengio Y", ("Yoshua", "Bengio"), Fit.INITIALS),
        ("Bengio YB", ("Yoshua", "Bengio"), Fit.INITIALS),
        ("YB Bengio", ("Yoshua", "Bengio"), Fit.INITIALS),
        ("S. Bengio", ("Yoshua", "Bengio"), None),
        ("Bengio Yoshua", ("Yoshua", "Bengio"), Fit.SWAPPED),
        ("Jean Pierre Dubois", ("Jean-Pierre", "Dubois"), Fit.FULL),
        ("Jeanpierre Dubois", ("Jean-Pierre", "Dubois"), Fit.FULL),
        ("J.-P. Dubois", ("Jean-Pierre", "Dubois"), Fit.INITIALS),
        ("Dubois JP", ("Jean-Pierre", "Dubois"), Fit.INITIALS),
        ("J.-M. Dubois", ("Jean-Pierre", "Dubois"), None),
        ("Jean Dubois", ("Jean-Pierre", "Dubois"), Fit.INITIALS),
        ("Jean-Paul Dubois", ("Jean-Pierre", "Dubois"), None),
        ("Aaron van den Oord", ("Aäron", "van den Oord"), Fit.FULL),
        ("Oord, Aaron van den", ("Aäron", "van den Oord"), Fit.FULL),
        ("A. Vandenoord", ("Aäron", "van den Oord"), Fit.INITIALS),
        ("Aaron Oord", ("Aäron", "van den Oord"), Fit.FULL),
        ("Conor OBrien", ("Conor", "O’Brien"), Fit.FULL),
        ("Gabriel Garcia Marquez", ("Gabriel", "García Márquez"), Fit.FULL),
        ("Gabriel Garcia", ("Gabriel", "García Márquez"), Fit.HALF),
        ("G. Garcia", ("Gabriel", "García Márquez"), None),
        ("Julie Larochelle-Tremblay", ("Julie", "Tremblay"), Fit.HALF),
        ("Julie Larochelle-Tremblay", ("Julie", "Larochelle"), Fit.HALF),
        ("A. P. Sarath Chandar", ("Sarath", "Chandar"), Fit.SHIFTED),
        ("Rosemary Nan Ke", ("Nan Rosemary", "Ke"), Fit.MIDDLE),
        ("Kim Min-Su", ("Minsu", "Kim"), Fit.SWAPPED),
        ("Min Kim", ("Min-su", "Kim"), Fit.INITIALS),
        ("Nguyen Thi Lan", ("Thi Lan", "Nguyen"), Fit.SWAPPED),
        ("WEI CHEN", ("Wei", "Chen"), Fit.FULL),
        ("Wei Liu", ("Wei", "Li"), None),
        ("Ruth S Tremblay", ("Ruth", "Tremblay"), Fit.MIDDLE),
        ("Madonna", ("Yoshua", "Bengio"), None),
    ],
)
def test_a_printed_name_fits_as_well_as_it_says(printed: str, person: tuple[str, str], expected: Fit | None) -> None:
    assert fit(printed, *person) == expected


WORDS = st.text("abcdefghijklmnopqrstuvwxyzéèüøß", min_size=2, max_size=10).map(str.title)
# "Aa, Jr" is read as Aa the younger, and rightly.
WORDS = WORDS.filter(lambda word: word not in {"Jr", "Sr", "Ii", "Iii", "Iv"})


@settings(max_examples=200)
@given(WORDS, WORDS)
def test_everyone_fits_their_own_name_in_every_form(given_name: str, family_name: str) -> None:
    for printed in (f"{given_name} {family_name}", f"{family_name}, {given_name}"):
        assert fit(printed, given_name, family_name) in (Fit.FULL, Fit.INITIALS)
    assert fit(f"{family_name}, {given_name[0]}.", given_name, family_name) in (Fit.INITIALS, Fit.SWAPPED)


@settings(max_examples=300)
@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_no_name_is_too_odd(printed: str, given_name: str, family_name: str) -> None:
    fit(printed, given_name, family_name)
    spell_variant(printed)


@pytest.mark.django_db
def test_an_index_knows_when_it_is_stale() -> None:
    from directory.models import Institution

    index = PeopleIndex.load()
    assert not index.is_stale()
    Institution.objects.create(slug="mcgill", name_en="McGill University")
    assert index.is_stale()
    assert not PeopleIndex.current().is_stale()
