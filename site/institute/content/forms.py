"""The form of a page in the admin."""

from __future__ import annotations

from typing import Any

from django.forms.formsets import DELETION_FIELD_NAME
from wagtail.admin.forms import WagtailAdminPageForm


class BasePageForm(WagtailAdminPageForm):
    """A page form whose slug may be left empty: it is then made from the title.

    The slug is on another tab than the title. A required slug would refuse the first save there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False


def drop_repeated_rows(form: BasePageForm, relation: str, field: str) -> None:
    """Leave out the rows of ``relation`` whose ``field`` an earlier row has.

    The chooser of a single row offers what another row has already; choosing it again changes nothing.
    """
    formset = form.formsets.get(relation)
    seen = set()
    for row in formset.forms if formset is not None else ():
        if not row.is_valid() or formset._should_delete_form(row):
            continue
        value = row.cleaned_data.get(field)
        if value is not None and value in seen:
            row.cleaned_data[DELETION_FIELD_NAME] = True
        seen.add(value)
