"""QuerySet of people."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q
from django.utils import timezone

from institute.content.records import RecordManager, RecordQuerySet


class PersonQuerySet(RecordQuerySet):
    def current(self) -> PersonQuerySet:
        """Return the people who have not left."""
        return self.exclude(_has_left(timezone.localdate()))

    def alumni(self) -> PersonQuerySet:
        """Return the people whose last day is past."""
        return self.filter(_has_left(timezone.localdate()))

    def professors(self) -> PersonQuerySet:
        """Return the people who count as professors today."""
        return self.current().filter(membership__counts_as_professor=True)

    def affiliated_with(self, institution: object) -> PersonQuerySet:
        """Return people with a current affiliation with ``institution``, and alumni who ever had one."""
        return self.filter(
            pk__in=apps.get_model("directory.Affiliation")
            .objects.filter(counting_affiliations(), institution=institution)
            .values("page")
        )

    def working_on(self, topic: object) -> PersonQuerySet:
        return self.filter(pk__in=apps.get_model("directory.PersonTopic").objects.filter(topic=topic).values("page"))

    def for_serving(self) -> PersonQuerySet:
        variants = apps.get_model("directory.NameVariant").objects.filter(page=OuterRef("pk"), never_show=False)
        return (
            super()
            .for_serving()
            .select_related("membership", "photo", "social_image")
            .annotate(name_variants_shown=ArraySubquery(variants.order_by("sort_order").values("name")))
        )

    def by_name(self) -> PersonQuerySet:
        return self.order_by("sort_name", "pk")

    def for_listing(self, language: str | None = None) -> PersonQuerySet:
        """Select related objects of list rows, cards and API items; four more queries for any number of people.

        ``language`` is part of the interface that all record types share, and does not matter here.
        """
        return (
            self.select_related("membership", "photo")
            .defer("biography_en", "biography_fr")
            .prefetch_related(
                Prefetch(
                    "affiliations",
                    queryset=apps.get_model("directory.Affiliation").objects.select_related("institution"),
                ),
                Prefetch(
                    "topic_links",
                    queryset=apps.get_model("directory.PersonTopic").objects.select_related("topic"),
                ),
                "photo__renditions",
            )
        )


PersonManager = RecordManager.from_queryset(PersonQuerySet)


def counting_affiliations() -> Q:
    """Return the condition for affiliations that count: current ones, and any of an alumnus."""
    today = timezone.localdate()
    lasting = Q(end__isnull=True) | Q(end__gte=today)
    return lasting | _has_left(today, prefix="page__")


def _has_left(today: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}left__isnull": False, f"{prefix}left__lt": today})
