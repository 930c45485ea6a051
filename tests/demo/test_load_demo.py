"""The demo institute: whole, in both languages, true to its facts, and harmless to a site that has content."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import translation
from PIL import Image as PillowImage
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Page, ReferenceIndex, Site

from bibliography.text_normalization import normalize
from demo import files, pages
from demo.content import PAGES, rows
from demo.loading import load
from directory.models import Institution, Membership, PersonPage, ResearchTopic
from home.models import ArticlePage, HomePage, NewsIndexPage, SectionPage
from home.roles import EDITORS, LIBRARIANS, TRANSLATORS
from institute.accounts.models import User
from institute.content.languages import language_codes
from institute.content.models import Change, Document, Image, PublicPage, SearchEntry
from institute.content.pages import EditorialPage
from institute.content.translating import TreeTranslationCreator, locales_written_separately
from publications.imports.importer import Importer
from publications.imports.report import Fate
from publications.imports.sources import file_source
from publications.models import AuthorMatch, Authorship, Identifier, PublicationPage, PublicationTopic, Venue
from tests.harvesting import scythe_asking
from tests.support import undone

pytestmark = pytest.mark.slow

LANGUAGES = pytest.mark.parametrize("language", ["en", "fr"])
PINNED_PAPERS = (
    "The role of Large Language Models in IoT security: A systematic review of advances, challenges, and opportunities",
    "Random Forest Autoencoders for Guided Representation Learning",
    "The spatially-resolved effect of mergers on the stellar mass assembly of MaNGA galaxies",
    "Improved Localized Machine Unlearning Through the Lens of Memorization",
)
RESPONSIBLE_PAPERS = (
    "StereoSet: Measuring stereotypical bias in pretrained language models",
    "Fairness-aware structured pruning in transformers",
    "Multilingual Amnesia: On the Transferability of Unlearning in Multilingual LLMs",
)
COUNTED = (
    Page,
    Image,
    Document,
    Institution,
    ResearchTopic,
    Membership,
    Venue,
    Authorship,
    AuthorMatch,
    Identifier,
    Change,
    PublicPage,
    Group,
)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The media folder; a small image replaces each picture, since the pictures have tests of their own."""
    folder, pictures = tmp_path_factory.mktemp("media"), tmp_path_factory.mktemp("pictures")
    for path in files.PICTURES.iterdir():
        PillowImage.new("RGB", (320, 200), "#963a24").save(pictures / path.name, "JPEG")
    with override_settings(MEDIA_ROOT=folder), mock.patch.object(files, "PICTURES", pictures):
        yield folder


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, media: Path) -> Iterator[None]:
    """The whole demo, loaded once for the tests of this module, all of which only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(lambda step: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def client(demo: None) -> Client:
    return Client(headers={"host": "localhost"})


def home(language: str) -> HomePage:
    return HomePage.objects.get(locale__language_code=language)


def block(page: HomePage, block_type: str) -> dict:
    return next(block.value for block in page.body if block.block_type == block_type)


def test_loading_again_changes_nothing(demo: None) -> None:
    before = [model.objects.count() for model in COUNTED]
    output = io.StringIO()
    call_command("load_demo", stdout=output)
    assert [model.objects.count() for model in COUNTED] == before
    assert "nothing to load" in output.getvalue()


def test_says_nothing_when_asked_to_be_quiet(demo: None) -> None:
    output = io.StringIO()
    call_command("load_demo", verbosity=0, stdout=output)
    assert output.getvalue() == ""


def test_keeps_what_editors_changed(demo: None) -> None:
    with transaction.atomic():
        page = home("en")
        page.hero_statement = "Our own words"
        page.save_revision().publish()
        call_command("load_demo", verbosity=0)
        assert home("en").hero_statement == "Our own words"
        transaction.set_rollback(True)


@LANGUAGES
def test_every_public_address_answers(client: Client, language: str) -> None:
    addresses = list(PublicPage.objects.filter(language=language).values_list("path", flat=True))
    editorial = [path for path in addresses if path.count("/") <= 3]
    records = [path for path in addresses if path.count("/") > 3][::12]
    assert len(addresses) == len(PAGES) + len(rows("people")) + len(rows("publications"))
    for path in [*editorial, *records]:
        assert client.get(path).status_code == 200, path


def test_french_pages_are_translations_in_french(demo: None) -> None:
    for page_class in (HomePage, SectionPage, NewsIndexPage, ArticlePage):
        for page in page_class.objects.filter(locale__language_code="fr"):
            assert page.alias_of_id is None
            source = page.get_translation(home("en").locale)
            assert page.summary != source.summary
            assert page.slug != source.slug
    page = home("fr")
    assert "apprentissage automatique" in page.introduction
    assert "1\u202f200" in page.introduction
    assert "«" not in page.hero_statement
    assert "'" not in page.summary
    assert [block.id for block in page.body] == [block.id for block in home("en").body]


@LANGUAGES
def test_the_home_page_has_its_parts_in_order(demo: None, language: str) -> None:
    page = home(language)
    assert [block.block_type for block in page.body] == [
        "featured",
        "faculty",
        "latest_publications",
        "section",
        "figures",
    ]
    with translation.override(language):
        cards = block(page, "featured").visible_cards
    assert len(cards) == 3
    assert all(card.image and card.text and card.href.startswith(f"/{language}/") for card in cards)
    assert block(page, "faculty").number == {"en": "over 140", "fr": "plus de 140"}[language]
    assert len(block(page, "faculty").institutions) == 8
    assert block(page, "section")["link"]["page"].locale.language_code == language


@LANGUAGES
def test_the_four_papers_of_the_reference_are_pinned_in_their_order(demo: None, language: str) -> None:
    works = block(home(language), "latest_publications").publications(language)
    assert tuple(work.title for work in works) == PINNED_PAPERS
    assert [work.year for work in works] == [None] * 4


@LANGUAGES
def test_a_visitor_reads_the_facts_of_the_reference(client: Client, language: str) -> None:
    html = client.get(f"/{language}/").content.decode()
    for fact in (
        "1993",
        "Yoshua Bengio",
        "Polytechnique Montréal",
        "HEC Montréal",
        "Sherbrooke",
        "Concordia",
        "Laval",
    ):
        assert fact in html
    for title in PINNED_PAPERS:
        assert title in html


@LANGUAGES
def test_the_title_names_the_institute_once(client: Client, language: str) -> None:
    html = client.get(f"/{language}/").content.decode()
    title = html.partition("<title>")[2].partition("</title>")[0]
    assert title.count("Mila") == 1


def test_pages_can_be_saved_by_an_editor_as_they_are(demo: None) -> None:
    for page_class in (HomePage, SectionPage, ArticlePage):
        for page in page_class.objects.all():
            page.full_clean()
            page.body.stream_block.clean(page.body)


def test_holds_all_the_people_and_publications_of_the_rows(demo: None) -> None:
    assert PersonPage.objects.live().count() == len(rows("people")) == 36
    assert PublicationPage.objects.live().count() == len(rows("publications")) == 140
    undated = sum("year" not in row for row in rows("publications"))
    assert PublicationPage.objects.filter(published=None).count() == undated == 5


def test_authors_are_in_the_order_of_the_rows(demo: None) -> None:
    for row in rows("publications"):
        page = PublicationPage.objects.get(title=row["title"], sort_date__year=row.get("year", 1))
        assert [author.name for author in page.authorships.all()] == [author["name"] for author in row["authors"]]


def test_authors_are_linked_where_the_names_match(demo: None) -> None:
    page = PublicationPage.objects.get(title="Generative Adversarial Nets")
    linked = {author.name: author.person.title for author in page.authors if author.person}
    assert linked == {"Aaron Courville": "Aaron Courville", "Yoshua Bengio": "Yoshua Bengio"}
    printed_otherwise = AuthorMatch.objects.filter(
        person__title="Chris Pal", page__title="Robust motion in-betweening"
    )
    assert printed_otherwise.get().state == AuthorMatch.State.CONFIRMED
    assert AuthorMatch.objects.filter(person__family_name="Pineau").exists()


def test_a_harvester_reads_every_publication(client: Client) -> None:
    harvested = list(scythe_asking(client).list_records(metadata_prefix="oai_dc"))
    titles = [record.metadata["title"][0] for record in harvested]
    assert len(titles) == len({record.header.identifier for record in harvested}) == PublicationPage.objects.count()
    assert all(record.metadata["creator"] and record.metadata["identifier"] for record in harvested)


def test_an_initial_links_nobody(demo: None) -> None:
    page = PublicationPage.objects.get(title="Pylearn2: a machine learning library")
    assert all(author.person is None for author in page.authors)


def test_identifiers_and_preprints_are_kept(demo: None) -> None:
    page = PublicationPage.objects.get(title__startswith="TopiOCQA")
    assert {(row.scheme, row.value) for row in page.identifiers.all()} == {
        ("doi", "10.1162/tacl_a_00471"),
        ("arxiv", "2110.00768"),
    }
    assert page.venue.name == "Transactions of the Association for Computational Linguistics"
    assert page.versions.get().date == "2021-10"


def test_a_paper_has_the_topics_that_its_title_names(demo: None) -> None:
    for row in rows("publications"):
        for topic in row["topics"]:
            name, _, _ = topic.partition(" (")
            assert normalize(name) in normalize(row["title"])
    assert {row["topic__name_en"] for row in PublicationTopic.objects.values("topic__name_en")} >= {
        "Deep Learning",
        "Reinforcement Learning",
    }


@LANGUAGES
@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json"])
def test_every_paper_that_is_exported_is_read_back_as_it_is(demo: None, suffix: str, language: str) -> None:
    """On a host whose addresses are valid ones, as on a site that stands."""
    address = "https://www.example.org"
    with undone(), override_settings(WAGTAILADMIN_BASE_URL=address, ALLOWED_HOSTS=["www.example.org"]):
        response = Client(headers={"host": "www.example.org"}).get(
            f"/api/v1/publications.{suffix}", {"locale": language}, secure=True
        )
        exported = b"".join(response.streaming_content)
        assert address.encode() in exported
        before = PublicationPage.objects.count()
        for fate in (Fate.MERGED, Fate.UNCHANGED):
            source = file_source(io.BytesIO(exported), f"publications.{suffix}")
            with Importer() as importer:
                results = [
                    row for rows in importer.run(source.adapter, source.entries(), source.library) for row in rows
                ]
            assert {(row.fate, *row.changes, *row.conflicts, *row.warnings, *row.doubtful) for row in results} == {
                (fate,)
            }
            assert len({row.page for row in results}) == len(results) == before
        assert PublicationPage.objects.count() == before


@LANGUAGES
def test_the_section_on_responsibility_shows_papers_and_a_reading_list(client: Client, language: str) -> None:
    page = SectionPage.objects.get(slug__in=("ai-for-humanity", "ia-pour-lhumanite"), locale__language_code=language)
    html = client.get(page.get_url()).content.decode()
    assert all(title in html for title in RESPONSIBLE_PAPERS)
    with Document.objects.get().file.open() as file:
        listed = [row["title"] for row in csv.DictReader(io.StringIO(file.read().decode("utf-8-sig")))]
    assert set(RESPONSIBLE_PAPERS) <= set(listed)
    assert len(listed) == 8


def test_a_person_is_described_in_both_languages(demo: None) -> None:
    person = PersonPage.objects.get(slug="doina-precup")
    assert (person.position_en, person.position_fr) == ("Associate Professor", "Professeur·e agrégé·e")
    assert person.chair_fr == "Chaire en IA Canada-CIFAR"
    affiliation = person.main_affiliation
    assert affiliation.institution.name_fr == "Université McGill"
    assert affiliation.department_fr == "École d’informatique"
    assert [topic.name_fr for topic in person.topics][-1] == "Apprentissage par renforcement"


def test_vocabularies_are_named_in_both_languages(demo: None) -> None:
    for model in (Institution, ResearchTopic, Membership):
        assert not model.objects.filter(name_en="").exists()
        assert not model.objects.filter(name_fr="").exists()


def test_abstracts_stand_in_both_languages(demo: None) -> None:
    described = PublicationPage.objects.exclude(abstract_en="")
    assert described.count() == sum("abstract_en" in row for row in rows("publications")) == 16
    assert not described.filter(abstract_fr="").exists()


def test_what_is_derived_from_content_is_there(demo: None) -> None:
    assert SearchEntry.objects.count() >= len(rows("people")) + len(rows("publications"))
    portrait = Image.objects.get(title__in=("Eight around a table", "Huit autour d’une table"))
    assert ReferenceIndex.get_references_to(portrait).exists()
    assert Page.objects.search("Bengio").count() > 0
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_default_site_opens_on_the_demo(demo: None) -> None:
    assert Site.objects.get().root_page.specific == home(language_codes()[0])
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_groups_are_set_up(demo: None) -> None:
    assert {EDITORS, LIBRARIANS, TRANSLATORS} <= set(Group.objects.values_list("name", flat=True))


@pytest.mark.django_db
def test_a_failure_leaves_neither_rows_nor_files(media: Path) -> None:
    before = {path for path in media.rglob("*") if path.is_file()}
    counts = [model.objects.count() for model in COUNTED]
    with mock.patch.object(pages, "make_drafts", side_effect=RuntimeError("no tree")), pytest.raises(RuntimeError):
        load(lambda step: None)
    assert {path for path in media.rglob("*") if path.is_file()} == before
    assert [model.objects.count() for model in COUNTED] == counts


def test_every_seeded_page_can_be_translated_and_keeps_its_french(demo: None) -> None:
    english, french = (Locale.objects.get(language_code=code) for code in ("en", "fr"))
    user = User.objects.create_superuser("editor", "editor@example.org", "a long enough password")
    lost = []
    for page in Page.objects.filter(locale=english, depth__gt=1).specific():
        if not isinstance(page, EditorialPage):
            continue
        assert locales_written_separately(page, user) == [french], page
        with undone():
            before = page_values(page.get_translation(french).specific)
            TreeTranslationCreator(user, [french], page).create_translations(page)
            lost += differences(before, page_values(page.get_translation(french).specific), page.slug)
    assert lost == []


def page_values(page: Page) -> dict[str, object]:
    """Return what an editor wrote on the page, with the defaults of every field that the demo leaves out."""
    written = {
        field.name: getattr(page, field.attname)
        for field in page._meta.concrete_fields
        if field.editable and not field.name.endswith("_at") and "revision" not in field.name
    }
    return {
        name: value.stream_block.get_prep_value(value) if isinstance(value, StreamValue) else value
        for name, value in written.items()
    }


def differences(before: object, after: object, place: str) -> Iterator[tuple[str, object, object]]:
    """Yield the places at which two nested values differ."""
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() <= after.keys():
        for name in before:
            yield from differences(before[name], after[name], f"{place}/{name}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{place}/{index}")
    elif without_link_targets(before) != without_link_targets(after):
        yield place, before, after


def without_link_targets(text: object) -> object:
    """A link in rich text leads to the page in the reader's language, whichever of its translations it names."""
    return re.sub(r"<a [^>]*>", "<a>", text) if isinstance(text, str) else text
