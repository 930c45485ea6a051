"""Names are split as their owners write them, and lists as people paste them."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bibliography.names import initials, is_full, parse_name, split_authors

words = st.text(string.ascii_lowercase + "éèêçöñ", min_size=3, max_size=12).map(str.capitalize)


@given(words, words)
def test_both_orders_give_the_same_person(given: str, family: str) -> None:
    assert parse_name(f"{family}, {given}") == parse_name(f"{given} {family}")


@given(st.lists(st.tuples(words, words), min_size=1, max_size=8), st.sampled_from(["\n", "; ", " and ", "\r\n"]))
def test_a_list_has_as_many_authors_as_were_written(people: list[tuple[str, str]], separator: str) -> None:
    names = [f"{given} {family}" for given, family in people]
    assert [author.name for author in split_authors(separator.join(names))] == names


@pytest.mark.parametrize(
    "name", ["Ada Lovelace", "Le Zhang", "BENGIO Yoshua", "Tremblay, Anne-Marie", "JEAN TREMBLAY"]
)
def test_a_full_name_tells_people_apart(name: str) -> None:
    author = parse_name(name)
    assert is_full(author.given, author.family)


@pytest.mark.parametrize("name", ["A. Turing", "Turing, A. M.", "JP Roy", "J.-P. Roy", "Plato", "Li, M-H"])
def test_initials_and_single_names_may_be_anyones(name: str) -> None:
    author = parse_name(name)
    assert not is_full(author.given, author.family)


@example("{")
@example("{} and , ;")
@given(st.text(max_size=80))
def test_no_text_breaks_the_splitting(text: str) -> None:
    assert all(author.name for author in split_authors(text))


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Aaron van den Oord", "Aaron", "van den Oord"),
        ("van den Oord, Aaron", "Aaron", "van den Oord"),
        ("Charles de La Vallée Poussin", "Charles", "de La Vallée Poussin"),
        ("BENGIO Yoshua", "Yoshua", "BENGIO"),
        ("Jesús Falcón-Barroso", "Jesús", "Falcón-Barroso"),
        ("Plato", "", "Plato"),
        ("José Ortega y Gasset", "José", "Ortega y Gasset"),
        ("van der Berg", "", "van der Berg"),
        ("danah boyd", "danah", "boyd"),
        ("BENGIO, YOSHUA", "Yoshua", "Bengio"),
        ("O'BRIEN, M.-C.", "M.-C.", "O'Brien"),
        ("LI, J", "J", "Li"),
        ("Smith, John, PhD", "John", "Smith"),
        ("John Smith PhD", "John", "Smith"),
        ("王, 小明", "小明", "王"),
        ("王小明", "", "王小明"),
        (", John", "", "John"),
        ("Smith,", "", "Smith"),
    ],
)
def test_parts_of_a_name(text: str, given: str, family: str) -> None:
    author = parse_name(text)
    assert (author.given, author.family, author.is_group) == (given, family, False)


def test_suffixes_in_both_orders() -> None:
    assert parse_name("King, Jr., Martin Luther") == parse_name("Martin Luther King Jr.")


@pytest.mark.parametrize("text", ["{Barnes and Noble}", "The ATLAS Collaboration", "OECD Working Group"])
def test_groups_are_not_people(text: str) -> None:
    author = parse_name(text)
    assert (author.is_group, author.given) == (True, "")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Yoshua Bengio, Geoffrey Hinton, Yann LeCun", ["Yoshua Bengio", "Geoffrey Hinton", "Yann LeCun"]),
        ("Yoshua Bengio, Yann LeCun", ["Yoshua Bengio", "Yann LeCun"]),
        ("Bengio, Yoshua", ["Yoshua Bengio"]),
        ("Bengio, Y., Hinton, G. & LeCun, Y.", ["Y. Bengio", "G. Hinton", "Y. LeCun"]),
        ("Bengio, Yoshua and Hinton, Geoffrey and others", ["Yoshua Bengio", "Geoffrey Hinton"]),
        ("Alice Martin et Bob Roy", ["Alice Martin", "Bob Roy"]),
        ("Yoshua Bengio1,2\nGeoffrey Hinton*", ["Yoshua Bengio", "Geoffrey Hinton"]),
        ("{Barnes and Noble} and Ada Lovelace", ["Barnes and Noble", "Ada Lovelace"]),
        ("A. Smith et al.", ["A. Smith"]),
    ],
)
def test_lists_as_people_paste_them(text: str, names: list[str]) -> None:
    assert [author.name for author in split_authors(text)] == names


def test_east_asian_names_are_read_family_first() -> None:
    assert parse_name("王, 小明").name == "王小明"


def test_groups_are_read_in_order() -> None:
    assert parse_name("Collaboration, ATLAS").name == "ATLAS Collaboration"


def test_initials_keep_hyphens() -> None:
    assert initials("Jean-Pierre Marie") == "J.-P. M."


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Rahman, M. D.", "M. D.", "Rahman"),
        ("Rahman, MD", "MD", "Rahman"),
        ("Rahman, M.D.", "M.D.", "Rahman"),
        ("Rahman, Md", "Md", "Rahman"),
        ("Rahman, Md.", "Md.", "Rahman"),
        ("Schmidt, M. Sc.", "M. Sc.", "Schmidt"),
        ("van Dijk, MD", "MD", "van Dijk"),
        ("García Márquez, M. D.", "M. D.", "García Márquez"),
        ("Rahman, Md Habibur", "Md Habibur", "Rahman"),
        ("Md Rahman", "Md", "Rahman"),
        ("Ahmed, M. D., PhD", "M. D.", "Ahmed"),
        # Degrees behind a complete name go.
        ("Grace Hopper, PhD", "Grace", "Hopper"),
        ("Grace Hopper, M.D., Ph.D.", "Grace", "Hopper"),
        ("Grace Hopper MD", "Grace", "Hopper"),
        ("Hopper, Grace, MD", "Grace", "Hopper"),
    ],
)
def test_given_name_that_reads_like_a_degree_is_kept(text: str, given: str, family: str) -> None:
    name = parse_name(text)
    assert (name.given, name.family) == (given, family)
