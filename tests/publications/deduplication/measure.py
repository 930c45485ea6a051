"""Print how well the rule tells one work from two: `python -m tests.publications.deduplication.measure [--errors]`."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass

from bibliography.deduplication import Outcome, compare
from tests.publications.deduplication.exports import held_out_pairs, tuning_pairs
from tests.publications.deduplication.labelled import Pair, all_pairs


@dataclass(frozen=True)
class Figures:
    """`merged` counts the pairs that the rule takes for one work; pairs left to a librarian are `doubtful`."""

    same: int
    different: int
    merged: int
    wrongly_merged: int
    doubtful: int

    @property
    def precision(self) -> float:
        return 1 - self.wrongly_merged / self.merged if self.merged else 1.0

    @property
    def recall(self) -> float:
        return (self.merged - self.wrongly_merged) / self.same if self.same else 1.0


def measure(pairs: list[Pair]) -> Figures:
    outcomes = Counter((pair.same, outcome_of(pair)) for pair in pairs)
    same = sum(number for (is_same, _outcome), number in outcomes.items() if is_same)
    wrongly = outcomes[False, Outcome.SAME]
    return Figures(
        same=same,
        different=len(pairs) - same,
        merged=outcomes[True, Outcome.SAME] + wrongly,
        wrongly_merged=wrongly,
        doubtful=outcomes[True, Outcome.DOUBTFUL] + outcomes[False, Outcome.DOUBTFUL],
    )


def outcome_of(pair: Pair) -> Outcome:
    return compare(pair.one.describe(), pair.other.describe()).outcome


def main(show_errors: bool) -> None:
    sets = {**all_pairs(), "exports, tuning": tuning_pairs(), "exports, held out": held_out_pairs()}
    sets["all"] = [pair for pairs in sets.values() for pair in pairs]
    print("| Pairs | One work | Two works | Precision | Recall | Left to a librarian |")
    print("|---|---|---|---|---|---|")
    for name, pairs in sets.items():
        found = measure(pairs)
        print(
            f"| {name} | {found.same} | {found.different} | {found.precision:.3f} | {found.recall:.3f} "
            f"| {found.doubtful} |"
        )
    if show_errors:
        for pair in sets["all"]:
            verdict = compare(pair.one.describe(), pair.other.describe())
            if (verdict.outcome is Outcome.SAME) != pair.same:
                print(f"\n{pair.about}: {verdict.outcome} {verdict.score} {verdict.evidence}")
                print(f"  {pair.one.title} | {'; '.join(pair.one.authors)} | {pair.one.year}")
                print(f"  {pair.other.title} | {'; '.join(pair.other.authors)} | {pair.other.year}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institute.settings.test")
    # The settings ask for a database; nothing is read from it.
    os.environ.setdefault("DATABASE_URL", "postgres://nobody@localhost/nothing")
    import django

    django.setup()
    main("--errors" in sys.argv)
