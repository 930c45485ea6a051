"""Blocks that lead somewhere: what they refuse, and what visitors see of them in each language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from wagtail.blocks import ListBlock

from institute.content.blocks import Featured, Link, Section
from institute.content.blocks.choosing import gather
from institute.content.blocks.featured import Card
from tests.factories.home import ArticlePageFactory, ImageFactory, NewsIndexPageFactory, SectionPageFactory
from tests.fixtures import SiteTree
from tests.support import make_person, restrict

pytestmark = pytest.mark.django_db


def cleaned(block: Any, value: dict[str, Any]) -> Any:
    return block.clean(block.normalize(value))


def refusals(block: Any, value: dict[str, Any]) -> set[str]:
    """The fields that ``block`` finds fault with in ``value``."""
    with pytest.raises(ValidationError) as refused:
        cleaned(block, value)
    return set(refused.value.block_errors)


def featured(*cards: dict[str, Any]) -> Any:
    return Featured().normalize({"heading": "Featured", "cards": list(cards)})


def titles(value: Any) -> list[str]:
    return [card.title for card in value.visible_cards]


# One of two destinations


@pytest.mark.parametrize("block", [Link(), Card()])
def test_a_destination_is_a_page_or_an_outside_address_and_never_both(block: Any, site_tree: SiteTree) -> None:
    page = site_tree.directory["en"]
    both = {"page": page, "url": "https://example.org/", "label": "There", "title": "There"}
    given = {name: value for name, value in both.items() if name in block.child_blocks}
    assert refusals(block, given) == {"page", "url"}
    assert cleaned(block, {"page": page})["page"].pk == page.pk


def test_a_link_leads_somewhere_unless_it_may_be_left_out() -> None:
    assert refusals(Link(), {}) == {"page"}
    assert cleaned(Link(required=False), {})["url"] == ""


def test_an_outside_address_needs_words() -> None:
    assert refusals(Link(), {"url": "https://example.org/"}) == {"label"}
    assert refusals(Card(), {"url": "https://example.org/"}) == {"title"}


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/en/about/", "file:///etc/passwd"])
def test_an_outside_address_is_a_whole_one(address: str) -> None:
    assert refusals(Link(), {"url": address, "label": "There"}) == {"url"}


def test_a_draft_may_be_incomplete() -> None:
    block = Link()
    block.defer_required_validation()
    assert block.clean(block.normalize({}))["page"] is None


def test_a_picture_has_words_or_is_called_decorative(db: None) -> None:
    image = ImageFactory()
    section = {"heading": "Humanity", "text": "<p>Text</p>", "image": image}
    assert refusals(Section(), section) == {"image"}
    image.decorative = True
    assert cleaned(Section(), section)["image"].decorative


# Featured


def test_a_card_shows_the_page_itself_until_the_editor_says_otherwise(site_tree: SiteTree) -> None:
    picture = ImageFactory()
    page = SectionPageFactory(
        parent=site_tree.home["en"], title="Programs", summary="What we teach.", social_image=picture
    )
    own, overridden = featured({"page": page}, {"page": page, "title": "Study", "text": "Here.", "kicker": "New"})[
        "cards"
    ]
    assert (own.shown.title, own.shown.text, own.shown.image) == ("Programs", "What we teach.", picture)
    assert own.shown.href == "/en/programs/"
    assert (overridden.shown.title, overridden.shown.text, overridden.shown.kicker) == ("Study", "Here.", "New")


def test_an_outside_card_says_where_it_leads(db: None) -> None:
    (card,) = featured({"url": "https://www.example.org/story", "title": "A story"}).visible_cards
    assert (card.href, card.source) == ("https://www.example.org/story", "example.org")


def test_outside_card_with_malformed_address_names_no_source(db: None) -> None:
    (card,) = featured({"url": "http://[", "title": "A story"}).visible_cards
    assert card.source == ""


def test_cards_of_pages_that_visitors_may_not_see_drop_out(site_tree: SiteTree) -> None:
    home = site_tree.home["en"]
    pages = {
        name: SectionPageFactory(parent=home, title=name) for name in ("Open", "Draft", "Private", "Expired", "Gone")
    }
    value = featured(*({"page": page} for page in pages.values()), {"url": "https://example.org/", "title": "Outside"})
    pages["Draft"].unpublish()
    restrict(pages["Private"])
    pages["Expired"].expire_at = timezone.now() - timedelta(hours=1)
    pages["Expired"].save()
    pages["Gone"].delete()
    assert titles(value) == ["Open", "Outside"]


def test_a_block_without_visible_cards_prints_nothing(site_tree: SiteTree) -> None:
    page = SectionPageFactory(parent=site_tree.home["en"])
    page.unpublish()
    assert not str(featured({"page": page}).render_as_block()).strip()


def test_chosen_pages_are_shown_in_the_readers_language(site_tree: SiteTree) -> None:
    page = SectionPageFactory(parent=site_tree.home["en"], title="Programs", slug="programs")
    french = page.aliases.get().specific
    french.alias_of = None
    french.title, french.slug = "Programmes", "programmes"
    french.save()
    value = featured({"page": page})
    with translation.override("en"):
        assert 'href="/en/programs/"' in value.render_as_block()
    value = featured({"page": page})
    with translation.override("fr"):
        html = value.render_as_block()
    assert 'href="/fr/programmes/"' in html
    assert "Programmes" in html


def test_a_page_hidden_in_one_language_alone_drops_out_there_alone(site_tree: SiteTree) -> None:
    page = SectionPageFactory(parent=site_tree.home["en"], title="Programs")
    restrict(page.aliases.get())
    with translation.override("en"):
        assert titles(featured({"page": page})) == ["Programs"]
    with translation.override("fr"):
        assert titles(featured({"page": page})) == []


def test_a_chosen_profile_is_linked_in_the_readers_language(site_tree: SiteTree) -> None:
    person = make_person(site_tree.directory["en"])
    for language, address in (("en", "/en/directory/yoshua-bengio/"), ("fr", "/fr/annuaire/yoshua-bengio/")):
        with translation.override(language):
            (card,) = featured({"page": person}).visible_cards
        assert card.href == address


def test_text_in_the_other_language_says_so(site_tree: SiteTree) -> None:
    page = SectionPageFactory(parent=site_tree.home["en"], summary="What we teach.")
    with translation.override("fr"):
        assert '<p class="card-summary" lang="en">What we teach.</p>' in featured({"page": page}).render_as_block()


# A section


def test_a_section_prints_its_picture_with_the_words_of_this_place(site_tree: SiteTree) -> None:
    image = ImageFactory(credit="A. Painter")
    image.contextual_alt_text = "A person looks up at the stars"
    value = Section().normalize(
        {
            "heading": "AI for Humanity",
            "text": "<p>For everyone.</p>",
            "image": image,
            "side": "start",
            "theme": "night",
            "link": {"page": site_tree.directory["en"], "label": "Learn more"},
        }
    )
    html = value.render_as_block({"id": "b1"})
    assert 'class="spread feature feature-start night"' in html
    assert 'alt="A person looks up at the stars"' in html
    assert "Picture: A. Painter" in html
    assert '<a href="/en/directory/">Learn more</a>' in html


def test_a_sections_link_to_a_hidden_page_is_left_out(site_tree: SiteTree) -> None:
    page = SectionPageFactory(parent=site_tree.home["en"])
    page.unpublish()
    value = Section().normalize({"heading": "AI for Humanity", "text": "<p>Text</p>", "link": {"page": page}})
    assert "<a " not in value.render_as_block()


# Queries


@pytest.mark.parametrize("language", ["en", "fr"])
def test_queries_do_not_grow_with_the_cards(
    language: str, site_tree: SiteTree, django_assert_max_num_queries: Any
) -> None:
    news = NewsIndexPageFactory(parent=site_tree.home["en"])
    block = ListBlock(Featured())
    few, many = (
        [
            {"page": ArticlePageFactory(parent=news, hero_image=ImageFactory(), hero_image_decorative=True).pk}
            for _number in range(size)
        ]
        for size in (2, 7)
    )
    counts = []
    for cards in (few, many):
        (value,) = block.to_python([{"heading": "Featured", "cards": cards}])
        with translation.override(language):
            gather(value)
            value.render_as_block()  # makes the renditions
            (value,) = block.to_python([{"heading": "Featured", "cards": cards}])
            with django_assert_max_num_queries(8) as queries:
                gather(value)
                html = value.render_as_block()
        assert html.count('class="card"') == len(cards)
        counts.append(len(queries))
    assert counts[0] == counts[1]
