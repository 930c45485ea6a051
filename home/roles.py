"""Groups, permissions and the workflow of an institute's web team.

Idempotent: existing groups are kept, missing permissions are added, and what an administrator has added stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from directory.models import DirectoryPage
from home.models import HomePage
from institute.content.languages import default_language
from publications.models import PublicationIndexPage

EDITORS = "Editors"
DIRECTORY_MANAGERS = "Directory managers"
LIBRARIANS = "Librarians"
MODERATORS = "Moderators"
TRANSLATORS = "Translators"

MAINTAIN = ("add", "change", "delete", "view")
WRITE = ("add", "change")
WRITE_AND_VIEW = (*WRITE, "view")
WRITE_AND_PUBLISH = ("add", "change", "publish", "lock", "unlock")

# Names of venues are not translated; those of the directory's vocabularies have a column per language.
TRANSLATED_VOCABULARIES = ["directory.institution", "directory.researchtopic", "directory.membership"]
VOCABULARIES: dict[str, dict[str, tuple[str, ...]]] = {
    DIRECTORY_MANAGERS: dict.fromkeys(TRANSLATED_VOCABULARIES, MAINTAIN),
    LIBRARIANS: {"publications.venue": MAINTAIN, "publications.library": WRITE_AND_VIEW},
    MODERATORS: {
        **dict.fromkeys([*TRANSLATED_VOCABULARIES, "publications.venue"], MAINTAIN),
        "publications.library": WRITE_AND_VIEW,
    },
    TRANSLATORS: dict.fromkeys(TRANSLATED_VOCABULARIES, ("change", "view")),
}


@dataclass(frozen=True)
class PageRight:
    """Permissions of a group over a page and its descendants."""

    group: str
    pages: list[Page]
    actions: tuple[str, ...]


def page_rights() -> list[PageRight]:
    """Return the page permissions for the present trees."""
    homes = list(HomePage.objects.all())
    other_homes = [home for home in homes if home.content_language != default_language()]
    directories = list(DirectoryPage.objects.all())
    publication_indexes = list(PublicationIndexPage.objects.all())
    return [
        PageRight(EDITORS, homes, WRITE),
        # Records are translated in their own form, below the index of the default language.
        PageRight(TRANSLATORS, [*other_homes, *directories, *publication_indexes], ("change",)),
        PageRight(DIRECTORY_MANAGERS, directories, WRITE_AND_PUBLISH),
        PageRight(LIBRARIANS, publication_indexes, WRITE_AND_PUBLISH),
        # Permissions on the index apply to its records (institute.content.records).
        PageRight(MODERATORS, [*homes, *directories, *publication_indexes], WRITE_AND_PUBLISH),
    ]


@transaction.atomic
def ensure_roles() -> None:
    """Create the groups with their permissions, and assign the workflow to every home page."""
    groups = {
        name: Group.objects.get_or_create(name=name)[0]
        for name in (EDITORS, DIRECTORY_MANAGERS, LIBRARIANS, MODERATORS, TRANSLATORS)
    }
    for group in groups.values():
        _give(group, "wagtailadmin.access_admin")
        _give_files(group, ("add", "choose"))
    _give_files(groups[MODERATORS], ("change",))
    for right in page_rights():
        for page in right.pages:
            for action in right.actions:
                GroupPagePermission.objects.get_or_create(
                    group=groups[right.group], page=page, permission=_permission(f"wagtailcore.{action}_page")
                )
    for name, models in VOCABULARIES.items():
        for model, actions in models.items():
            app_label, model_name = model.split(".")
            for action in actions:
                _give(groups[name], f"{app_label}.{action}_{model_name}")
    for name in (TRANSLATORS, EDITORS, MODERATORS):
        _give(groups[name], "wagtail_localize.submit_translation")
    _ensure_workflow(groups[MODERATORS])


def _permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def _give(group: Group, name: str) -> None:
    group.permissions.add(_permission(name))


def _give_files(group: Group, actions: tuple[str, ...]) -> None:
    root = Collection.get_first_root_node()
    for kind, app_label in (("image", "content"), ("document", "content")):
        for action in actions:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=_permission(f"{app_label}.{action}_{kind}")
            )


def _ensure_workflow(moderators: Group) -> None:
    task = GroupApprovalTask.objects.filter(groups=moderators).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=_("A moderator approves"))
        task.groups.add(moderators)
    workflow = Workflow.objects.filter(workflow_tasks__task=task).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=_("Moderators approve"))
        WorkflowTask.objects.create(workflow=workflow, task=task)
    for home in HomePage.objects.all():
        WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
