"""What one family of evidence found about one person, and what several findings amount to together.

A finding says what a report shows, never what somebody meant. One alone is a private note. A hard mismatch, or two
findings on different *grounds*, are for a human to look at (fair-rank §2.12).
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Literal

from ranking.standing import Flag

Severity = Literal["note", "review", "hard"]

GROUNDS = {
    "waste": "use",
    "mismatch": "use",
    "churn": "work",
    "micro": "work",
    "reciprocity": "bonds",
    "anchors": "bonds",
    "fast": "care",
    "replay": "record",
}
"""What each family stands on. Two families of one ground are not independent, for one honest cause shows in both:

- use: both read the rows of one vendor's report. An agent that runs all night costs much and is active long.
- work: a change cut into four is four small changes, and four reverts if it is taken back.
- bonds: two who build one thing together approve each other's changes and open each other's issues.
- care: how an approval was given (its pace, its comments), not by whom: the rest says nothing about it.
- record: one fact told twice under two ids. It swells whatever is counted, so it is only ever hard or nothing.
"""

USAGE_GROUND = "use"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a family found. `strength` is -log10 of how likely chance alone would show as much, or how many times
    over the threshold it is where nothing is tested (each family says which). `refs` are ids of the subject's own
    facts. `summary` speaks to the subject, in neutral words, and names nobody else. `hard` marks two reports that
    cannot both be true."""

    family: str
    strength: float
    summary: str
    refs: tuple[str, ...]
    hard: bool = False

    @property
    def ground(self) -> str:
        return GROUNDS[self.family]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that was found about one person, strongest first."""

    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """`hard` with a hard mismatch, `review` with two independent findings, else `note`."""
        return severity_of(self.findings)

    @property
    def flagged(self) -> bool:
        """Whether a human should look."""
        return self.severity != "note"

    def flags(self) -> tuple[Flag, ...]:
        """The findings as a standing carries them. Where the whole is for review, so is each of them."""
        severity = self.severity
        return tuple(Flag(one.family, "hard" if one.hard else _soft(severity), one.summary) for one in self.findings)


def is_new(finding: Finding, seen: Set[str]) -> bool:
    """Whether more than half of a finding's references are none of those `seen` before, in the same family."""
    refs = set(finding.refs)
    return not seen or 2 * len(refs - seen) > len(refs)


def _soft(severity: Severity) -> Severity:
    return "note" if severity == "note" else "review"


def severity_of(findings: Iterable[Finding]) -> Severity:
    """What findings amount to together."""
    held = list(findings)
    if any(one.hard for one in held):
        return "hard"
    return "review" if len({one.ground for one in held}) > 1 else "note"


def verdict(findings: Iterable[Finding]) -> Verdict:
    """Findings in order: hard ones first, then by strength."""
    return Verdict(tuple(sorted(findings, key=lambda one: (not one.hard, -one.strength, one.family))))
