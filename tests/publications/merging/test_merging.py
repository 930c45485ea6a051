"""Two pages become one work and, if that was wrong, two again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from bibliography.entry import AuthorRecord, WorkRecord
from directory.models import ResearchTopic
from institute.accounts.models import User
from institute.content.models import Change
from publications.author_matching import decide
from publications.blocks import LatestPublications
from publications.deduplication.candidates import declare_distinct
from publications.deduplication.merging import MergeError, declare_different, merge, refusal, split, undo
from publications.deduplication.resolver import Resolver
from publications.models import (
    AuthorMatch,
    FeaturedPublication,
    PossibleDuplicate,
    PublicationLink,
    PublicationPage,
    SourceRecord,
)
from tests.factories.publications import IdentifierFactory, PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.publications.conftest import MakePerson

pytestmark = pytest.mark.django_db

TITLE = "Curriculum learning for graph neural networks in drug discovery"


def article(**values: Any) -> PublicationPage:
    values = {"full_title": TITLE, "authors": ["Ada Lovelace", "Grace Hopper"], "date": "2024", **values}
    return PublicationPageFactory(slug=values.pop("slug", "article"), **values)


def preprint(**values: Any) -> PublicationPage:
    return article(kind="preprint", slug="preprint", date="2023-02", venue_text="arXiv", **values)


def fresh(page: PublicationPage) -> PublicationPage:
    return PublicationPage.objects.get(pk=page.pk)


def source(page: PublicationPage, source: str = "openalex", external_id: str = "W1", **values: Any) -> SourceRecord:
    return SourceRecord.objects.create(
        page=page, source=source, external_id=external_id, payload_hash="0", values=values, fetched_at=timezone.now()
    )


def test_the_kept_page_answers_for_the_absorbed_one(site_tree: SiteTree, client: Client, librarian: User) -> None:
    kept, absorbed = article(identifiers_text="10.1000/kept"), preprint(identifiers_text="arXiv:2301.00001")
    record = source(absorbed)
    done = merge(kept, absorbed, librarian)
    assert (done.kept, done.absorbed, done.merged_by) == (kept, absorbed, librarian)
    assert {(row.scheme, row.value) for row in kept.identifiers.all()} == {
        ("doi", "10.1000/kept"),
        ("arxiv", "2301.00001"),
    }
    record.refresh_from_db()
    assert record.page == kept
    assert (fresh(kept).live, fresh(absorbed).live) == (True, False)
    for prefix in ("/en", "/fr"):
        response = client.get(f"{prefix}/publications/preprint/")
        assert (response.status_code, response.url) == (301, f"{prefix}/publications/article/")  # type: ignore[attr-defined]
    assert "10.1000/kept" in client.get("/en/publications/article/").text


def test_older_addresses_of_the_absorbed_page_lead_on(site_tree: SiteTree, client: Client, librarian: User) -> None:
    kept, absorbed = article(), preprint()
    absorbed.slug = "renamed"
    absorbed.save_revision().publish()
    merge(kept, fresh(absorbed), librarian)
    for slug in ("preprint", "renamed"):
        assert client.get(f"/fr/publications/{slug}/").headers["Location"] == "/fr/publications/article/"


def test_the_log_tells_what_visitors_notice(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed = article(), preprint()
    before = Change.objects.count()
    done = merge(kept, absorbed, librarian)
    rows = Change.objects.order_by("pk")[before:]
    assert {(row.kind, row.subject_id, row.language) for row in rows} == {
        ("removed", absorbed.pk, "en"),
        ("removed", absorbed.pk, "fr"),
        ("updated", kept.pk, "en"),
        ("updated", kept.pk, "fr"),
    }
    before = Change.objects.count()
    undo(done, librarian)
    kinds = {(row.kind, row.subject_id) for row in Change.objects.order_by("pk")[before:]}
    assert ("created", absorbed.pk) in kinds


def test_empty_fields_are_filled_and_others_kept(site_tree: SiteTree, librarian: User) -> None:
    venue = VenueFactory(name="Nature")
    topic = ResearchTopic.objects.create(name_en="Causality", name_fr="Causalité", slug="causality")
    kept = article(volume="5", abstract_en="Ours", status="published")
    absorbed = article(
        slug="other",
        venue=venue,
        volume="6",
        abstract_en="Theirs",
        abstract_fr="Le leur",
        pages="1-9",
        topics=[topic],
        status="retracted",
        notice_url="https://example.org/notice",
    )
    absorbed.links = [PublicationLink(kind="code", url="https://example.org/code")]
    absorbed.save_revision().publish()
    merge(kept, fresh(absorbed), librarian)
    kept = fresh(kept)
    assert (kept.volume, kept.abstract_en, kept.abstract_fr) == ("5", "Ours", "Le leur")
    # Volume, issue and pages speak of one place: they are not mixed.
    assert (kept.pages, kept.venue) == ("", venue)
    assert (kept.status, kept.notice_url) == ("retracted", "https://example.org/notice")
    assert [row.url for row in kept.links.all()] == ["https://example.org/code"]
    assert kept.topics == [topic]


def test_a_preprint_becomes_a_version_of_the_article(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed = article(), preprint(identifiers_text="arXiv:2301.00001")
    merge(kept, absorbed, librarian)
    [version] = fresh(kept).versions.all()
    assert (version.kind, version.venue_text, version.date) == ("preprint", "arXiv", "2023-02")
    assert version.url == "https://arxiv.org/abs/2301.00001"
    assert fresh(kept).venue_text == ""


def test_undoing_puts_everything_back(site_tree: SiteTree, client: Client, librarian: User) -> None:
    kept, absorbed = article(abstract_en="Ours"), preprint(abstract_fr="Le leur", identifiers_text="arXiv:2301.00001")
    record = source(absorbed)
    third = article(slug="third", full_title="Another work about something else altogether")
    declare_distinct(absorbed.pk, third.pk, librarian)
    done = merge(kept, absorbed, librarian)
    assert PossibleDuplicate.objects.get(first=kept, second=third).state == "distinct"
    undo(done, librarian)
    kept, absorbed = fresh(kept), fresh(absorbed)
    assert (kept.abstract_en, kept.abstract_fr, list(kept.versions.all())) == ("Ours", "", [])
    assert list(kept.identifiers.all()) == []
    [identifier] = absorbed.identifiers.all()
    assert (identifier.value, identifier.entered) == ("2301.00001", True)
    record.refresh_from_db()
    assert record.page == absorbed
    assert absorbed.live
    assert client.get("/fr/publications/preprint/").status_code == 200
    assert {(pair.first_id, pair.second_id, pair.state) for pair in PossibleDuplicate.objects.all()} == {
        (kept.pk, absorbed.pk, "open"),
        (absorbed.pk, third.pk, "distinct"),
    }
    done.refresh_from_db()
    assert done.undone_by == librarian


def test_undoing_keeps_what_a_person_wrote_since(site_tree: SiteTree, librarian: User) -> None:
    kept = article()
    done = merge(kept, preprint(abstract_fr="Le leur", abstract_en="Theirs"), librarian)
    kept = fresh(kept)
    kept.abstract_fr = "Corrigé"
    kept.save_revision().publish()
    undo(done, librarian)
    assert (fresh(kept).abstract_fr, fresh(kept).abstract_en) == ("Corrigé", "")


def test_undoing_returns_a_pair_to_the_queue(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed = article(), article(slug="other")
    before = PossibleDuplicate.objects.values("first", "second", "score", "evidence", "state").get()
    undo(merge(kept, absorbed, librarian), librarian)
    fresh(absorbed).save_revision().publish()
    assert PossibleDuplicate.objects.values("first", "second", "score", "evidence", "state").get() == before
    assert before["state"] == "open"


def test_undoing_leaves_a_pair_undecided_that_nobody_had_queued(site_tree: SiteTree, librarian: User) -> None:
    kept, other = article(), article(slug="third", full_title="Another work about something else altogether")
    undo(merge(kept, other, librarian), librarian)
    assert not PossibleDuplicate.objects.exists()


def test_undoing_returns_a_verdict_that_stood_before(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed = article(), article(slug="other")
    declare_distinct(kept.pk, absorbed.pk, librarian)
    undo(merge(kept, absorbed, librarian), librarian)
    pair = PossibleDuplicate.objects.get()
    assert (pair.state, pair.decided_by) == ("distinct", librarian)


def test_a_record_of_the_absorbed_page_finds_the_kept_one(site_tree: SiteTree, librarian: User) -> None:
    kept = article(full_title="What the article was called in the end", authors=["Ada Lovelace"])
    absorbed = preprint()
    merge(kept, absorbed, librarian)
    authors = (AuthorRecord("Ada Lovelace", "Ada", "Lovelace"), AuthorRecord("Grace Hopper", "Grace", "Hopper"))
    [found] = Resolver().resolve([WorkRecord("s", "1", TITLE, published=dt.date(2023, 1, 1), authors=authors)])
    assert found.page_id == kept.pk


def test_a_persons_decisions_hold_for_the_author_of_the_same_name(
    site_tree: SiteTree, librarian: User, make_person: MakePerson
) -> None:
    ada, other_ada = make_person("Ada", "Lovelace"), make_person("Adele", "Lovelace")
    kept, absorbed = article(authors=["G. Hopper", "A. Lovelace"]), preprint()
    slot = absorbed.authorships.first().key
    AuthorMatch.objects.filter(page=absorbed).delete()
    for person, state in ((ada, "rejected"), (other_ada, "confirmed")):
        AuthorMatch.objects.create(
            page=absorbed, author_key=slot, person=person, state=state, decided_by=librarian, decided_at=timezone.now()
        )
    done = merge(kept, absorbed, librarian)
    key = kept.authorships.get(name="A. Lovelace").key
    decided = AuthorMatch.objects.filter(page=kept, decided_by=librarian)
    assert {(match.author_key, match.person, match.state) for match in decided} == {
        (key, ada, "rejected"),
        (key, other_ada, "confirmed"),
    }
    undo(done, librarian)
    assert not AuthorMatch.objects.filter(page=kept, decided_by=librarian).exists()


def test_what_people_put_first_is_the_kept_page(site_tree: SiteTree, librarian: User, make_person: MakePerson) -> None:
    ada, grace = make_person("Ada", "Lovelace"), make_person("Grace", "Hopper")
    kept, absorbed = article(), preprint()
    for person, pages in ((ada, [absorbed]), (grace, [absorbed, kept])):
        person.featured_publications = [
            FeaturedPublication(publication=page, sort_order=order) for order, page in enumerate(pages)
        ]
        person.save_revision().publish()
    old_draft = ada.latest_revision
    done = merge(kept, absorbed, librarian)
    assert [row.publication for row in FeaturedPublication.objects.all()] == [kept, kept]
    old_draft.publish()
    assert [row.publication for row in FeaturedPublication.objects.filter(person=ada)] == [kept]
    undo(done, librarian)
    assert [row.publication_id for row in FeaturedPublication.objects.filter(person=grace)] == [absorbed.pk, kept.pk]


def test_a_pinned_page_is_shown_as_the_one_that_absorbed_it(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed = article(), preprint()
    block = LatestPublications()
    value = block.to_python({"heading": "Latest", "count": 1, "pinned": [absorbed.pk]})
    assert value.publications() == [absorbed]
    merge(kept, absorbed, librarian)
    value = block.to_python({"heading": "Latest", "count": 1, "pinned": [absorbed.pk]})
    assert value.publications() == [kept]


def test_an_absorbed_page_is_not_published_again(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed = article(), preprint()
    revision = absorbed.save_revision()
    revision.publish()
    done = merge(kept, fresh(absorbed), librarian)
    assert not fresh(absorbed).permissions_for_user(librarian).can_publish()
    with pytest.raises(PermissionDenied):
        revision.publish(user=librarian)
    undo(done, librarian)
    assert fresh(absorbed).permissions_for_user(librarian).can_publish()


@pytest.mark.parametrize("which", ["itself", "absorbed", "draft", "hidden"])
def test_some_merges_are_refused_and_say_why(site_tree: SiteTree, librarian: User, which: str) -> None:
    kept, absorbed = article(), preprint()
    if which == "itself":
        absorbed = kept
    elif which == "absorbed":
        merge(article(slug="third"), absorbed, librarian)
    elif which == "draft":
        kept.abstract_en = "Not finished"
        kept.save_revision()
    else:
        kept.unpublish()
    assert refusal(fresh(kept), fresh(absorbed))
    with translation.override("fr"), pytest.raises(MergeError):
        merge(kept, absorbed, librarian)


def test_merges_are_undone_from_the_last(site_tree: SiteTree, librarian: User) -> None:
    first, second, third = article(), preprint(), article(slug="third")
    inner = merge(first, second, librarian)
    outer = merge(third, fresh(first), librarian)
    with pytest.raises(MergeError):
        undo(inner, librarian)
    undo(outer, librarian)
    undo(inner, librarian)
    with pytest.raises(MergeError):
        undo(inner, librarian)
    assert all(fresh(page).live for page in (first, second, third))


def test_works_that_were_never_published_are_merged_unpublished(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed = article(publish=False), preprint(publish=False, abstract_fr="Le leur")
    undo(merge(kept, absorbed, librarian), librarian)
    merge(fresh(kept), fresh(absorbed), librarian)
    assert (fresh(kept).live, fresh(kept).abstract_fr) == (False, "Le leur")


def test_a_record_is_split_off_into_a_work_of_its_own(site_tree: SiteTree, librarian: User) -> None:
    page = article()
    IdentifierFactory(page=page, scheme="openalex", value="W2")
    source(page, "bibtex", "a.bib:lovelace")
    record = source(
        page,
        external_id="https://openalex.org/W2",
        full_title=TITLE,
        kind="editorial",
        date="2022-05",
        authors=[{"name": "Grace Hopper", "given": "Grace", "family": "Hopper"}],
        venue_text="Nature",
    )
    new = fresh(split(record, librarian))
    assert (new.full_title, new.kind, new.date_text, new.venue_text, new.live) == (
        TITLE,
        "editorial",
        "2022-05",
        "Nature",
        True,
    )
    assert [row.name for row in new.authorships.all()] == ["Grace Hopper"]
    assert new.slug != page.slug
    record.refresh_from_db()
    assert record.page == new
    assert [row.value for row in new.identifiers.all()] == ["W2"]
    assert [pair.state for pair in PossibleDuplicate.objects.all()] == ["distinct"]


def test_the_only_record_of_a_work_is_not_split_off(site_tree: SiteTree, librarian: User) -> None:
    page = article(publish=False)
    with pytest.raises(MergeError):
        split(source(page, full_title=TITLE), librarian)


def test_an_identifier_claimed_since_forbids_undoing_and_says_so(site_tree: SiteTree, librarian: User) -> None:
    kept = article()
    absorbed = preprint(identifiers_text="arXiv:2301.00001")
    done = merge(kept, absorbed, librarian)
    kept = fresh(kept)
    kept.identifiers_text = "arXiv:2301.00001"
    kept.save_revision().publish()
    with pytest.raises(MergeError, match=r"2301\.00001"):
        undo(done, librarian)
    done.refresh_from_db()
    assert done.undone_at is None
    assert not fresh(absorbed).live


def notice(page: PublicationPage) -> SourceRecord:
    return source(page, external_id="notice 10.1000/notice", status="retracted", notice_url="https://example.org/n")


def test_notice_is_not_split_off(site_tree: SiteTree, librarian: User) -> None:
    page = article()
    source(page, full_title=TITLE)
    with translation.override("fr"), pytest.raises(MergeError, match="avis"):
        split(notice(page), librarian)


def test_record_beside_a_notice_is_not_split_off(site_tree: SiteTree, librarian: User) -> None:
    page = article(publish=False)
    notice(page)
    with pytest.raises(MergeError, match="Nothing would be left"):
        split(source(page, full_title=TITLE), librarian)


def test_split_work_drops_a_venue_and_topics_that_were_deleted(site_tree: SiteTree, librarian: User) -> None:
    page, venue = article(), VenueFactory()
    topics = [ResearchTopic.objects.create(name_en=name, name_fr=name, slug=name) for name in ("one", "two")]
    keys = [topic.pk for topic in topics]
    record = source(page, full_title=TITLE, venue=venue.pk, venue_text="Nature", topics=keys)
    source(page, external_id="W2", full_title=TITLE)
    venue.delete()
    topics[0].delete()
    new = fresh(split(record, librarian))
    assert (new.live, new.venue, new.venue_text, new.topics) == (True, None, "Nature", [topics[1]])


def test_split_says_why_a_record_cannot_be_a_page(site_tree: SiteTree, librarian: User) -> None:
    page = article()
    record = source(page, full_title=TITLE, kind="article", book_isbn="978-0-306-40615-7")
    with pytest.raises(MergeError, match="inside a book"):
        split(record, librarian)
    record.refresh_from_db()
    assert record.page == page


def test_split_of_a_record_that_is_gone_says_so(site_tree: SiteTree, librarian: User) -> None:
    record = source(article(), full_title=TITLE)
    SourceRecord.objects.filter(pk=record.pk).delete()
    with pytest.raises(MergeError):
        split(record, librarian)


def test_undoing_a_merge_of_drafts_says_why_it_is_refused(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed = article(publish=False), preprint(publish=False)
    done = merge(kept, absorbed, librarian)
    PublicationPage.objects.filter(pk=kept.pk).update(slug=absorbed.slug)
    with pytest.raises(MergeError, match="cannot be saved"):
        undo(done, librarian)
    done.refresh_from_db()
    assert done.undone_at is None


def third_work() -> PublicationPage:
    return article(slug="third", full_title="Another work about something else altogether")


def pair_of(one: PublicationPage, other: PublicationPage) -> PossibleDuplicate:
    first, second = sorted((one.pk, other.pk))
    return PossibleDuplicate.objects.get(first=first, second=second)


def queue(one: PublicationPage, other: PublicationPage) -> None:
    first, second = sorted((one.pk, other.pk))
    PossibleDuplicate.objects.create(first_id=first, second_id=second, score=0.5)


@pytest.mark.parametrize("before", ["open", "distinct"])
def test_undoing_keeps_a_decision_that_was_taken_meanwhile(site_tree: SiteTree, librarian: User, before: str) -> None:
    kept, absorbed, third = article(), preprint(), third_work()
    if before == "open":
        queue(absorbed, third)
    else:
        declare_distinct(absorbed.pk, third.pk, None)
    done = merge(kept, absorbed, librarian)
    declare_different(kept, third, librarian)
    undo(done, librarian)
    assert (pair_of(kept, third).state, pair_of(kept, third).decided_by) == ("distinct", librarian)
    assert pair_of(absorbed, third).state == before


def test_decision_holds_where_the_kept_page_was_in_doubt(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed, third = article(), preprint(), third_work()
    queue(kept, third)
    declare_distinct(absorbed.pk, third.pk, librarian)
    done = merge(kept, absorbed, librarian)
    assert (pair_of(kept, third).state, pair_of(kept, third).decided_by) == ("distinct", librarian)
    undo(done, librarian)
    assert (pair_of(kept, third).state, pair_of(kept, third).decided_by) == ("open", None)
    assert pair_of(absorbed, third).state == "distinct"


def test_undoing_survives_the_account_of_who_decided(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed, third = article(), preprint(), third_work()
    former = User.objects.create_user("former", "former@example.org", "a good long password")
    declare_distinct(absorbed.pk, third.pk, former)
    done = merge(kept, absorbed, librarian)
    former.delete()
    undo(done, librarian)
    assert (pair_of(absorbed, third).state, pair_of(absorbed, third).decided_by) == ("distinct", None)


def test_undoing_survives_the_profile_of_who_put_the_work_first(
    site_tree: SiteTree, librarian: User, make_person: MakePerson
) -> None:
    ada, kept, absorbed = make_person("Ada", "Lovelace"), article(), preprint()
    ada.featured_publications = [
        FeaturedPublication(publication=page, sort_order=order) for order, page in enumerate((absorbed, kept))
    ]
    ada.save_revision().publish()
    done = merge(kept, absorbed, librarian)
    ada.delete()
    undo(done, librarian)
    connection.check_constraints()
    assert not FeaturedPublication.objects.exists()


def test_undoing_keeps_a_decision_of_an_author_that_was_taken_meanwhile(
    site_tree: SiteTree, librarian: User, make_person: MakePerson
) -> None:
    ada = make_person("Ada", "Lovelace")
    kept, absorbed = article(), preprint()
    AuthorMatch.objects.filter(page__in=[kept, absorbed]).delete()
    slot = absorbed.authorships.first().key
    values = {"author_key": slot, "person": ada, "decided_by": librarian, "decided_at": timezone.now()}
    AuthorMatch.objects.create(page=absorbed, state="confirmed", **values)
    done = merge(kept, absorbed, librarian)
    decide(AuthorMatch.objects.get(page=kept, person=ada, decided_by=librarian), "rejected", librarian)
    undo(done, librarian)
    assert AuthorMatch.objects.get(page=kept, person=ada).state == "rejected"


def test_merged_works_are_not_declared_different(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed = article(), preprint()
    merge(kept, absorbed, librarian)
    with pytest.raises(MergeError, match="already merged"):
        declare_different(kept, absorbed, librarian)
    assert not PossibleDuplicate.objects.exists()


def test_deleted_work_is_not_declared_different(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed = article(), preprint()
    PublicationPage.objects.get(pk=absorbed.pk).delete()
    with pytest.raises(MergeError, match="does not exist"):
        declare_different(kept, absorbed, librarian)


def test_work_whose_address_is_too_long_for_a_redirect_is_merged(site_tree: SiteTree, librarian: User) -> None:
    kept, absorbed = article(), article(slug="a" * 250)
    undo(merge(kept, absorbed, librarian), librarian)
    assert fresh(absorbed).live
