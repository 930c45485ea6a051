"""Publications in the admin: all works in one list, and the venues in which they appear."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters.filters import ChoiceFilter, ModelChoiceFilter, MultipleChoiceFilter, NumberFilter
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import EditView as SnippetEditView
from wagtail.snippets.views.snippets import IndexView as SnippetIndexView
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from bibliography.dates import UNDATED
from bibliography.publication_types import Kind
from directory.models import ResearchTopic
from institute.content.listing import RecordFilterSet, RecordIndexView
from institute.content.removal import protections
from publications.admin import merge_views as merging
from publications.admin.imports.viewset import ImportViewSet
from publications.admin.permissions import PublishersMenuItem
from publications.models import AuthorMatch, Library, PublicationPage, PublicationTopic, Venue
from publications.views import AuthorQueueView

SHOWN_AUTHORS = 3


class PublicationFilterSet(RecordFilterSet):
    kind = MultipleChoiceFilter(label=_("Kind"), choices=Kind.choices, widget=CheckboxSelectMultiple)
    year = NumberFilter(label=_("Year"), method="filter_by_year")
    venue = ModelChoiceFilter(label=_("Venue"), queryset=Venue.objects.all())
    topic = ModelChoiceFilter(label=_("Topic"), queryset=ResearchTopic.objects.all(), method="filter_by_topic")
    status = MultipleChoiceFilter(
        label=_("Correction or retraction"), choices=PublicationPage.Status.choices, widget=CheckboxSelectMultiple
    )
    missing = ChoiceFilter(
        label=_("Needs work"),
        method="filter_by_missing",
        choices=[
            ("date", _("No date")),
            ("abstract", _("No abstract")),
            ("authors", _("No authors")),
            ("matches", _("Authors to confirm")),
        ],
        widget=RadioSelect,
    )

    class Meta(RecordFilterSet.Meta):
        model = PublicationPage

    def filter_by_year(self, works: QuerySet[Any], name: str, year: Any) -> QuerySet[Any]:
        return works.filter(published__year=int(year))

    def filter_by_topic(self, works: QuerySet[Any], name: str, topic: ResearchTopic) -> QuerySet[Any]:
        return works.filter(pk__in=PublicationTopic.objects.filter(topic=topic).values("page"))

    def filter_by_missing(self, works: QuerySet[Any], name: str, what: str) -> QuerySet[Any]:
        if what == "date":
            return works.filter(published__isnull=True)
        if what == "abstract":
            return works.filter(abstract_en="", abstract_fr="", abstract_other="")
        if what == "authors":
            return works.filter(authorships__isnull=True)
        suggested = AuthorMatch.objects.filter(state=AuthorMatch.State.SUGGESTED)
        return works.filter(pk__in=suggested.values("page"))


class PublicationIndexView(RecordIndexView):
    def annotate_queryset(self, works: QuerySet[Any]) -> Any:
        return super().annotate_queryset(works).prefetch_related("authorships", "venue")


def first_authors(work: PublicationPage) -> str:
    names = [row.family_name or row.name for row in work.authorships.all()]
    return ", ".join(names[:SHOWN_AUTHORS]) + (" …" if len(names) > SHOWN_AUTHORS else "")


class PublicationListing(PageListingViewSet):
    model = PublicationPage
    name = "publications"
    icon = "doc-full-inverse"
    menu_label = _("Publications")
    index_view_class = PublicationIndexView
    filterset_class = PublicationFilterSet
    ordering = "-latest_revision_created_at"
    list_export = ["title", "kind", "published", "venue", "status", "identifiers_text"]
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="sort_title", classname="title"),
        Column("authors", label=_("Authors"), accessor=first_authors),
        Column(
            "published",
            label=_("Date"),
            sort_key="sort_date",
            accessor=lambda work: work.date_text if work.sort_date != UNDATED else "",
        ),
        Column("venue", label=_("Venue"), accessor=lambda work: work.venue_name),
        DateColumn("latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at"),
        PageStatusColumn("page_status", label=_("Status"), sort_key="live"),
    ]


class VenueChooser(SnippetChooserViewSet):
    """Offers to make a missing venue on the spot."""

    form_fields = ["name", "short_name", "kind", "issn"]


class VenueViewSet(SnippetViewSet):
    model = Venue
    icon = "history"
    chooser_viewset_class = VenueChooser
    chooser_per_page = 50
    list_display = ["name", "short_name", "kind", "issn"]
    list_filter = ["kind"]
    ordering = "sort_name"
    list_per_page = 50
    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldRowPanel([FieldPanel("short_name"), FieldPanel("kind")])], heading=_("Name")
        ),
        FieldPanel("aliases"),
        FieldRowPanel([FieldPanel("issn"), FieldPanel("electronic_issn")]),
        FieldPanel("website"),
        FieldPanel("slug"),
    ]


class LibraryIndexView(SnippetIndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        return Library.objects.with_use()

    def get_delete_url(self, instance: Any) -> str | None:
        """Return no address for a library that must be kept; see `publications.removal.protect_library`."""
        if instance.is_service or instance.record_count:
            return None
        url: str | None = super().get_delete_url(instance)
        return url


class LibraryEditView(SnippetEditView):
    @cached_property
    def can_delete(self) -> bool:
        return bool(super().can_delete) and not any(protections(self.object))


class LibraryViewSet(SnippetViewSet):
    """Where publications come from, and which source wins where two disagree."""

    model = Library
    icon = "folder-open-inverse"
    index_view_class = LibraryIndexView
    edit_view_class = LibraryEditView
    list_display = [
        "__str__",
        Column("priority", label=_("Priority"), sort_key="priority"),
        Column("record_count", label=_("Entries"), sort_key="record_count"),
        DateColumn("last_import", label=_("Last import"), sort_key="last_import"),
    ]
    ordering = ["-priority", "name"]
    list_per_page = 50
    panels = [FieldPanel("name"), FieldPanel("priority")]


class PossibleDuplicates(ViewSet):
    name = "possible_duplicates"
    url_prefix = "publications/duplicates"
    icon = "copy"
    menu_label = _("Possible duplicates")
    menu_item_class = PublishersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", merging.PossibleDuplicatesView.as_view(), name="index"),
            path("<int:first>/<int:second>/", merging.PairView.as_view(), name="pair"),
            path("<int:pk>/with/", merging.ChooseOtherView.as_view(), name="choose"),
            path("<int:pk>/records/", merging.SplitView.as_view(), name="split"),
            path("merges/", merging.MergesView.as_view(), name="merges"),
            path("merges/<int:pk>/undo/", merging.UndoView.as_view(), name="undo"),
        ]


class AuthorQueue(ViewSet):
    name = "author_queue"
    url_prefix = "publications/authors"
    icon = "user"
    menu_label = _("Authors to confirm")
    menu_item_class = PublishersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", AuthorQueueView.as_view(), name="index")]


class PublicationsGroup(SnippetViewSetGroup):
    menu_label = _("Publications")
    menu_icon = "doc-full-inverse"
    menu_order = 160
    items = (PublicationListing, AuthorQueue, PossibleDuplicates, ImportViewSet, LibraryViewSet, VenueViewSet)
