"""Admin views of people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages

from directory.models import PersonPage


class LastDayForm(forms.Form):
    last_day = forms.DateField()


class HasLeftView(View):
    """Set the last day of a person, in place of deleting the profile."""

    def post(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        person = get_object_or_404(PersonPage, pk=page_id)
        permissions = person.permissions_for_user(request.user)
        if not permissions.can_edit() or (person.live and not permissions.can_publish()):
            raise PermissionDenied
        if (lock := person.get_lock()) and lock.for_user(request.user):
            raise PermissionDenied
        form = LastDayForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Give the last day as a date."))
            return redirect("wagtailadmin_pages:delete", page_id)
        if person.has_unpublished_changes and person.live:
            messages.error(
                request,
                _("“%(title)s” has a draft that somebody is working on: set the last day there.")
                % {"title": person.title},
            )
            return redirect("wagtailadmin_pages:edit", page_id)
        return self._set(person, form)

    def _set(self, person: PersonPage, form: LastDayForm) -> HttpResponse:
        person = person.get_latest_revision_as_object() if not person.live else person
        person.left = form.cleaned_data["last_day"]
        try:
            person.full_clean()
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect("wagtailadmin_pages:delete", person.pk)
        revision = person.save_revision(user=self.request.user, log_action=True)
        if person.live:
            revision.publish(user=self.request.user)
        messages.success(self.request, _("The last day of “%(title)s” is set.") % {"title": person.title})
        return redirect("wagtailadmin_pages:edit", person.pk)
