"""Blocks of text and media, as visitors see them in each language."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from wagtail.models import Collection, CollectionViewRestriction

from institute.content.blocks import Accordion, Downloads, Embed, Image, Logos, Quote, RichText, Table
from tests.factories.home import DocumentFactory, ImageFactory, SectionPageFactory
from tests.fixtures import SiteTree
from tests.support import restrict

pytestmark = pytest.mark.django_db


def printed(block: Any, value: Any, language: str = "en") -> str:
    with translation.override(language):
        return block.render(block.normalize(value), {"id": "b1", "LANGUAGE_CODE": language})


def test_a_quotation_in_the_other_language_says_so_and_one_in_the_pages_own_does_not() -> None:
    value = {"quote": "Je pense.", "name": "René Descartes", "role": "philosophe", "language": "fr"}
    assert '<blockquote lang="fr"><p>Je pense.</p></blockquote>' in printed(Quote(), value)
    assert "<blockquote><p>" in printed(Quote(), value, "fr")
    assert '<span class="quote-name">René Descartes</span>, philosophe' in printed(Quote(), value)


def test_an_organisation_without_a_logo_is_named() -> None:
    logo = ImageFactory()
    html = printed(
        Logos(), {"logos": [{"name": "McGill University", "logo": logo}, {"name": "HEC", "url": "https://hec.ca/"}]}
    )
    assert 'alt="McGill University"' in html
    assert '<a href="https://hec.ca/">HEC</a>' in html


def test_a_picture_prints_its_caption_and_its_credit_in_the_readers_language() -> None:
    image = ImageFactory(credit="A. Painter")
    image.contextual_alt_text = "Stars"
    value = {"image": image, "caption": "A night.", "wide": True}
    english, french = printed(Image(), value), printed(Image(), value, "fr")
    assert 'alt="Stars"' in english
    assert 'class="spread-body wide"' in english
    assert "A night." in english
    assert "A. Painter" in english
    assert "A. Painter" in french


def test_a_film_elsewhere_is_a_plain_link_that_asks_nothing_of_the_other_site() -> None:
    value = {"url": "https://www.youtube.com/watch?v=1", "title": "A lecture", "picture": ImageFactory()}
    html = printed(Embed(), value)
    assert '<a class="embed-link" href="https://www.youtube.com/watch?v=1">' in html
    assert "youtube.com</span>" in html
    assert "<iframe" not in html
    assert "<script" not in html
    assert 'src="https:' not in html


def test_film_with_malformed_address_is_printed_without_source_and_player() -> None:
    html = printed(Embed(), {"url": "http://[", "title": "A lecture"})
    assert '<span class="embed-source"></span>' in html
    assert "data-player" not in html


def test_a_film_whose_player_is_known_is_a_link_that_names_it() -> None:
    html = printed(Embed(), {"url": "https://youtu.be/aaaaaaaaaaa?t=9", "title": "A “lecture” & more"})
    assert 'href="https://youtu.be/aaaaaaaaaaa?t=9"' in html
    assert 'data-player="https://www.youtube-nocookie.com/embed/aaaaaaaaaaa"' in html
    assert 'data-title="A “lecture” &amp; more"' in html
    assert "<iframe" not in html
    assert 'src="https:' not in html


def test_answers_open_without_javascript() -> None:
    html = printed(Accordion(), {"heading": "Questions", "entries": [{"title": "Who?", "text": "<p>Anyone.</p>"}]})
    assert "<summary><h3>Who?</h3></summary>" in html
    assert "<p>Anyone.</p>" in html


def test_a_table_names_its_rows_columns_and_subject() -> None:
    value = {
        "table": {
            "caption": "Students",
            "columns": [{"type": "text", "heading": "Programme"}, {"type": "number", "heading": "Students"}],
            "rows": [{"values": ["Master’s", 1210]}, {"values": ["Doctorate", 0]}],
        }
    }
    html, french = printed(Table(), value), printed(Table(), value, "fr")
    assert '<caption id="b1-caption">Students</caption>' in html
    assert '<th scope="col">Programme</th>' in html
    assert '<th scope="row">Master’s</th>' in html
    assert '<td class="number">1,210</td>' in html
    assert '<td class="number">0</td>' in html
    assert '<td class="number">1\u202f210</td>' in french or '<td class="number">1\xa0210</td>' in french


def test_rich_text_links_to_the_readers_language(site_tree: SiteTree) -> None:
    page = site_tree.directory["en"]
    text = f'<p><a linktype="page" id="{page.pk}">The directory</a></p>'
    assert 'href="/en/directory/"' in printed(RichText(), text)
    assert 'href="/fr/annuaire/"' in printed(RichText(), text, "fr")


@pytest.mark.parametrize("hide", [lambda page: page.unpublish(), restrict, lambda page: page.delete()])
def test_rich_text_keeps_the_words_of_a_link_to_a_hidden_page_but_not_the_link(hide: Any, site_tree: SiteTree) -> None:
    page = SectionPageFactory(parent=site_tree.home["en"], title="Secret")
    text = f'<p><a linktype="page" id="{page.pk}">the plan</a></p>'
    hide(page)
    html = printed(RichText(), text)
    assert "the plan" in html
    assert "href" not in html


def test_files_are_offered_with_their_kind_and_size_but_never_from_a_restricted_collection() -> None:
    private = Collection.get_first_root_node().add_child(name="Board")
    deeper = private.add_child(name="Minutes")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    open_file, hidden, deep = (
        DocumentFactory(),
        DocumentFactory(collection=private),
        DocumentFactory(collection=deeper),
    )
    files = [{"document": document} for document in (open_file, hidden, deep)]
    files[0] |= {"title": "Rapport annuel", "language": "fr"}
    html = printed(Downloads(), {"files": files})
    assert f'<a href="{open_file.url}" hreflang="fr">Rapport annuel</a>' in html
    assert "TXT" in html
    assert hidden.title not in html
    assert deep.title not in html
