"""What falls due happens, and one page in trouble never holds up the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from home.models import SectionPage
from tests.fixtures import SiteTree
from tests.support import make_section

pytestmark = pytest.mark.django_db


def schedule(section: SectionPage) -> None:
    section.go_live_at = timezone.now() + timedelta(hours=1)
    section.save_revision().publish()


@pytest.mark.parametrize("error", [ValidationError, ValueError, KeyError])
def test_a_page_in_trouble_does_not_hold_up_the_others(
    site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    for title in ("First", "Second", "Third"):
        schedule(make_section(site_tree.home["en"], title, live=False))

    def refuse_second(self: SectionPage) -> None:
        if self.title == "Second":
            raise error("The second page claims what another has.")

    monkeypatch.setattr(SectionPage, "clean", refuse_second)
    with (
        time_machine.travel(timezone.now() + timedelta(hours=2)),
        pytest.raises(CommandError, match="second page claims"),
    ):
        call_command("publish_scheduled")
    assert {page.title for page in SectionPage.objects.visible("en")} == {"First", "Third"}


def test_an_expired_page_is_taken_down_and_logged(site_tree: SiteTree) -> None:
    section = make_section(site_tree.home["en"], "Past", expire_at=timezone.now() + timedelta(hours=1))
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
    section.refresh_from_db()
    assert not section.live
    assert section.expired


def test_a_dry_run_changes_nothing(site_tree: SiteTree) -> None:
    section = make_section(site_tree.home["en"], "Past", expire_at=timezone.now() - timedelta(hours=1))
    call_command("publish_scheduled", dryrun=True)
    section.refresh_from_db()
    assert section.live
