"""What the directory adds to the admin."""

from __future__ import annotations

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from directory.views import HasLeftView
from directory.viewsets import DirectoryGroup

register_snippet(DirectoryGroup)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [path("people/<int:page_id>/left/", HasLeftView.as_view(), name="person_has_left")]
