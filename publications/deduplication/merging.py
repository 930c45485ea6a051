"""Making one work of two pages, and two of one: at a librarian's word, and to be undone at another.

A merge keeps one page and hides the other. All that is known of the hidden one moves: its identifiers and sources lead
to the kept page, its addresses redirect there in every language, its empty fields are filled. The hidden page itself
stays as it was, and cannot be published while the merge stands.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from bibliography.identifiers import IdentifierError, parse_identifier
from publications.deduplication import relations
from publications.deduplication.candidates import declare_distinct
from publications.deduplication.merge_plan import Filling, fill, plan_filling, take_back
from publications.deduplication.ownership import claim_fields, existing_values, hand_over_fields, is_notice
from publications.imports.field_mapping import page_from_values
from publications.models import Identifier, Merge, PublicationPage, SourceRecord

__all__ = ["Filling", "MergeError", "declare_different", "merge", "plan_filling", "refusal", "split", "undo"]


class MergeError(ValueError):
    """The two cannot be merged, or the merge not be undone, as things stand; the message says why."""


def refusal(kept: PublicationPage, absorbed: PublicationPage) -> str:
    """Why `kept` cannot absorb the other; empty where it can."""
    if kept.pk == absorbed.pk:
        return _("Choose two different publications.")
    for page in (kept, absorbed):
        if page.is_absorbed:
            return _already_merged(page)
        if page.has_open_draft:
            return _("“%(title)s” has a draft that is not published: publish or discard it first.") % {
                "title": page.title
            }
    if absorbed.live and not kept.live:
        return _("“%(title)s” is not published: keep the other one, or publish it first.") % {"title": kept.title}
    return ""


@transaction.atomic
def merge(kept: PublicationPage, absorbed: PublicationPage, user: Any) -> Merge:
    """Let `kept` absorb the other; raises MergeError."""
    kept, absorbed = _locked(kept.pk, absorbed.pk)
    if reason := refusal(kept, absorbed):
        raise MergeError(reason)
    filling = plan_filling(kept, absorbed)
    moved: relations.Moved = {"filled": filling.as_json(), "was_live": absorbed.live}
    moved |= relations.copy_decisions(kept, absorbed)
    moved |= relations.move_identifiers(kept, absorbed)
    moved |= relations.move_sources(kept, absorbed)
    moved |= relations.move_featured(kept, absorbed)
    moved |= relations.move_pairs(kept, absorbed)
    addresses = relations.addresses_of(absorbed)
    if absorbed.live:
        absorbed.unpublish(user=user)
    moved |= relations.lead_addresses(addresses, kept, absorbed)
    done = Merge.objects.create(kept=kept, absorbed=absorbed, moved=moved, merged_by=user)
    fill(kept, filling)
    _save(kept, user)
    return done


@transaction.atomic
def undo(done: Merge, user: Any) -> None:
    """Put everything back as it was before the merge; raises MergeError.

    The two are then as undecided as they were: in the queue if they were in it.
    """
    kept, absorbed = _locked(done.kept_id, done.absorbed_id)
    done = Merge.objects.select_for_update().get(pk=done.pk)
    if done.undone_at:
        raise MergeError(_("This merge was already undone."))
    if kept.is_absorbed:
        raise MergeError(
            _("“%(title)s” was itself merged into another publication: undo that merge first.") % {"title": kept.title}
        )
    if kept.has_open_draft:
        raise MergeError(
            _("“%(title)s” has a draft that is not published: publish or discard it first.") % {"title": kept.title}
        )
    done.undone_at, done.undone_by = timezone.now(), user
    done.save(update_fields=["undone_at", "undone_by"])
    moved = done.moved
    relations.forget_decisions(done)
    relations.return_identifiers(moved, kept, absorbed)
    departed = relations.return_sources(moved, kept, absorbed)
    relations.return_featured(moved, kept, absorbed)
    relations.return_pairs(done)
    relations.return_addresses(moved, kept, absorbed)
    take_back(kept, moved["filled"])
    hand_over_fields(kept, departed)
    _save(kept, user)
    if moved["was_live"]:
        _publish(absorbed, user)


@transaction.atomic
def declare_different(one: PublicationPage, other: PublicationPage, user: Any) -> None:
    """Remember that these are two works; raises MergeError where one of them is merged by now."""
    for page in _locked(one.pk, other.pk):
        if page.is_absorbed:
            raise MergeError(_already_merged(page))
    declare_distinct(one.pk, other.pk, user)


@transaction.atomic
def split(source_record: SourceRecord, user: Any) -> PublicationPage:
    """Make a work of its own of one source's record that an import took for another work; raises MergeError.

    The record's own identifier goes with it; the two are declared distinct, so that no import joins them again.
    """
    (page,) = _locked(source_record.page_id)
    current = page.source_records.select_for_update().filter(pk=source_record.pk).first()
    if current is None:
        raise MergeError(_("This record belongs to another publication now."))
    if is_notice(current):
        raise MergeError(_("This record is a notice about this publication: there is no other work to make of it."))
    if page.source_records.filter(values__has_key="full_title").count() < 2 and not page.latest_revision_id:
        raise MergeError(_("Nothing would be left of this publication: it is known from this record alone."))
    new = page_from_values(existing_values(current.values))
    # Made from the title, and told from that of the work that it leaves.
    new.slug = ""
    new.live = False
    try:
        page.get_parent().add_child(instance=new)
    except ValidationError as error:
        raise _invalid(new, error) from error
    departed = current.written
    claim_fields(current, new)
    current.page = new
    current.save(update_fields=["page", "written"])
    hand_over_fields(page, [departed])
    _own_identifiers(current, page).update(page=new, entered=False)
    declare_distinct(page.pk, new.pk, user)
    if page.live:
        _publish(new, user)
    return new


def _own_identifiers(source_record: SourceRecord, page: PublicationPage) -> Any:
    """The identifier under which the source keeps the record, if the page has it and no person typed it."""
    try:
        identifier = parse_identifier(source_record.external_id)
    except IdentifierError:
        return Identifier.objects.none()
    return page.identifiers.filter(scheme=identifier.scheme, value=identifier.value, entered=False)


def _locked(*keys: int) -> list[PublicationPage]:
    """These pages, in this order, which nobody else may write until the transaction ends."""
    list(Page.objects.filter(pk__in=keys).order_by("pk").select_for_update().values_list("pk"))
    pages = PublicationPage.objects.in_bulk(keys)
    if len(pages) != len(set(keys)):
        raise MergeError(_("This publication does not exist any more."))
    return [pages[key] for key in keys]


def _save(page: PublicationPage, user: Any) -> None:
    """Publish the page as it is now, in a revision of its own; one that was never published stays a draft."""
    if page.live:
        _publish(page, user)
        return
    try:
        page.save()
    except ValidationError as error:
        raise _invalid(page, error) from error


def _publish(page: PublicationPage, user: Any) -> None:
    try:
        page.save_revision(user=user).publish(user=user, skip_permission_checks=True)
    except ValidationError as error:
        # Someone has typed an identifier of the one page into the other since, for instance.
        raise MergeError(
            _("“%(title)s” cannot be published: %(errors)s")
            % {"title": page.title, "errors": " ".join(error.messages)}
        ) from error


def _invalid(page: PublicationPage, error: ValidationError) -> MergeError:
    return MergeError(
        _("“%(title)s” cannot be saved: %(errors)s") % {"title": page.title, "errors": " ".join(error.messages)}
    )


def _already_merged(page: PublicationPage) -> str:
    return _("“%(title)s” was already merged into another publication.") % {"title": page.title}
