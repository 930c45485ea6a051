"""The block that shows publications: what is pinned first, then the newest, never what is hidden."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.utils import translation

from directory.models import ResearchTopic
from publications.blocks import LatestPublications
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree
from tests.publications.conftest import MakePerson

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tree(site_tree: SiteTree) -> None:
    pass


def shown(**value: object) -> list[str]:
    block = LatestPublications()
    return [work.title for work in block.normalize({"heading": "Latest", **value}).publications("en")]


def test_pinned_works_come_first_and_the_newest_fill_the_rest() -> None:
    pinned = PublicationPageFactory(full_title="Pinned", date="")
    for year in range(2001, 2006):
        PublicationPageFactory(full_title=f"Of {year}", date=str(year))
    assert shown(count=3, pinned=[pinned]) == ["Pinned", "Of 2005", "Of 2004"]


def test_a_pinned_work_that_is_hidden_drops_out() -> None:
    pinned = PublicationPageFactory(full_title="Pinned")
    pinned.unpublish()
    PublicationPageFactory(full_title="Other")
    assert shown(pinned=[pinned]) == ["Other"]


def test_the_newest_may_be_those_of_a_topic_or_a_person(make_person: MakePerson) -> None:
    topic = ResearchTopic.objects.create(name_en="Causality", slug="causality")
    person = make_person("Doina", "Precup")
    PublicationPageFactory(full_title="On it", topics=[topic])
    PublicationPageFactory(full_title="By her", authors=["Doina Precup"])
    assert shown(topic=topic) == ["On it"]
    assert shown(person=person) == ["By her"]
    person.unpublish()
    assert shown(person=person) == []


def test_a_long_abstract_opens_in_place_and_nothing_is_written_twice() -> None:
    words = [f"word{number}" for number in range(200)]
    PublicationPageFactory(full_title="Long", abstract_fr=" ".join(words), language="fr")
    block = LatestPublications()
    request = RequestFactory().get("/")
    with translation.override("en"):
        html = block.render(block.normalize({"heading": "Latest", "count": 1}), context={"request": request})
    assert '<div class="abstract" dir="auto" lang="fr"><span class="abstract-start">word0 ' in html
    assert '<summary lang="en">' in html
    assert html.count("word0 ") == html.count("word150 ") == 1
    assert 'href="/en/publications/"' in html


def test_every_setting_has_a_preview() -> None:
    PublicationPageFactory(full_title="A work")
    block = LatestPublications()
    assert block.is_previewable
    assert block.meta.description
    assert [work.title for work in block.get_preview_value().publications()] == ["A work"]
