"""How fast publications come in: all at once, again, and one by one as an editor's pages would."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bibliography.names import parse_name
from publications.imports.importer import Importer
from publications.imports.report import Fate
from publications.imports.sources import file_source
from publications.models import PublicationIndexPage, PublicationPage
from tests.benchmarks.works import Works
from tests.fixtures import SiteTree

ONE_BY_ONE = 60
# The works of a slice: long enough to be measured, short enough to show that the last is as fast as the first.
SLICE = 2000


@dataclass(frozen=True)
class Measured:
    what: str
    found: str
    asked: str = ""


def measure(tree: SiteTree, records: int) -> Iterator[Measured]:
    works = Works()
    works.make_members(tree.directory["en"])
    alone = _one_by_one(works, tree.publications["en"])
    yield Measured("Publications added and published one by one", f"{alone:,.1f}/s")
    with TemporaryDirectory() as folder:
        file = Path(folder, "works.bib")
        with file.open("w") as stream:
            stream.writelines(works.entries(records))
        slices = list(_import(file, Fate.CREATED))
        again = _rate(list(_import(file, Fate.UNCHANGED)))
    first = _rate(slices)
    yield Measured(
        f"Import of {records:,} entries of BibTeX", f"{first:,.0f}/s, {first / alone:.1f} x one by one", "10 x"
    )
    if len(slices) > 1:
        growth = _rate(slices[:1]) / _rate(slices[-1:])
        yield Measured(f"… its last {slices[-1][0]:,} beside its first {slices[0][0]:,}", f"{growth:.2f} x the time")
    yield Measured("The same file again", f"{again:,.0f}/s, {again / first:.0f} x the first time", "5 x")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Measured("Most memory that the process held", f"{peak:,.0f} MB")


def _rate(slices: list[tuple[int, float]]) -> float:
    return sum(entries for entries, _ in slices) / sum(seconds for _, seconds in slices)


def _import(file: Path, fate: Fate) -> Iterator[tuple[int, float]]:
    """Import the works, and tell (entries, seconds) of each slice."""
    source = file_source(file.open("rb"), file.name, "bibtex")
    entries, started = 0, time.monotonic()
    with Importer() as importer:
        for results in importer.run(source.adapter, source.entries(), source.library):
            assert {result.fate for result in results} == {fate}
            entries += len(results)
            if entries >= SLICE:
                yield entries, time.monotonic() - started
                entries, started = 0, time.monotonic()
    if entries:
        yield entries, time.monotonic() - started


def _one_by_one(works: Works, index: PublicationIndexPage) -> float:
    started = time.monotonic()
    for number in range(ONE_BY_ONE):
        page = PublicationPage(
            full_title=works.title(),
            abstract_en=works.abstract(),
            live=False,
            identifiers_text=f"10.5555/alone.{number}",
        )
        page.add_authors([parse_name(f"{given} {family}") for given, family in works.authors()])
        index.add_child(instance=page)
        page.save_revision().publish()
    return ONE_BY_ONE / (time.monotonic() - started)
