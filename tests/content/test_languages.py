import pytest
from django.template import Context, Template
from django.utils import translation

from directory.models import ResearchTopic
from institute.content.languages import (
    Localized,
    active_language,
    as_content_language,
    default_language,
)


@pytest.fixture
def topic() -> ResearchTopic:
    return ResearchTopic(name_en="Deep Learning", name_fr="Apprentissage profond", slug="deep-learning")


def test_a_name_follows_the_readers_language(topic: ResearchTopic) -> None:
    with translation.override("fr"):
        assert topic.name == "Apprentissage profond"
    with translation.override("en"):
        assert topic.name == "Deep Learning"


def test_a_missing_name_falls_back_and_says_so(topic: ResearchTopic) -> None:
    topic.name_fr = ""
    with translation.override("fr"):
        name = topic.name
        printed = Template("{% load institute_tags %}<b{% lang_attribute name %}>{{ name }}</b>").render(
            Context({"name": name})
        )
    assert name.is_fallback
    assert name.language == "en"
    assert printed == '<b lang="en">Deep Learning</b>'


def test_a_text_in_the_pages_language_needs_no_lang_attribute(topic: ResearchTopic) -> None:
    with translation.override("fr"):
        printed = Template("{% load institute_tags %}<b{% lang_attribute name %}>").render(
            Context({"name": topic.name})
        )
    assert printed == "<b>"


def test_a_text_that_nobody_wrote_is_empty_in_the_language_asked_for() -> None:
    nameless = ResearchTopic()
    assert Localized.of(nameless, "name", "fr") == ""
    assert not Localized.of(nameless, "name", "fr").is_fallback


@pytest.mark.parametrize(
    ("code", "expected"),
    [("fr-ca", "fr"), ("FR", "fr"), ("en-gb", "en"), ("de", default_language()), (None, default_language())],
)
def test_any_code_belongs_to_a_content_language(code: str | None, expected: str) -> None:
    assert as_content_language(code) == expected


def test_without_an_active_language_the_default_one_is_read() -> None:
    with translation.override(None):
        assert active_language() == default_language()
