"""Selecting publications: each method names one thing that lists, pages, blocks and the API ask for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, JSONObject, RowNumber

from bibliography.identifiers import IdentifierError, normalize_identifier
from institute.content.languages import active_language
from institute.content.records import RecordManager, RecordQuerySet

if TYPE_CHECKING:
    from directory.models import PersonPage
    from publications.models import PublicationPage

# A list prints this many authors of a work; "and 988 others" stands for the rest.
LISTED_AUTHORS = 12


class PublicationQuerySet(RecordQuerySet):
    def latest(self) -> PublicationQuerySet:
        """Newest first; works without a date stand after all others, those added last before."""
        return self.order_by("-sort_date", "-pk")

    def for_serving(self) -> PublicationQuerySet:
        return super().for_serving().select_related("venue", "social_image").with_pdf()

    def with_pdf(self) -> PublicationQuerySet:
        """With their files, each of which knows whether it is withheld: one query, none where there is no file."""
        documents = apps.get_model("content.Document").objects.with_access()
        return self.prefetch_related(Prefetch("pdf", documents))

    def for_listing(self, language: str | None = None, *, most_authors: int | None = None) -> PublicationQuerySet:
        """With all that a row of a list or an item of the API shows, in three queries whatever their number.

        Topics and identifiers come in the row of their work. `most_authors` bounds the authors read for each
        work; `author_count` tells how many there are.
        """
        authorships = apps.get_model("publications.Authorship").objects.order_by("sort_order", "pk")
        counted = (
            authorships.filter(page=OuterRef("pk"))
            .order_by()
            .values("page")
            .annotate(count=Count("pk"))
            .values("count")
        )
        topics = apps.get_model("publications.PublicationTopic").objects.filter(page=OuterRef("pk"))
        topics = topics.order_by("sort_order", "pk")
        identifiers = apps.get_model("publications.Identifier").objects.filter(page=OuterRef("pk")).order_by("pk")
        return (
            self.select_related("venue")
            .annotate(
                author_count=Coalesce(Subquery(counted), Value(0)),
                topic_rows=ArraySubquery(
                    topics.values(
                        row=JSONObject(slug="topic__slug", name_en="topic__name_en", name_fr="topic__name_fr")
                    )
                ),
                identifier_rows=ArraySubquery(identifiers.values(row=JSONObject(scheme="scheme", value="value"))),
            )
            .prefetch_related(
                Prefetch("authorships", authorships if most_authors is None else _first(authorships, most_authors)),
                Prefetch("author_matches", confirmed_matches(language), to_attr="confirmed_matches"),
            )
        )

    def for_exporting(self, language: str | None = None, *, most_authors: int | None = None) -> PublicationQuerySet:
        """With all that leaves the site of a work, in four queries whatever their number."""
        language = language or active_language()
        institutions = (
            apps.get_model("directory.Institution")
            .objects.filter(
                affiliations__page__author_matches__page=OuterRef("pk"),
                affiliations__page__author_matches__state="confirmed",
                affiliations__page__in=apps.get_model("directory.PersonPage").objects.visible(language).values("pk"),
            )
            .order_by("pk")
            .distinct()
        )
        addresses = apps.get_model("content.PublicPage").objects.filter(page=OuterRef("pk"), language=language)
        return (
            self.for_listing(language, most_authors=most_authors)
            .with_pdf()
            .annotate(
                institution_rows=ArraySubquery(
                    institutions.values(row=JSONObject(name_en="name_en", name_fr="name_fr", slug="slug"))
                ),
                updated_at=Subquery(addresses.values("updated_at")[:1]),
            )
            .prefetch_related("links")
        )

    def by_identifier(self, scheme: str, value: str) -> PublicationQuerySet:
        """The one work that the identifier names, in whatever spelling; none for what is no identifier."""
        try:
            identifier = normalize_identifier(scheme, value)
        except IdentifierError:
            return self.none()
        return self.filter(identifiers__scheme=identifier.scheme, identifiers__value=identifier.value)

    def of_person(self, person: PersonPage | int) -> PublicationQuerySet:
        return self.filter(by_person(person))

    def of_people(self, people: QuerySet[Any] | Iterable[Any]) -> PublicationQuerySet:
        return self.filter(Exists(_confirmed().filter(page=OuterRef("pk"), person__in=people)))

    def of_institution(self, institution: Any) -> PublicationQuerySet:
        """Works of which an author is or was affiliated with the institution."""
        affiliations = apps.get_model("directory.Affiliation").objects.filter(institution=institution)
        people = apps.get_model("directory.PersonPage").objects.visible().filter(pk__in=affiliations.values("page"))
        return self.of_people(people.values("pk"))

    def about(self, topic: Any) -> PublicationQuerySet:
        rows = apps.get_model("publications.PublicationTopic").objects.filter(page=OuterRef("pk"), topic=topic)
        return self.filter(Exists(rows))

    def related_to(self, page: PublicationPage) -> PublicationQuerySet:
        """The few other works by the same people, and those about the same, in the order of ``publications.related``."""
        from publications.related import closest

        names = [(page.pk, row.normalized_name) for row in page.authorships.all() if row.has_full_name]
        works = closest([page.pk], names)[page.pk].works
        place = Case(*(When(pk=key, then=place) for place, key in enumerate(works)), default=0)
        return self.filter(pk__in=works).order_by(place)


PublicationManager = RecordManager.from_queryset(PublicationQuerySet)


def by_person(person: PersonPage | int) -> Exists:
    """Whether a work is known to be by this person."""
    return Exists(_confirmed().filter(page=OuterRef("pk"), person=person))


def confirmed_matches(language: str | None = None) -> QuerySet[Any]:
    """Confirmed matches with their people, each told whether visitors may see the profile in `language`."""
    return _confirmed_matches(language or active_language()).all()


@cache
def _confirmed_matches(language: str) -> QuerySet[Any]:
    people = apps.get_model("directory.PersonPage").objects.visible(language)
    visible = people.filter(pk=OuterRef("person"))
    return (
        _confirmed()
        .annotate(person_is_visible=Exists(visible))
        .select_related("person")
        .only(
            "page",
            "author_key",
            "hides_printed_name",
            *(
                f"person__{field}"
                for field in ("title", "slug", "url_path", "path", "depth", "given_name", "family_name", "orcid")
            ),
            "person__content_type",
        )
    )


def co_authors_of(person: PersonPage, language: str | None = None) -> QuerySet[PersonPage]:
    """People of the directory who wrote with this person, annotated with `shared` works, most first."""
    language = language or active_language()
    works = apps.get_model("publications.PublicationPage").objects.visible(language).of_person(person)
    theirs = _confirmed().filter(person=OuterRef("pk"), page__in=works.values("pk"))
    people = apps.get_model("directory.PersonPage").objects.visible(language)
    return (
        people.exclude(pk=person.pk)
        .annotate(shared=_count(theirs, "person"))
        .filter(shared__gt=0)
        .order_by(F("shared").desc(), "sort_name", "pk")
    )


def _first(authorships: QuerySet[Any], number: int) -> QuerySet[Any]:
    """The first authors of each work. A slice would do, but modelcluster filters what it prefetches."""
    position = Window(RowNumber(), partition_by="page", order_by=["sort_order", "pk"])
    return authorships.annotate(position=position).filter(position__lte=number)


def _confirmed() -> QuerySet[Any]:
    return apps.get_model("publications.AuthorMatch").objects.filter(state="confirmed")


def _count(rows: QuerySet[Any], field: str) -> Coalesce:
    counted = rows.order_by().values(field).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0))
