"""A former name that must never be shown is not spelled by an address."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.test.utils.form_data import inline_formset

from directory.former_names import spells_name
from tests.directory.test_admin import edit_url, messages_of, person_form
from tests.factories.directory import PersonPageFactory
from tests.fixtures import SiteTree


@pytest.mark.parametrize(
    ("slug", "is_spelled"),
    [
        ("formername-martin", True),
        ("martin-formername-3", True),
        ("formernamemartin", True),
        ("f-formername", True),
        ("alex-martin", False),
        ("alex-martin-2", False),
        ("prof-martin", False),
        ("a-martin", False),
    ],
)
def test_address_spells_a_hidden_name(slug: str, is_spelled: bool) -> None:
    assert spells_name(slug, ["Formername Martin"], ["Alex Martin", "A. Martin"]) is is_spelled


def test_address_spells_a_hidden_name_made_of_shown_words() -> None:
    assert spells_name("alex-smith", ["Alex Smith"], ["Alex Martin", "Jo Smith"])
    assert not spells_name("alex-martin", ["Alex Martin"], ["Alex Martin"])
    assert spells_name("liwei", ["Li Wei"], ["Mei Wei"])
    assert spells_name("zoe-muller", ["Zoë Müller"], ["Max Müller"])


@pytest.mark.django_db
def test_form_refuses_a_hidden_name_that_the_address_spells(site_tree: SiteTree, admin_client: Client) -> None:
    person = PersonPageFactory(given_name="Formername", family_name="Martin")
    fields = {
        "given_name": "Alex",
        "family_name": "Martin",
        "name_variants": inline_formset([{"name": "Formername Martin", "never_show": "on"}]),
        "action-publish": "publish",
    }
    response = admin_client.post(edit_url(person), person_form(slug="formername-martin", **fields))
    assert "change its slug first" in messages_of(response)
    assert admin_client.post(edit_url(person), person_form(slug="alex-martin", **fields)).status_code == 302
