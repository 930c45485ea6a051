"""Identifiers of two works: those that they share, and those in which they contradict each other."""

from __future__ import annotations

from bibliography.deduplication.description import Description
from bibliography.deduplication.dois import is_copy_doi, is_preprint_doi, without_version
from bibliography.deduplication.scoring import Weighing
from bibliography.deduplication.title_similarity import Relation, TitleEvidence
from bibliography.identifiers import Scheme
from bibliography.publication_types import Kind

# Two of these with one value are one work; other schemes give several values to one work or one to several.
_NAMING = (Scheme.DOI, Scheme.ARXIV, Scheme.OPENALEX, Scheme.PMID, Scheme.PMCID, Scheme.HAL, Scheme.HANDLE)
_WHOLE_BOOKS = frozenset({Kind.BOOK, Kind.PROCEEDINGS, Kind.THESIS, Kind.REPORT, Kind.OTHER})


def shared_identifiers(first: Description, second: Description, title: TitleEvidence) -> list[str]:
    shared = []
    for scheme in _NAMING:
        left, right = first.values_of(scheme), second.values_of(scheme)
        common = left & right
        if scheme is Scheme.DOI and not common:
            common = frozenset(map(without_version, left)) & frozenset(map(without_version, right))
        shared += [f"{scheme.value}:{value}" for value in sorted(common)]
    if first.kind in _WHOLE_BOOKS and second.kind in _WHOLE_BOOKS:
        isbns = first.values_of(Scheme.ISBN) & second.values_of(Scheme.ISBN)
        # A set of volumes may have one ISBN for all.
        if isbns and not title.numbers and not title.other_words and not title.other_notes:
            shared += [f"isbn:{value}" for value in sorted(isbns)]
    return shared


def has_preprint_doi(work: Description) -> bool:
    dois = work.values_of(Scheme.DOI)
    if work.values_of(Scheme.ARXIV) and not dois:
        return True
    return bool(dois) and all(is_preprint_doi(doi) for doi in dois)


def weigh_conflicts(
    weighing: Weighing, first: Description, second: Description, title: TitleEvidence, is_preprint_pair: bool
) -> None:
    """Both bear an identifier that a work has once, and they are not the same."""
    reasons = []
    left = {doi for doi in first.values_of(Scheme.DOI) if not is_copy_doi(doi)}
    right = {doi for doi in second.values_of(Scheme.DOI) if not is_copy_doi(doi)}
    if left and right:
        reasons.append("other-doi")
    preprints = [
        {without_version(doi) for doi in work.values_of(Scheme.DOI) if is_preprint_doi(doi)}
        for work in (first, second)
    ]
    if all(preprints) and len({doi.split("/")[0] for doi in preprints[0] | preprints[1]}) == 1:
        # Two deposits on one server; on two servers they may well be one work.
        reasons.append("other-doi")
    if first.values_of(Scheme.ARXIV) and second.values_of(Scheme.ARXIV):
        reasons.append("other-arxiv")
    if not is_preprint_pair:
        reasons += [
            f"other-{scheme.value}"
            for scheme in (Scheme.PMID, Scheme.PMCID)
            if first.values_of(scheme) and second.values_of(scheme)
        ]
    if not reasons:
        return
    alike = title.relation in (Relation.EXACT, Relation.MISPRINTS) and not title.is_generic
    for reason in dict.fromkeys(reasons):
        if alike:
            weighing.doubt(reason)
        else:
            weighing.rule_out(reason)
