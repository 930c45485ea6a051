"""Taking what a source says where a person had written something else."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext

from publications.imports.field_mapping import fingerprint, live_values, set_value
from publications.models import PublicationPage


class RefusedError(ValueError):
    """The page stays as it is; the message says why, in the active language."""


@transaction.atomic
def take_from_source(key: int, name: str, told: str, user: Any) -> PublicationPage:
    """Publish, in the user's name, what a source says in one field; `told` is the fingerprint of what was shown.

    From then on the field is the source's own, which may change it.
    """
    page = PublicationPage.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if page is None:
        raise RefusedError(gettext("This publication is not here any more."))
    if not page.permissions_for_user(user).can_publish():
        raise PermissionDenied
    if page.has_unpublished_changes:
        raise RefusedError(gettext("“%(title)s” has a draft that somebody is working on.") % {"title": page.title})
    for row in page.source_records.order_by("-fetched_at", "-pk"):
        if name in row.values and fingerprint(as_told(name, row.values[name])) == told:
            set_value(page, name, row.values[name])
            try:
                page.full_clean()
            except ValidationError as error:
                raise RefusedError(
                    gettext("“%(title)s” cannot be published: %(errors)s")
                    % {"title": page.title, "errors": " ".join(error.messages)}
                ) from error
            page.save_revision(user=user).publish(user=user)
            row.written[name] = fingerprint(live_values(page).get(name))
            row.save(update_fields=["written"])
            return page
    raise RefusedError(gettext("The source says something else by now: import it again."))


def as_told(name: str, value: Any) -> Any:
    """A report names authors by their names only."""
    if name == "authors":
        return [row["name"] if isinstance(row, dict) else row for row in value]
    return value
