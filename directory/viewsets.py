"""Admin listings of people and vocabularies."""

from __future__ import annotations

from typing import Any

from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext_lazy as _
from django_filters.filters import ChoiceFilter, ModelMultipleChoiceFilter
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from directory.models import Affiliation, Institution, Membership, PersonPage, PersonTopic, ResearchTopic
from directory.querysets import PersonQuerySet
from institute.content.listing import RecordFilterSet, RecordIndexView

NAMES = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("name_en"), FieldPanel("name_fr")]), FieldPanel("slug")], heading=_("Name")
)


class PersonFilterSet(RecordFilterSet):
    membership = ModelMultipleChoiceFilter(
        label=_("Membership"), queryset=Membership.objects.all(), widget=CheckboxSelectMultiple
    )
    institution = ModelMultipleChoiceFilter(
        label=_("Institution"),
        queryset=Institution.objects.all(),
        method="filter_by_institution",
        widget=CheckboxSelectMultiple,
    )
    topic = ModelMultipleChoiceFilter(
        label=_("Research topic"),
        queryset=ResearchTopic.objects.all(),
        method="filter_by_topic",
        widget=CheckboxSelectMultiple,
    )
    presence = ChoiceFilter(
        label=_("Presence"),
        method="filter_by_presence",
        empty_label=_("Everyone"),
        choices=[("current", _("Current members")), ("alumni", _("Alumni"))],
        widget=RadioSelect,
    )

    class Meta(RecordFilterSet.Meta):
        model = PersonPage

    def filter_by_institution(
        self, people: PersonQuerySet, name: str, institutions: list[Institution]
    ) -> PersonQuerySet:
        rows = Affiliation.objects.filter(institution__in=institutions)
        return people.filter(pk__in=rows.values("page")) if institutions else people

    def filter_by_topic(self, people: PersonQuerySet, name: str, topics: list[ResearchTopic]) -> PersonQuerySet:
        rows = PersonTopic.objects.filter(topic__in=topics)
        return people.filter(pk__in=rows.values("page")) if topics else people

    def filter_by_presence(self, people: PersonQuerySet, name: str, presence: str) -> PersonQuerySet:
        return people.alumni() if presence == "alumni" else people.current()


class PersonIndexView(RecordIndexView):
    def annotate_queryset(self, people: PersonQuerySet) -> Any:
        return super().annotate_queryset(people).prefetch_related("membership", "affiliations__institution")


class PersonListing(PageListingViewSet):
    model = PersonPage
    name = "people"
    icon = "user"
    menu_label = _("People")
    index_view_class = PersonIndexView
    filterset_class = PersonFilterSet
    ordering = "sort_name"
    list_export = ["family_name", "given_name", "membership", "position_en", "position_fr", "orcid", "joined", "left"]
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Name"), sort_key="sort_name", classname="title"),
        Column("membership", label=_("Membership"), accessor=lambda person: person.membership or ""),
        Column(
            "institution",
            label=_("Institution"),
            accessor=lambda person: getattr(person.main_affiliation, "institution", ""),
        ),
        Column("left", label=_("Left"), sort_key="left", accessor=lambda person: person.left or ""),
        DateColumn("latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at"),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
    ]


class TermChooser(SnippetChooserViewSet):
    """Chooser that can create a term from its names."""

    form_fields = ["name_en", "name_fr"]


class InstitutionViewSet(SnippetViewSet):
    model = Institution
    icon = "home"
    chooser_viewset_class = TermChooser
    chooser_per_page = 50
    list_display = ["__str__", "short_name", "city", "order", "is_affiliated"]
    list_filter = ["is_affiliated", "city"]
    panels = [
        NAMES,
        FieldRowPanel([FieldPanel("short_name"), FieldPanel("city")]),
        FieldPanel("website"),
        FieldPanel("ror"),
        FieldPanel("logo"),
        MultiFieldPanel([FieldPanel("is_affiliated"), FieldPanel("order")], heading=_("In lists")),
    ]


class ResearchTopicViewSet(SnippetViewSet):
    model = ResearchTopic
    icon = "tag"
    chooser_viewset_class = TermChooser
    chooser_per_page = 50
    list_display = ["__str__", "name_en", "name_fr", "slug"]
    panels = [NAMES]


class MembershipViewSet(SnippetViewSet):
    model = Membership
    icon = "group"
    list_display = ["__str__", "counts_as_professor", "order"]
    panels = [NAMES, FieldPanel("counts_as_professor"), FieldPanel("order")]


class DirectoryGroup(SnippetViewSetGroup):
    menu_label = _("Directory")
    menu_icon = "group"
    menu_order = 150
    items = (PersonListing, InstitutionViewSet, ResearchTopicViewSet, MembershipViewSet)
