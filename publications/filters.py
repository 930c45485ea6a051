"""The filters of the publications, shared by the list, the blocks and the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bibliography.dates import UNDATED
from bibliography.publication_types import Kind
from directory.models import Institution, PersonPage, ResearchTopic
from institute.content.languages import active_language
from institute.search.index import has_words

STATUSES = [("published", _("Published")), ("corrected", _("Corrected")), ("retracted", _("Retracted"))]

# Years are typed, not stepped through: a text field with a keyboard of digits.
_YEAR_INPUT = forms.TextInput(attrs={"inputmode": "numeric"})


@dataclass(frozen=True)
class ActiveFilter:
    """One filter in force: what it is called, what it asks for, and the query string without it."""

    name: str
    label: str
    value: str
    query_without: str


class PublicationFilter(forms.Form):
    """Reads `request.GET`; a value that is not understood is told in `errors` and filters nothing."""

    q = forms.CharField(
        label=_("Search titles, authors, venues"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    year_from = forms.IntegerField(
        label=_("From year"), required=False, min_value=1000, max_value=9999, widget=_YEAR_INPUT
    )
    year_to = forms.IntegerField(
        label=_("To year"), required=False, min_value=1000, max_value=9999, widget=_YEAR_INPUT
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any kind")), *Kind.choices])
    topic = forms.ModelChoiceField(
        ResearchTopic.objects.none(),
        label=_("Topic"),
        required=False,
        to_field_name="slug",
        empty_label=_("Any topic"),
    )
    institution = forms.ModelChoiceField(
        Institution.objects.none(),
        label=_("Institution"),
        required=False,
        to_field_name="slug",
        empty_label=_("Any institution"),
    )
    person = forms.ModelChoiceField(PersonPage.objects.none(), label=_("Author"), required=False, to_field_name="slug")
    venue: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=_("Venue"), required=False, to_field_name="slug"
    )
    status = forms.ChoiceField(
        label=pgettext_lazy("of a publication", "Status"),
        required=False,
        choices=[("", _("Any status")), *STATUSES],
    )

    # A select of these would hold thousands: links lead to them, and the list shows them as active.
    linked_only: ClassVar[tuple[str, ...]] = ("person", "venue")

    def __init__(self, data: Any = None, *, language: str | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "filter-%s")
        super().__init__(data if data is not None else {}, **kwargs)
        self.language = language or active_language()
        choices: dict[str, QuerySet[Any]] = {
            "topic": ResearchTopic.objects.all(),
            "institution": Institution.objects.all(),
            "person": PersonPage.objects.visible(self.language),
            "venue": apps.get_model("publications.Venue").objects.all(),
        }
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("year_from"), cleaned.get("year_to")
        if first and last and first > last:
            self.add_error("year_to", _("This year is before the first one."))
        return cleaned

    @property
    def drawn(self) -> list[forms.BoundField]:
        """The fields beside the search itself that a reader fills in."""
        return [self[name] for name in self.fields if name != "q" and name not in self.linked_only]

    @property
    def linked(self) -> list[forms.BoundField]:
        """The filters in force that came from a link, to be kept when the form is sent."""
        return [self[name] for name in self.linked_only if name in self.values]

    @property
    def values(self) -> dict[str, Any]:
        """The filters in force, those that were not understood left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}

    def apply(self, publications: Any, *, leaving_out: tuple[str, ...] = ()) -> Any:
        """Narrow the publications; with words to search for, the best match first, else the newest.

        ``leaving_out`` names filters to ignore, for counting what their other choices would give.
        """
        values = {name: value for name, value in self.values.items() if name not in leaving_out}
        if kind := values.get("kind"):
            publications = publications.filter(kind=kind)
        if status := values.get("status"):
            publications = publications.filter(status=status)
        if first := values.get("year_from"):
            publications = publications.filter(sort_date__gte=f"{first:04}-01-01")
        if last := values.get("year_to"):
            publications = publications.filter(sort_date__lte=f"{last:04}-12-31", sort_date__gt=UNDATED)
        if venue := values.get("venue"):
            publications = publications.filter(venue=venue)
        if topic := values.get("topic"):
            publications = publications.about(topic)
        if person := values.get("person"):
            publications = publications.of_person(person)
        if institution := values.get("institution"):
            publications = publications.of_institution(institution)
        if self.searches:
            return publications.matching(values["q"]).order_by("-rank", "-sort_date", "-pk")
        return publications.latest()

    @property
    def searches(self) -> bool:
        """Whether there is a word to look for: only then have works a rank."""
        return has_words(self.values.get("q", ""))

    @property
    def active(self) -> list[ActiveFilter]:
        """The filters in force except the search itself, for the reader to take away one by one."""
        return [
            ActiveFilter(name, str(self.fields[name].label), self._text(name, value), self._query_without(name))
            for name, value in self.values.items()
            if name != "q"
        ]

    @property
    def described(self) -> str:
        """What the list was narrowed to, for its title elsewhere; empty where it is whole."""
        searched = [f"“{self.values['q']}”"] if self.searches else []
        return ", ".join([*searched, *(f"{active.label} {active.value}" for active in self.active)])

    def _text(self, name: str, value: Any) -> str:
        labels: dict[str, Any] = {"kind": dict(Kind.choices), "status": dict(STATUSES)}.get(name, {})
        return str(value.title if isinstance(value, PersonPage) else labels.get(value, value))

    def _query_without(self, name: str) -> str:
        return self.query_string(without=(name,))

    def query_string(self, without: tuple[str, ...] = ()) -> str:
        """The filters in force as a query string, to stand in links."""
        query = QueryDict(mutable=True)
        for name, value in self.values.items():
            if name not in without and (name != "q" or self.searches):
                query[name] = getattr(value, "slug", str(value))
        return query.urlencode()
