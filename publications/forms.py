"""The form of a publication in the admin: dates as people know them, and authors by the thousand."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from bibliography.dates import parse_partial_date, partial_date_text
from bibliography.names import parse_name, split_authors
from institute.content.forms import BasePageForm, drop_repeated_rows

if TYPE_CHECKING:
    from publications.models import Authorship, PublicationPage

# A browser draws this many author forms without delay; longer lists are edited as text, one author a line.
MOST_AUTHOR_FORMS = 100


def has_long_author_list(page: PublicationPage) -> bool:
    return page.authorships.count() > MOST_AUTHOR_FORMS


class AuthorshipForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned_data: dict[str, Any] = super().clean()
        parts = ("given_name", "family_name", "name_suffix")
        if "name" in self.changed_data and not set(parts) & set(self.changed_data):
            # Another name was written over the old one: its parts are read from it anew.
            cleaned_data |= dict.fromkeys(parts, "")
        return cleaned_data


class PublicationPageForm(BasePageForm):
    published_on = forms.CharField(
        label=_("Date"),
        required=False,
        max_length=10,
        help_text=_("As much as is known: 2024, 2024-05 or 2024-05-12."),
    )
    paste_authors = forms.CharField(
        label=_("Add authors"),
        required=False,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
        help_text=_(
            "Type or paste names, one a line or separated by semicolons or “and”. "
            "They are added below, after the others, when you save."
        ),
    )
    author_lines = forms.CharField(
        label=_("Authors"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text=_("One a line, in order. What is known of an author stays as long as the name does."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["published_on"] = partial_date_text(self.instance.published, self.instance.date_precision)
        if has_long_author_list(self.instance):
            self.formsets.pop("authorships", None)
            self.fields.pop("paste_authors", None)
            self.initial["author_lines"] = "\n".join(row.name for row in self.instance.authorships.all())
        else:
            self.fields.pop("author_lines", None)

    def clean_published_on(self) -> str:
        text: str = self.cleaned_data["published_on"]
        self.instance.published, self.instance.date_precision = parse_partial_date(text)
        return text

    def clean(self) -> dict[str, Any]:
        cleaned_data: dict[str, Any] = super().clean()
        drop_repeated_rows(self, "publication_topics", "topic")
        return cleaned_data

    def save(self, commit: bool = True) -> PublicationPage:
        page: PublicationPage = super().save(commit=False)
        if "authorships" in self.formsets:
            self._append_pasted(page)
        elif "author_lines" in self.cleaned_data:
            self._replace_by_lines(page, self.cleaned_data["author_lines"])
        if commit:
            page.save()
            self._save_m2m()
        return page

    def _append_pasted(self, page: PublicationPage) -> None:
        """Add the pasted names after the authors that the form shows.

        The form in the browser does not show those that an autosave added from the same text before: they make room
        for what the text says now.
        """
        shown = {form.instance.pk for form in self.formsets["authorships"].forms if form.instance.pk}
        forgotten = [row for row in page.authorships.all() if row.pk and row.pk not in shown]
        if forgotten:
            page.authorships.remove(*forgotten)
        page.add_authors(split_authors(self.cleaned_data.get("paste_authors", "")))

    @staticmethod
    def _replace_by_lines(page: PublicationPage, text: str) -> None:
        known: dict[str, deque[Authorship]] = defaultdict(deque)
        for row in page.authorships.all():
            known[row.name].append(row)
        kept: list[Authorship] = []
        for line in filter(None, (line.strip() for line in text.splitlines())):
            row = known[line].popleft() if known[line] else page.authorships.model.named(parse_name(line))
            row.sort_order = len(kept)
            kept.append(row)
        page.authorships.set(kept)
