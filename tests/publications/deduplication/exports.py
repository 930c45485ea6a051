"""Labelled pairs in the manner of systematic reviews: one work as PubMed, Embase, Scopus and others export it.

The works are made up; what the sources do to them is what they do to real ones. The rule is adjusted to the `tuning`
pairs only. The `held_out` pairs have other works, other journals and other ways to differ, and are only measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.publications.deduplication.labelled import Pair, Work

Change = Callable[[Work], Work]

_TUNING_WORKS = (
    Work("Effect of early mobilisation on functional outcome after ischaemic stroke: a randomised controlled trial",
         ("Bernhardt, Julie", "Langhorne, Peter", "Lindley, Richard I.", "Thrift, Amanda G."), 2014,
         venue="Lancet", volume="386", issue="9988", pages="46-55"),
    Work("Prevalence of depression in adults with type 2 diabetes in primary care",
         ("Okafor, Chidi", "Brennan, Siobhan M.", "Silva, Ana Paula"), 2009,
         venue="Diabetes Care", volume="32", issue="4", pages="612-618"),
    Work("Resting-state functional connectivity of the default mode network in mild cognitive impairment",
         ("Zhang, Wei", "Li, Xiaoming", "Chen, Hui", "Wang, Jun", "Zhou, Yan"), 2012,
         venue="NeuroImage", volume="59", issue="2", pages="1429-1438"),
    Work("Beta-blocker therapy and mortality in heart failure with preserved ejection fraction",
         ("Lund, Lars H.", "Benson, Lina"), 2014,
         venue="Journal of the American Medical Association", volume="312", issue="19", pages="2008-2018"),
    Work("Sertraline versus placebo for depression in haemodialysis patients",
         ("Hedayati, S. Susan", "Gregg, L. Parker", "Carmody, Thomas", "Jain, Nishank"), 2017,
         venue="Annals of Internal Medicine", volume="170", issue="6", pages="369-379"),
    Work("Rat model of myocardial infarction for testing of stem cell therapy",
         ("Müller, Jürgen", "Łukasiewicz, Paweł"), 2006,
         venue="Cardiovascular Research", volume="70", issue="3", pages="530-542"),
)  # fmt: skip
_HELD_OUT_WORKS = (
    Work("Vitamin D supplementation and the risk of gestational diabetes: a cohort study",
         ("Nakamura, Yuki", "Haddad, Leila", "O'Connor, Niamh"), 2016,
         venue="British Medical Journal", volume="352", issue="8047", pages="i1234"),
    Work("Cortical thickness in adolescents with major depressive disorder",
         ("Papadopoulos, Georgios", "van der Berg, Marieke", "Kim, Soo-Jin", "Kim, Min-Ho"), 2011,
         venue="American Journal of Psychiatry", volume="168", issue="7", pages="722-731"),
    Work("Remote ischaemic preconditioning before coronary artery bypass surgery",
         ("Hausenloy, Derek J.", "Candilio, Luciano", "Evans, Richard"), 2015,
         venue="New England Journal of Medicine", volume="373", issue="15", pages="1408-1417"),
    Work("Exercise training improves insulin sensitivity in obese mice",
         ("García Márquez, Lucía", "Fernández, José"), 2010,
         venue="American Journal of Physiology", volume="299", issue="5", pages="E755-E763"),
    Work("Cognitive behavioural therapy for insomnia in people with chronic pain",
         ("Tang, Nicole K. Y.", "Lereya, Suzet T.", "Boulton, Hayley", "Miller, Michelle A."), 2015,
         venue="Sleep Medicine Reviews", volume="23", issue="1", pages="71-83"),
    Work("Statin use and incident dementia in older adults",
         ("Steenland, Kyle", "Zhao, Liping", "Goldstein, Felicia C."), 2013,
         venue="Journal of the American Geriatrics Society", volume="61", issue="9", pages="1491-1498"),
)  # fmt: skip

_ABBREVIATIONS = {
    "Lancet": "Lancet (London, England)",
    "Diabetes Care": "Diabetes Care",
    "NeuroImage": "Neuroimage",
    "Journal of the American Medical Association": "J Am Med Assoc",
    "Annals of Internal Medicine": "Ann. Intern. Med.",
    "Cardiovascular Research": "Cardiovasc Res",
    "British Medical Journal": "Br Med J",
    "American Journal of Psychiatry": "Am. J. Psychiatry",
    "New England Journal of Medicine": "N Engl J Med",
    "American Journal of Physiology": "Am J Physiol",
    "Sleep Medicine Reviews": "Sleep Med. Rev.",
    "Journal of the American Geriatrics Society": "J Am Geriatr Soc",
}


def _initials(author: str) -> str:
    family, _comma, given = author.partition(", ")
    return f"{family}, {' '.join(f'{word[0]}.' for word in given.replace('-', ' ').split())}"


def _as_scopus(work: Work) -> Work:
    return replace(
        work, title=f"{work.title}.", authors=tuple(map(_initials, work.authors)), venue=_ABBREVIATIONS[work.venue]
    )


def _as_medline(work: Work) -> Work:
    """`Smith JA`, and pages as `123-9`."""
    first, _dash, last = work.pages.partition("-")
    short = f"{first}-{last[-1]}" if last else first
    return replace(_as_scopus(work), pages=short, issue="")


def _of(**values: object) -> Change:
    return lambda work: replace(work, **values)  # type: ignore[arg-type]


def _first_authors(number: int) -> Change:
    return lambda work: replace(work, authors=work.authors[:number], more=True)


def _all(*changes: Change) -> Change:
    def changed(work: Work) -> Work:
        for change in changes:
            work = change(work)
        return work

    return changed


def _later(years: int) -> Change:
    return lambda work: replace(work, year=(work.year or 0) + years)


def _titled(pattern: str) -> Change:
    return lambda work: replace(work, title=pattern.format(work.title))


def _main_title(work: Work) -> Work:
    return replace(work, title=work.title.partition(":")[0])


_UNPLACED = _of(volume="", issue="", pages="")

_ONE_WORK_TUNING: dict[str, Change] = {
    "Scopus": _as_scopus,
    "Medline": _as_medline,
    "another issue number": _all(_as_scopus, _of(issue="277")),
    "issue numbered through": _of(issue="1201"),
    "a group for its authors": _all(_as_medline, _of(authors=("{The Early Outcome Trial Collaboration}",))),
    "a group whose name does not say so": _all(_as_medline, _of(authors=("EARLYBIRDS",))),
    "no authors, another issue number": _all(_as_scopus, _of(authors=(), issue="31")),
    "first author and others": _all(_as_scopus, _first_authors(1)),
    "before its issue": _all(_as_scopus, _UNPLACED, _later(-1)),
    "no year": _all(_as_medline, _of(year=None)),
    "subtitle lost": _all(_as_scopus, _main_title),
    "no journal": _all(_as_medline, _of(venue="")),
    "a year for a volume": lambda work: replace(_as_scopus(work), volume=str(work.year)),
    "capitals": lambda work: replace(work, title=work.title.upper()),
}
_TWO_WORKS_TUNING: dict[str, Change] = {
    "abstract in another journal": _of(venue="European Heart Journal", volume="35", issue="", pages="S1012"),
    "abstract a year before, elsewhere": _all(
        _as_scopus, _later(-1), _of(venue="International Journal of Stroke", volume="9", issue="S3", pages="211")
    ),
    "abstract in the same journal": _all(_as_scopus, _of(volume="201", issue="Suppl 1", pages="A77")),
    "abstract in a journal that has the same words": _of(
        venue="Journal of Hypertension", volume="3", pages="e512-e513"
    ),
    "abstract without a volume": _of(venue="Value in Health", volume="", issue="", pages="A401"),
    "reply": _all(_titled("Reply to: {}"), _UNPLACED),
    "erratum": _all(_titled("Erratum: {}"), _of(pages="999")),
    "part two": _all(_titled("{} Part II"), _UNPLACED),
    "review of it": _all(_titled("Book review: {}"), _of(authors=("Reader, Anne",))),
    "other subject": lambda work: replace(work, title=f"{work.title.rpartition(' ')[0]} zebrafish", pages="3001-9"),
}
_ONE_WORK_HELD_OUT: dict[str, Change] = {
    "Web of Science": lambda work: replace(
        _as_medline(work), title=work.title.title(), venue=work.venue.upper(), pages=work.pages
    ),
    "first three authors": _all(_as_medline, _first_authors(3)),
    "issue with a supplement": _all(_as_medline, _of(issue="Suppl. 4")),
    "collaborative group": _all(_as_scopus, _of(authors=("Outcome Study Investigators",), issue="2")),
    "acronym of a group": _all(_as_scopus, _of(authors=("OSIRIS-3",))),
    "anonymous": _all(_as_medline, _of(authors=("Anonymous",), issue="12")),
    "online the year before": _all(_as_medline, _UNPLACED, _later(-1)),
    "online the year before, with pages": _all(_as_medline, _later(-1)),
    "p. before the page": lambda work: replace(_as_scopus(work), pages=f"pp. {work.pages}"),
    "entities and marks": lambda work: replace(_as_medline(work), title=f"[{work.title.replace(' and ', ' &amp; ')}]"),
    "no volume": _all(_as_scopus, _of(volume="", issue="")),
    "subtitle lost, another issue": _all(_as_medline, _main_title, _of(issue="40")),
}
_TWO_WORKS_HELD_OUT: dict[str, Change] = {
    "poster in a supplement": _of(venue="Diabetologia", volume="53", issue="1 SUPPL. 1", pages="S345"),
    "poster the next year": _all(
        _as_medline, _later(1), _of(venue="Journal of Sleep Research", volume="27", issue="", pages="144-145")
    ),
    "congress abstract": _all(
        _as_scopus, _later(-2), _of(venue="European Neuropsychopharmacology", volume="19", pages="S420-S421")
    ),
    "oral presentation, same society": _all(_as_medline, _of(volume="12", issue="SUPPL. 2", pages="OP34")),
    "abstract, first authors": _all(
        _first_authors(2), _of(venue="Circulation", volume="122", issue="21 Suppl", pages="A12345")
    ),
    "comment": _all(_titled("Comment on “{}”"), _UNPLACED),
    "corrigendum": _all(_titled("Corrigendum to “{}”"), _of(pages="2201")),
    "part of a series": _all(_titled("{}. 2"), _of(pages="811-820")),
    "protocol": _all(_titled("{}: study protocol"), _of(venue="Trials", volume="8", issue="", pages="77")),
}


def _pairs(works: tuple[Work, ...], changes: dict[str, Change], reference: Change, *, same: bool) -> Iterator[Pair]:
    for work in works:
        for about, change in changes.items():
            yield Pair(about, reference(work), change(work), same)


def _plain(work: Work) -> Work:
    return work


def tuning_pairs() -> list[Pair]:
    return [
        *_pairs(_TUNING_WORKS, _ONE_WORK_TUNING, _plain, same=True),
        *_pairs(_TUNING_WORKS, _TWO_WORKS_TUNING, _plain, same=False),
    ]


def held_out_pairs() -> list[Pair]:
    return [
        *_pairs(_HELD_OUT_WORKS, _ONE_WORK_HELD_OUT, _plain, same=True),
        *_pairs(_HELD_OUT_WORKS, _TWO_WORKS_HELD_OUT, _plain, same=False),
        *_pairs(_HELD_OUT_WORKS, _TWO_WORKS_HELD_OUT, _as_scopus, same=False),
    ]
