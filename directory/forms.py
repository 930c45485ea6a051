"""Admin form of people: validation across child rows."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from directory.former_names import spells_name
from institute.content.forms import BasePageForm, drop_repeated_rows


class PersonPageForm(BasePageForm):
    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean()
        self._refuse_repetition("affiliations", "primary", _("Another affiliation is already the main one."))
        drop_repeated_rows(self, "topic_links", "topic")
        self._refuse_repetition("supervisions", "supervisor", _("This supervisor is already named."))
        self._refuse_supervising_oneself()
        self._refuse_hidden_names_in_the_address(cleaned_data)
        return cleaned_data

    def _rows(self, relation: str) -> list[Any]:
        """Return the valid forms of a relation that are not marked for deletion."""
        formset = self.formsets.get(relation)
        if formset is None:
            return []
        return [form for form in formset.forms if form.is_valid() and not formset._should_delete_form(form)]

    def _refuse_repetition(self, relation: str, field: str, message: str) -> None:
        """Add an error to rows of ``relation`` that repeat a value of ``field``; empty values are ignored."""
        seen = set()
        for form in self._rows(relation):
            value = form.cleaned_data.get(field)
            if not value:
                continue
            if value in seen:
                form.add_error(field, message)
            seen.add(value)

    def _refuse_hidden_names_in_the_address(self, cleaned_data: dict[str, Any]) -> None:
        """Refuse ``never_show`` for a name that the slug of the profile spells."""
        slug = cleaned_data.get("slug") or ""
        shown = [f"{cleaned_data.get('given_name', '')} {cleaned_data.get('family_name', '')}"]
        rows = self._rows("name_variants")
        shown += [form.cleaned_data.get("name", "") for form in rows if not form.cleaned_data.get("never_show")]
        for form in rows:
            if form.cleaned_data.get("never_show") and spells_name(slug, [form.cleaned_data.get("name", "")], shown):
                message = _("The address of this profile spells this name: change its slug first.")
                form.add_error("never_show", message)

    def _refuse_supervising_oneself(self) -> None:
        for form in self._rows("supervisions"):
            if self.instance.pk and form.cleaned_data.get("supervisor") == self.instance:
                form.add_error("supervisor", _("Nobody supervises themselves."))
