"""The points for and against one work, the limits that no points pass, and the verdict that they make."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SAME_FROM = 0.85
DOUBTFUL_FROM = 0.35


class Outcome(StrEnum):
    SAME = "same"
    DOUBTFUL = "doubtful"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    score: float
    # What spoke for and against, by code; plain values, for JSON. The admin says it in words.
    evidence: dict[str, Any]
    by_identifier: bool = False


@dataclass
class Weighing:
    """The points so far (natural logarithms of odds, in spirit), what they are for, and the limits."""

    points: float = -5.0
    evidence: dict[str, Any] = field(default_factory=dict)
    limits: list[str] = field(default_factory=list)
    is_ruled_out: bool = False

    def add(self, code: str, what: Any, points: float) -> None:
        self.evidence[code] = what
        self.points += points

    def doubt(self, reason: str) -> None:
        """Leave the pair to a librarian at best."""
        self.limits.append(reason)

    def rule_out(self, reason: str) -> None:
        self.limits.append(reason)
        self.is_ruled_out = True

    def verdict(self) -> Verdict:
        score = 1 / (1 + math.exp(-max(min(self.points, 30.0), -30.0)))
        if self.is_ruled_out:
            score = min(score, DOUBTFUL_FROM / 2)
        elif self.limits:
            score = min(score, SAME_FROM - 0.01)
        score = round(score, 3)
        if score >= SAME_FROM:
            outcome = Outcome.SAME
        else:
            outcome = Outcome.DOUBTFUL if score >= DOUBTFUL_FROM else Outcome.DIFFERENT
        if self.limits:
            self.evidence["limits"] = list(dict.fromkeys(self.limits))
        return Verdict(outcome, score, self.evidence)
