"""Requests that edit one page at the same time wait for each other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, GroupApprovalTask, Workflow, WorkflowPage, WorkflowState, WorkflowTask
from wagtail.test.utils.form_data import nested_form_data

from home.models import SectionPage
from institute.accounts.models import User
from institute.content.forms import BasePageForm
from tests.fixtures import make_site_tree
from tests.support import make_section

pytestmark = pytest.mark.django_db(transaction=True)

FIELDS = {
    "title": "Programs",
    "slug": "programs",
    "body-count": "0",
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
}


class Request(threading.Thread):
    """A request of a user's, sent in a thread of its own."""

    def __init__(self, user: User, address: str, data: dict[str, str], **headers: str) -> None:
        super().__init__(daemon=True)
        self.client, self.address, self.data, self.headers = (
            Client(raise_request_exception=False),
            address,
            data,
            headers,
        )
        self.client.force_login(user)
        self.answer: Any = None

    def run(self) -> None:
        try:
            self.answer = self.client.post(self.address, self.data, headers=self.headers)
        finally:
            connection.close()


@pytest.fixture
def section(db: None) -> SectionPage:
    """A new section that waits for a moderator."""
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    home = make_site_tree().home["en"]
    task = GroupApprovalTask.objects.create(name="Approval")
    task.groups.add(Group.objects.create(name="Approvers"))
    workflow = Workflow.objects.create(name="Moderation")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(page=home, workflow=workflow)
    section = make_section(home, "Programs", live=False)
    section.save_revision()
    section.get_workflow().start(section, User.objects.create_superuser("author", "author@example.org", "a password"))
    return SectionPage.objects.get(pk=section.pk)


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Hold the first form that is saved between reading its page and writing it: (reached, released)."""
    reached, released = threading.Event(), threading.Event()
    save = BasePageForm.save

    def save_later(form: BasePageForm, *args: Any, **kwargs: Any) -> Any:
        if not reached.is_set():
            reached.set()
            released.wait(20)
        return save(form, *args, **kwargs)

    monkeypatch.setattr(BasePageForm, "save", save_later)
    yield reached, released
    released.set()


def approve(section: SectionPage, moderator: User) -> Request:
    state = section.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[section.pk, "approve", state.pk])
    return Request(moderator, address, {"comment": ""})


def test_approval_and_autosave_of_one_page_both_succeed(
    section: SectionPage, paused: tuple[threading.Event, threading.Event]
) -> None:
    reached, released = paused
    author = User.objects.get(username="author")
    moderator = User.objects.create_superuser("moderator", "moderator@example.org", "a password")
    edit = f"/admin/pages/{section.pk}/edit/"
    loaded = section.latest_revision
    data = nested_form_data(
        {
            **FIELDS,
            "summary": "What we teach.",
            "loaded_revision_id": str(loaded.pk),
            "loaded_revision_created_at": loaded.created_at.isoformat(),
        }
    )
    autosave = Request(author, edit, data, accept="application/json")
    autosave.start()
    assert reached.wait(20)
    approval = approve(section, moderator)
    approval.start()
    approval.join(2)
    released.set()
    for request in (autosave, approval):
        request.join(20)
        assert request.answer is not None
        assert request.answer.status_code < 400
    section.refresh_from_db()
    assert section.live
    assert not WorkflowState.objects.active().exists()
    assert Client().get("/en/programs/").status_code == 200


def test_page_is_approved_once(section: SectionPage) -> None:
    moderators = [User.objects.create_superuser(name, f"{name}@example.org", "a password") for name in ("one", "two")]
    requests = [approve(section, user) for user in moderators]
    edits = [
        Request(
            user,
            f"/admin/pages/{section.pk}/edit/",
            nested_form_data({**FIELDS, "action-workflow-action": "1", "workflow-action-name": "approve"}),
        )
        for user in moderators
    ]
    for request in (*requests, *edits):
        request.start()
    for request in (*requests, *edits):
        request.join(30)
        assert request.answer.status_code < 500
    section.refresh_from_db()
    assert section.live
