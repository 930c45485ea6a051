"""The blocks that show people, wherever an editor puts them."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from directory.blocks import Faculty, People
from tests.factories.directory import InstitutionFactory, MembershipFactory, PersonPageFactory
from tests.factories.home import ImageFactory
from tests.support import restrict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def drawn(block: object, value: dict) -> BeautifulSoup:
    return BeautifulSoup(block.render(block.normalize(value)), "html.parser")


def test_chosen_people_stand_in_the_editors_order_with_their_place() -> None:
    first = PersonPageFactory(
        given_name="Doina",
        family_name="Precup",
        position_en="Associate Professor",
        institutions=[InstitutionFactory(name_en="McGill University", name_fr="Université McGill")],
    )
    second = PersonPageFactory(given_name="Ada", family_name="Ames")
    with translation.override("fr"):
        html = drawn(People(), {"heading": "Équipe", "people": [first, second, first]})
    assert [link.get_text() for link in html.select(".person-name a")] == ["Doina Precup", "Ada Ames"]
    assert html.select_one(".person-name a")["href"] == "/fr/annuaire/doina-precup/"
    assert html.select_one(".person-position")["lang"] == "en"
    assert html.select_one(".person-affiliation").get_text() == "Université McGill"


def test_chosen_people_who_are_not_visible_drop_out() -> None:
    private = PersonPageFactory(given_name="Zoé", family_name="Hidden")
    restrict(private)
    draft = PersonPageFactory(given_name="Max", family_name="Hidden", live=False)
    shown = PersonPageFactory(given_name="Ada", family_name="Ames")
    html = drawn(People(), {"people": [private, draft, shown]})
    assert [link.get_text() for link in html.select(".person-name a")] == ["Ada Ames"]


def test_the_faculty_shows_the_typed_figure_and_every_affiliated_institution() -> None:
    InstitutionFactory(name_en="McGill University", name_fr="Université McGill", slug="mcgill", order=2)
    InstitutionFactory(name_fr="Université de Montréal", name_en="", slug="udem", order=1)
    InstitutionFactory(name_en="Elsewhere", is_affiliated=False)
    value = {
        "heading": "Faculty",
        "text": "<p>Since 1993.</p>",
        "figure": "over 140",
        "figure_label": "professors",
        "link_label": "Browse the directory",
        "portrait": ImageFactory(credit="Ana Lens"),
        "caption": "Someone",
    }
    html = drawn(Faculty(), value)
    assert html.select_one(".figure-number").get_text() == "over 140"
    links = [(link.get_text(), link["href"]) for link in html.select(".institutions a")]
    assert links == [
        ("Université de Montréal", "/en/directory/?institution=udem"),
        ("McGill University", "/en/directory/?institution=mcgill"),
    ]
    assert html.select_one(".onward a")["href"] == "/en/directory/"
    assert "Ana Lens" in html.select_one("figcaption").get_text()


def test_without_a_typed_figure_the_professors_are_counted() -> None:
    core = MembershipFactory(counts_as_professor=True)
    PersonPageFactory(membership=core)
    PersonPageFactory(membership=core, left=date(2001, 1, 1))
    PersonPageFactory(membership=core, live=False)
    value = Faculty().normalize({"heading": "Faculty", "figure": "", "figure_label": "professors"})
    assert value.number == 1


@pytest.mark.parametrize("block", [Faculty(), People()])
def test_each_block_can_be_previewed_on_a_site_without_people_or_pictures(block: object) -> None:
    assert block.meta.description
    assert block.meta.icon
    assert block.render(block.get_preview_value())
