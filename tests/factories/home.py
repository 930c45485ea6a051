"""Pages and pictures of the editorial kind, with no more in them than a test asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
import wagtail_factories
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection

from home.models import ArticlePage, NewsIndexPage, SectionPage


class _EditorialPageFactory(wagtail_factories.PageFactory):
    """Adds a live page below ``parent``, in its language; its alias in the other one comes by itself."""

    class Meta:
        abstract = True

    @classmethod
    def _create_instance(cls, model_class: Any, parent: Any, kwargs: dict[str, Any]) -> Any:
        return parent.add_child(instance=model_class(locale=parent.locale, **kwargs))


class SectionPageFactory(_EditorialPageFactory):
    title = factory.Sequence(lambda number: f"Programme {number}")

    class Meta:
        model = SectionPage


class NewsIndexPageFactory(_EditorialPageFactory):
    title = "News"

    class Meta:
        model = NewsIndexPage


class ArticlePageFactory(_EditorialPageFactory):
    title = factory.Sequence(lambda number: f"Article {number}")
    date = date(2026, 3, 2)

    class Meta:
        model = ArticlePage


class ImageFactory(factory.django.DjangoModelFactory):
    title = factory.Sequence(lambda number: f"Picture {number}")
    file = factory.LazyFunction(lambda: get_test_image_file(size=(64, 48)))

    class Meta:
        model = get_image_model()


class DocumentFactory(factory.django.DjangoModelFactory):
    title = factory.Sequence(lambda number: f"Report {number}")
    file = factory.LazyFunction(lambda: ContentFile(b"Nine lines", name="report.txt"))
    file_size = 10
    collection = factory.LazyFunction(Collection.get_first_root_node)

    class Meta:
        model = get_document_model()
