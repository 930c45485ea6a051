"""The home page: its opening, its sections, its frame, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Page

from home.models import HomePage
from tests.factories.home import ArticlePageFactory, ImageFactory, NewsIndexPageFactory, SectionPageFactory
from tests.fixtures import SiteTree
from tests.support import make_person

# With people among its blocks, whose affiliations, topics and photos are read too: three queries more than without.
MOST_QUERIES = 15

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(site_tree: SiteTree) -> HomePage:
    return site_tree.home["en"]


def publish(page: Any) -> Any:
    page.save_revision().publish()
    return page


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# Rules


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"action_label": "Join us"}, "action_page"),
        ({"action_url": "https://example.org/"}, "action_label"),
        ({"organisation_ror": "not a ror"}, "organisation_ror"),
        ({"founded": 12}, "founded"),
    ],
)
def test_what_cannot_be_shown_is_refused(fields: dict[str, Any], faulty: str, home: HomePage) -> None:
    for name, value in fields.items():
        setattr(home, name, value)
    with pytest.raises(ValidationError) as refused:
        home.full_clean()
    assert faulty in refused.value.message_dict


def test_a_call_to_action_leads_to_one_place(home: HomePage) -> None:
    home.action_label, home.action_url, home.action_page = "Join us", "https://example.org/", home
    with pytest.raises(ValidationError) as refused:
        home.full_clean()
    assert "action_url" in refused.value.message_dict


def test_the_hero_says_what_it_shows_or_is_called_decorative(home: HomePage) -> None:
    home.hero_image = ImageFactory()
    with pytest.raises(ValidationError) as refused:
        home.full_clean()
    assert "hero_image_alt" in refused.value.message_dict
    home.hero_image_decorative = True
    home.full_clean()


def test_there_is_one_home_page_a_language(home: HomePage) -> None:
    root = Page.get_first_root_node()
    assert not HomePage.can_create_at(root)
    assert {page.locale.language_code for page in HomePage.objects.all()} == {"en", "fr"}


def test_the_identifier_of_the_institute_is_kept_whole(home: HomePage) -> None:
    home.organisation_ror = "ror.org/05C22RX21"
    home.full_clean()
    assert home.organisation_ror == "https://ror.org/05c22rx21"


# What visitors see


def test_the_opening_shows_statement_introduction_picture_and_links(home: HomePage, client: Client) -> None:
    about = SectionPageFactory(parent=home, title="About us", slug="about")
    home.introduction = "<p>Twelve hundred researchers.</p>"
    home.hero_image, home.hero_image_alt = ImageFactory(credit="A. Painter"), "A café"
    home.action_label, home.action_url = "Apply", "https://example.org/apply"
    home.about_page = about
    publish(home)
    html = read(client, "/en/")
    assert '<h1 class="statement">Research in the open</h1>' in html
    assert "Twelve hundred researchers." in html
    assert 'alt="A café"' in html
    assert 'fetchpriority="high"' in html
    assert "A. Painter" in html
    assert '<a class="action" href="https://example.org/apply">Apply</a>' in html
    assert '<a class="onward-link" href="/en/about/">About us</a>' in html


def test_a_decorative_picture_is_passed_over_by_screen_readers(home: HomePage, client: Client) -> None:
    home.hero_image, home.hero_image_decorative = ImageFactory(), True
    publish(home)
    figure = read(client, "/en/").partition("hero-picture")[2].partition("</figure>")[0]
    assert 'alt=""' in figure


def test_links_of_the_opening_to_hidden_pages_are_left_out(home: HomePage, client: Client) -> None:
    about = SectionPageFactory(parent=home, title="About us")
    home.action_label, home.action_page, home.about_page = "Read", about, about
    publish(home)
    about.unpublish()
    assert "hero-actions" not in read(client, "/en/")


def test_the_untranslated_french_page_speaks_french_around_the_english_text(home: HomePage, client: Client) -> None:
    about = SectionPageFactory(parent=home, title="About us", slug="about")
    home.about_page, home.about_label = about, "More"
    home.body = [("featured", {"heading": "Featured", "cards": [{"page": about}]})]
    publish(home)
    html = read(client, "/fr/")
    assert '<html lang="fr"' in html
    assert "Research in the open" in html
    assert html.count('href="/fr/about/"') == 2
    assert 'href="/en/about/"' not in html


def test_footer_contact_and_social_links_frame_other_pages(home: HomePage, client: Client) -> None:
    SectionPageFactory(parent=home, slug="about")
    home.footer, home.contact = "<p>On unceded land.</p>", "<p>6666, rue Saint-Urbain</p>"
    home.social_links = [("link", {"label": "Mastodon", "url": "https://example.org/@institute"})]
    publish(home)
    for address in ("/en/about/", "/fr/about/"):
        footer = read(client, address).partition("<footer")[2]
        assert "On unceded land." in footer
        assert "6666, rue Saint-Urbain" in footer
        assert 'href="https://example.org/@institute"' in footer


def test_machines_read_what_the_institute_is(home: HomePage, client: Client) -> None:
    home.organisation_ror, home.founded = "https://ror.org/05c22rx21", 1993
    publish(home)
    html = read(client, "/en/")
    assert '"@type": "ResearchOrganization"' in html
    assert '"foundingDate": "1993"' in html
    assert "https://ror.org/05c22rx21" in html


# Queries


def test_the_whole_home_page_costs_few_queries(
    site_tree: SiteTree, home: HomePage, client: Client, django_assert_max_num_queries: Any
) -> None:
    news = NewsIndexPageFactory(parent=home, show_in_menus=True)
    about = SectionPageFactory(parent=home, show_in_menus=True)
    picture = {"hero_image": ImageFactory(), "hero_image_decorative": True}
    cards = [{"page": ArticlePageFactory(parent=news, **picture)} for _number in range(4)]
    person = make_person(site_tree.directory["en"])
    image = ImageFactory()
    image.contextual_alt_text = "Stars"
    home.hero_image, home.hero_image_decorative = ImageFactory(), True
    home.about_page = home.action_page = about
    home.action_label = "Read"
    home.body = [
        ("featured", {"heading": "Featured", "cards": [*cards, {"page": about}]}),
        ("faculty", {"heading": "Faculty", "text": "<p>Text</p>", "figure_label": "professors", "link_label": "All"}),
        ("section", {"heading": "Humanity", "text": "<p>Text</p>", "image": image, "link": {"page": about}}),
        ("people", {"heading": "People", "people": [person]}),
    ]
    publish(home)
    for address in ("/en/", "/fr/"):
        read(client, address)
        with django_assert_max_num_queries(MOST_QUERIES):
            read(client, address)
