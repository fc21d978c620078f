"""What each person has in each channel, matured or still young, and which channels are connected for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ranking.events import CHANNELS, Person
from ranking.history import History
from ranking.kept.change_sets import CodeWork, code_work
from ranking.kept.channels import Tally, incident_tallies, review_tallies, win_tallies
from ranking.kept.landed import landed_changes
from ranking.kept.survival import reverted_at
from ranking.window import Window


@dataclass(frozen=True, slots=True)
class Gathered:
    """Matured evidence: `tallies[channel][person]`, and the change-sets behind the code channel."""

    tallies: Mapping[str, Mapping[str, Tally]]
    code: Mapping[str, CodeWork]

    def amount(self, channel: str, person: str) -> float:
        """x of a channel; 0 for nothing."""
        tally = self.tallies[channel].get(person)
        return tally.total if tally else 0.0

    def count(self, channel: str, person: str) -> int:
        """How many pieces of evidence a person has in a channel."""
        if channel == "code":
            return self.code[person].sets_counted if person in self.code else 0
        tally = self.tallies[channel].get(person)
        return len(tally.pieces) if tally else 0

    def evidence(self, channel: str, person: str) -> float:
        """Those pieces as they enter n of fair-rank §2.9, by worth: cutting work small does not buy certainty."""
        tally = self.tallies[channel].get(person)
        return tally.evidence if tally else 0.0


def gather(history: History, window: Window) -> Gathered:
    """Everybody's matured evidence of the last eight weeks."""
    landed = landed_changes(history, window)
    code = {person: code_work(mine) for person, mine in landed.items()}
    helped = {one.change.id: one.kept * one.anchor for mine in landed.values() for one in mine}
    return Gathered(
        tallies={
            "code": {person: Tally(work.total, (), work.evidence) for person, work in code.items()},
            "review": review_tallies(history, helped, window.matured),
            "win": win_tallies(history, window.matured),
            "incident": incident_tallies(history, window.matured),
        },
        code=code,
    )


def young_evidence(history: History, window: Window) -> dict[str, set[str]]:
    """Who has evidence younger than 14 days, by channel."""
    reverted = reverted_at(history, window)
    return {
        "code": {c.person for c in history.changes if window.immature(c.merged_at) and c.id not in reverted},
        "review": {review.person for review in history.reviews if window.immature(review.at) and review.led_to_change},
        "win": set(win_tallies(history, window.immature)),
        "incident": set(incident_tallies(history, window.immature)),
    }


def connected_channels(history: History) -> dict[str, tuple[str, ...]]:
    """The channels whose source is connected, by person: what the connectors declared for the person's team.

    Where nothing was declared for a team, all four count as connected. Reading it off the evidence would let a first
    outcome of a kind open a channel that then weighs on everything else its owner did (P2).
    """
    declared: dict[str, set[str]] = {}
    for coverage in history.coverage:
        declared.setdefault(coverage.team, set()).update(coverage.channels)
    return {
        person.id: tuple(c for c in CHANNELS if c in declared.get(person.team or "", CHANNELS))
        for person in history.people
    }


def evidenced_channels(
    people: Iterable[Person], connected: Mapping[str, tuple[str, ...]], gathered: Gathered
) -> dict[str, tuple[str, ...]]:
    """By person, the connected channels and those in which the person's team still has evidence from before a source
    fell away."""
    listed = list(people)
    held = {(one.team, channel) for one in listed for channel in CHANNELS if gathered.count(channel, one.id)}
    return {one.id: tuple(c for c in CHANNELS if c in connected[one.id] or (one.team, c) in held) for one in listed}
