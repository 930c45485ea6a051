"""Figures: typed ones as they were typed, live ones as they are now."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from directory.models import Institution, Membership
from home.blocks import Figures
from tests.fixtures import SiteTree
from tests.support import make_person

pytestmark = pytest.mark.django_db


def figures(*items: dict[str, Any]) -> Any:
    return Figures().normalize({"figures": [{"label": "things", **item} for item in items]})


def numbers(value: Any) -> list[Any]:
    return [figure.number for figure in value.shown]


def test_a_typed_figure_is_printed_as_it_was_typed() -> None:
    assert "over 140" in figures({"number": "over 140"}).render_as_block()


def test_a_figure_is_typed_or_counted() -> None:
    with pytest.raises(ValidationError):
        Figures().clean(figures({"number": ""}))
    Figures().clean(figures({"kind": "professors"}))


def test_there_are_four_figures_at_most() -> None:
    with pytest.raises(ValidationError):
        Figures().clean(figures(*({"number": str(number)} for number in range(5))))


@time_machine.travel("2026-05-01")
def test_live_figures_are_counted_when_they_are_read(site_tree: SiteTree) -> None:
    professor = Membership.objects.create(name_en="Core", slug="core", counts_as_professor=True)
    Institution.objects.create(name_en="McGill University", slug="mcgill")
    make_person(site_tree.directory["en"], membership=professor)
    make_person(site_tree.directory["en"], family_name="Draft", membership=professor).unpublish()
    home = site_tree.home["en"]
    home.founded = 1993
    home.save()
    live = [{"kind": kind} for kind in ("professors", "institutions", "years", "publications")]
    assert numbers(figures(*live)) == [1, 1, 33]
