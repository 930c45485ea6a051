"""What a page takes from a source, and what it keeps."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from publications.imports.field_mapping import fingerprint
from publications.imports.three_way_merge import Outcome, Said, reconcile

NOBODY = Said()


def said(**values: Any) -> Said:
    """A source that wrote everything it said."""
    return Said(values, {name: fingerprint(value) for name, value in values.items()})


def take(live: dict[str, Any], incoming: dict[str, Any], before: Said = NOBODY, *others: Said) -> Outcome:
    return reconcile(live, incoming, before, others)


def test_a_new_page_takes_everything() -> None:
    incoming = {"full_title": "On examples", "kind": "article", "authors": [{"name": "Ada Lovelace"}]}

    assert take({}, incoming).changes == incoming


def test_a_source_changes_what_it_wrote() -> None:
    before = said(full_title="On exmaples")

    assert take({"full_title": "On exmaples"}, {"full_title": "On examples"}, before).changes == {
        "full_title": "On examples"
    }


def test_what_a_person_wrote_stays_and_the_difference_is_listed_once() -> None:
    before = said(full_title="On exmaples")
    live = {"full_title": "On good examples"}

    outcome = take(live, {"full_title": "On examples"}, before)

    assert outcome.changes == {}
    assert outcome.conflicts == {"full_title": ("On good examples", "On examples")}
    heard = Said({"full_title": "On examples"}, before.written)
    assert take(live, {"full_title": "On examples"}, heard).conflicts == {}


def test_a_difference_of_typography_is_no_conflict() -> None:
    outcome = take({"full_title": "Learning – to learn"}, {"full_title": "Learning - To Learn"})

    assert (outcome.changes, outcome.conflicts) == ({}, {})


def test_what_a_person_emptied_stays_empty() -> None:
    before = said(abstract_en="We show.")

    assert take({}, {"abstract_en": "We show."}, before).changes == {}
    assert take({}, {"abstract_en": "We show."}, before).conflicts == {}
    outcome = take({}, {"abstract_en": "We prove."}, NOBODY, before)
    assert outcome.changes == {}
    assert outcome.conflicts == {"abstract_en": (None, "We prove.")}


def test_a_second_source_fills_what_the_first_left_empty_and_leaves_the_rest() -> None:
    first = said(full_title="On examples", volume="12")

    outcome = take(
        {"full_title": "On examples", "volume": "12"},
        {"full_title": "On examples and more", "volume": "13", "issue": "3"},
        NOBODY,
        first,
    )

    assert outcome.changes == {"issue": "3"}
    assert outcome.conflicts == {}


def test_a_more_precise_date_of_another_source_is_taken_and_another_year_is_not() -> None:
    first = said(date="2024")

    assert take({"date": "2024"}, {"date": "2024-05-12"}, NOBODY, first).changes == {"date": "2024-05-12"}
    assert take({"date": "2024"}, {"date": "2023-05-12"}, NOBODY, first).changes == {}


def test_formulas_are_taken_from_the_source_that_has_them() -> None:
    first = said(full_title="An O(n^2) bound")

    outcome = take({"full_title": "An O(n^2) bound"}, {"full_title": "An $O(n^2)$ bound"}, NOBODY, first)

    assert outcome.changes == {"full_title": "An $O(n^2)$ bound"}


PREPRINT = {"kind": "preprint", "date": "2021-03", "venue": 1, "venue_text": "arXiv"}
ARTICLE = {"kind": "article", "date": "2022", "venue": 2, "volume": "12", "pages": "1–9"}


def test_the_article_of_a_preprint_takes_its_place_and_the_preprint_becomes_a_version() -> None:
    outcome = take(PREPRINT, ARTICLE, NOBODY, said(**PREPRINT))

    versions = outcome.changes.pop("versions")
    assert outcome.changes == {**ARTICLE, "venue_text": None}
    assert versions == [{"kind": "preprint", "venue_text": "arXiv", "date": "2021-03"}]


def test_the_preprint_of_an_article_becomes_a_version_and_fills_the_abstract() -> None:
    outcome = take(ARTICLE, {**PREPRINT, "abstract_en": "We show."}, NOBODY, said(**ARTICLE))

    assert outcome.changes == {
        "abstract_en": "We show.",
        "versions": [{"kind": "preprint", "venue_text": "arXiv", "date": "2021-03"}],
    }


def test_a_preprint_described_by_a_person_is_not_turned_into_an_article() -> None:
    outcome = take(PREPRINT, ARTICLE)

    assert outcome.changes.keys() == {"volume", "pages"}
    assert outcome.conflicts.keys() == {"kind", "date", "venue"}


def test_a_retraction_is_taken_and_taken_back() -> None:
    first = said(full_title="On examples")
    outcome = take({"full_title": "On examples"}, {"full_title": "On examples", "status": "retracted"}, first)
    assert outcome.changes == {"status": "retracted"}

    retracted = said(full_title="On examples", status="retracted")
    outcome = take({"full_title": "On examples", "status": "retracted"}, {"full_title": "On examples"}, retracted)
    assert outcome.changes == {"status": "published"}


def test_links_are_added_and_those_removed_by_a_person_do_not_come_back() -> None:
    code = {"kind": "code", "url": "https://example.org/code"}
    data = {"kind": "data", "url": "https://example.org/data"}
    mine = {"kind": "video", "url": "https://example.org/film"}

    outcome = take({"links": [mine]}, {"links": [code, data]}, said(links=[code]))

    assert outcome.changes == {"links": [mine, data]}


def test_links_that_differ_in_the_scheme_are_one() -> None:
    outcome = take(
        {"links": [{"kind": "pdf", "url": "http://www.example.org/a.pdf"}]},
        {"links": [{"kind": "pdf", "url": "https://example.org/a.pdf"}]},
    )

    assert outcome.changes == {}


ADA = {"name": "Ada Lovelace", "given": "Ada", "family": "Lovelace"}
GRACE = {"name": "Grace Hopper", "given": "Grace", "family": "Hopper"}


def test_authors_are_completed_slot_by_slot() -> None:
    short = [{"name": "A. Lovelace", "given": "A.", "family": "Lovelace"}, GRACE]
    orcid = "https://orcid.org/0000-0002-1694-233X"

    outcome = take({"authors": short}, {"authors": [{**ADA, "orcid": orcid}, GRACE]}, NOBODY, said(authors=short))

    assert outcome.changes == {"authors": [{**ADA, "orcid": orcid}, GRACE]}


def test_authors_corrected_by_a_person_keep_their_names_and_gain_what_only_the_source_knows() -> None:
    corrected = [{"name": "Ada Lovelace", "given": "Ada", "family": "Lovelace", "corresponding": True}]

    outcome = take({"authors": corrected}, {"authors": [{**ADA, "affiliation": "London"}]}, said(authors=[GRACE]))

    assert outcome.changes == {"authors": [{**corrected[0], "affiliation": "London"}]}


def test_author_names_edited_by_hand_are_kept_and_the_difference_is_a_conflict() -> None:
    edited = [{"name": "A. Lovelace", "given": "A.", "family": "Lovelace"}]

    outcome = take({"authors": edited}, {"authors": [ADA]}, said(authors=[GRACE]))
    assert (outcome.changes, outcome.written) == ({}, set())
    assert outcome.conflicts == {"authors": (["A. Lovelace"], ["Ada Lovelace"])}

    again = take({"authors": edited}, {"authors": [{**ADA, "affiliation": "London"}]}, Said({"authors": [ADA]}))
    assert again.changes == {"authors": [{**edited[0], "affiliation": "London"}]}
    assert (again.written, again.conflicts) == (set(), {})


def test_poorer_author_names_are_no_conflict_with_names_edited_by_hand() -> None:
    outcome = take({"authors": [ADA]}, {"authors": [{"name": "A. Lovelace", "given": "A.", "family": "Lovelace"}]})

    assert (outcome.changes, outcome.conflicts) == ({}, {})


def test_orcid_removed_by_hand_is_not_added_again() -> None:
    with_orcid = {**ADA, "orcid": "https://orcid.org/0000-0002-1694-233X"}
    other = Said({"authors": [with_orcid]})

    assert take({"authors": [ADA]}, {"authors": [with_orcid]}, said(authors=[with_orcid])).changes == {}
    assert take({"authors": [ADA]}, {"authors": [with_orcid]}, NOBODY, other).changes == {}


def test_a_list_of_other_authors_is_a_conflict_where_a_person_wrote_it() -> None:
    outcome = take({"authors": [ADA]}, {"authors": [GRACE]})

    assert outcome.changes == {}
    assert outcome.conflicts == {"authors": (["Ada Lovelace"], ["Grace Hopper"])}


def test_a_list_cut_short_is_completed_by_the_source_that_has_all_authors() -> None:
    outcome = take({"authors": [ADA]}, {"authors": [ADA, GRACE]}, NOBODY, said(authors=[ADA]))

    assert outcome.changes == {"authors": [ADA, GRACE]}


FIELDS = st.dictionaries(
    st.sampled_from(["full_title", "volume", "issue", "abstract_en", "date", "kind", "venue_text"]),
    st.sampled_from(["2021", "2021-05", "preprint", "article", "x", "y"]),
)


@given(FIELDS, FIELDS, FIELDS)
def test_no_edit_by_hand_is_ever_overwritten(
    first: dict[str, str], edit: dict[str, str], second: dict[str, str]
) -> None:
    page = take({}, dict(first)).changes
    before = said(**page)
    page = {name: value for name, value in {**page, **edit}.items() if value}
    by_hand = {name: value for name, value in page.items() if not before.wrote(name, value)}

    outcome = take(page, dict(second), before)

    assert by_hand.keys().isdisjoint(outcome.changes)


@given(FIELDS, FIELDS)
def test_a_source_heard_twice_changes_nothing_the_second_time(live: dict[str, str], incoming: dict[str, str]) -> None:
    first = take(live, dict(incoming))
    page = {name: value for name, value in {**live, **first.changes}.items() if value}
    heard = Said(incoming, {name: fingerprint(value) for name, value in first.changes.items()})

    again = take(page, dict(incoming), heard)

    assert (again.changes, again.conflicts) == ({}, {})


AUTHORS = st.lists(
    st.sampled_from(
        [
            {"name": "MCDERMOTT", "family": "MCDERMOTT"},
            {"name": "D. McDermott", "given": "D.", "family": "McDermott"},
            {"name": "Drew V. McDermott", "given": "Drew V.", "family": "McDermott"},
            {"name": "Drew Mcdermott", "given": "Drew", "family": "Mcdermott", "affiliation": "Yale"},
            ADA,
            GRACE,
        ]
    ),
    min_size=1,
    max_size=3,
)


@given(AUTHORS, AUTHORS, AUTHORS)
def test_author_names_edited_by_hand_are_kept_and_a_second_import_changes_nothing(
    first: list[dict[str, Any]], edited: list[dict[str, Any]], second: list[dict[str, Any]]
) -> None:
    before = said(authors=first)
    edited = [{**author, "corresponding": True} for author in edited]

    outcome = take({"authors": edited}, {"authors": second}, before)

    page = {"authors": edited, **outcome.changes}
    assert [author["name"] for author in page["authors"]] == [author["name"] for author in edited]
    assert outcome.written == set()
    again = take(page, {"authors": second}, Said({"authors": second}, before.written))
    assert (again.changes, again.conflicts) == ({}, {})


ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "authors": AUTHORS,
        "authors_cut": st.just(True),
        "full_title": st.sampled_from(["ÉTUDE SUR X", "Etude sur X", "Étude sur x", "Étude …", "Another"]),
        "date": st.sampled_from(["2021", "2021-05", "2021-05-12", "2020"]),
        "pages": st.sampled_from(["1", "1–9", "2–9"]),
        "venue": st.sampled_from([1, 2]),
        "venue_text": st.sampled_from(["J. Mach. Learn. Res.", "Journal of Machine Learning Research", "JMLR"]),
        "abstract_en": st.sampled_from(["We show that", "We show that it holds.", "Another."]),
        "abstract_other": st.sampled_from(["We show that", "We show that it holds.", "Another."]),
        "status": st.just("retracted"),
        "kind": st.sampled_from(["article", "preprint"]),
    },
)


@given(ENTRIES, ENTRIES, st.sampled_from([(50, 50), (60, 50), (50, 60)]))
def test_two_sources_come_to_rest_even_where_every_entry_is_looked_at_again(
    first: dict[str, Any], second: dict[str, Any], priorities: tuple[int, int]
) -> None:
    entries = (first, second)
    live: dict[str, Any] = {}
    records = [Said(priority=priority) for priority in priorities]

    def hear(number: int) -> Outcome:
        nonlocal live
        record = records[number]
        outcome = reconcile(live, dict(entries[number]), record, [records[1 - number]])
        live = {name: value for name, value in {**live, **outcome.changes}.items() if value not in (None, "")}
        fields = {*outcome.changes, *outcome.agreed}
        written = {**record.written, **{name: fingerprint(live.get(name)) for name in fields}}
        records[number] = Said(entries[number], written, record.priority)
        return outcome

    for number in (0, 1, 0, 1):
        hear(number)

    for number in (0, 1, 0, 1):
        outcome = hear(number)
        assert (outcome.changes, outcome.conflicts) == ({}, {})
