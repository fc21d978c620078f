"""Change-sets: changes that belong together are pooled, in the way that gains their author least."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import NamedTuple

from ranking.events import Change
from ranking.kept.demand import NOBODY, asked_worth
from ranking.kept.endorsement import endorsed_worth
from ranking.kept.follow_ups import placings
from ranking.kept.landed import Landed, Topic, area_topic, issue_topic
from ranking.kept.size import day_concavity, layered_size, week_cap

SMALL_LINES = 10
_SMALL: Topic = ("small",)
_NO_BLOCK = -1

Voices = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pooling:
    """One way to lay change-sets over the calendar: bins of `days` UTC days from `phase`, by issue or by area.

    `places` holds the day at which each change is pooled, by change id.
    """

    days: int
    phase: int
    topic: Callable[[Change], Topic]
    places: Mapping[str, int]

    def bin(self, landed: Landed) -> int:
        return (self.places[landed.change.id] + self.phase) // self.days

    def week(self, block: int) -> int:
        return (block * self.days - self.phase) // 7

    def own_week(self, landed: Landed) -> int:
        return self.places[landed.change.id] // 7


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes pooled together. `block` is the week and the block of days within it; `voices` whom its worth is put down
    to, in equal parts; `worth` is v of fair-rank §2.6, what repeated voices lose taken off where that was what
    counted."""

    block: tuple[int, int]
    voices: Voices
    members: tuple[Landed, ...]
    worth: float

    @property
    def lines(self) -> int:
        return sum(member.lines for member in self.members)


@dataclass(frozen=True, slots=True)
class CodeWork:
    """The code channel of one person: C, the change-sets behind it, and how much evidence they are.

    `sets_counted` and `evidence` are the least over all poolings, as C is, so that no further outcome lowers them.
    """

    total: float
    sets: tuple[ChangeSet, ...]
    sets_counted: int
    evidence: float


def poolings(landed: Sequence[Landed]) -> Iterator[Pooling]:
    """Days, and 72-hour blocks in each of the three ways they can lie on the calendar, by issue and by area, for
    every placing of follow-ups."""
    for places in placings(landed):
        for topic in (issue_topic, area_topic):
            yield Pooling(1, 0, topic, places)
            for phase in range(3):
                yield Pooling(3, phase, topic, places)


def code_work(landed: Sequence[Landed]) -> CodeWork:
    """C = sum of V (fair-rank §2.1, §2.6, §2.7) under the pooling that gives least.

    Joining "same issue or same area within 72 h" by chains would let a later change bridge two change-sets into one,
    so that a further outcome lowers its owner's score (P2); blocks that move with the first change do the same.
    Fixed blocks do not, but could be straddled to gain by splitting (P3). The least over fixed poolings does
    neither: each grows with every further change, so their minimum does. For the same reason the flattening of days
    and weeks, of repeated endorsers and of repeated askers are not multiplied: the lowest of the three counts.
    """
    steady = {name for one in landed if one.steadily for name in one.asked_by}
    tried = [work for pooling in poolings(landed) for work in _tried(landed, pooling, steady)]
    least = min(tried, key=lambda work: work.total)
    return CodeWork(
        total=least.total,
        sets=tuple(least.taken_off(one) for one in least.sets),
        sets_counted=min(len(work.sets) for work in tried if not work.left),
        evidence=min(work.evidence for work in tried),
    )


class _Flattened(NamedTuple):
    """One flattening under one pooling: its total and evidence, and what is left of each voice's worth (of all, if
    empty)."""

    total: float
    evidence: float
    sets: Sequence[ChangeSet]
    left: Mapping[str, float]

    def taken_off(self, one: ChangeSet) -> ChangeSet:
        return replace(one, worth=one.worth * fmean(self.left.get(name, 1.0) for name in one.voices))


def _tried(landed: Sequence[Landed], pooling: Pooling, steady: Collection[str]) -> Iterator[_Flattened]:
    """The three flattenings under one pooling: of days and weeks, of endorsers, of askers."""
    sets = _change_sets(landed, pooling, lambda _: ())
    yield _Flattened(_days_and_weeks(sets, pooling), math.fsum(min(1.0, one.worth) for one in sets), sets, {})
    yield _put_down(_change_sets(landed, pooling, lambda one: one.endorsers), lambda _, worth: endorsed_worth(worth))
    asked = _change_sets(landed, pooling, lambda one: one.asked_by)
    yield _put_down(asked, lambda name, worth: asked_worth(worth, name, steady))


def _change_sets(landed: Iterable[Landed], pooling: Pooling, voices: Callable[[Landed], Voices]) -> list[ChangeSet]:
    """Sets by block, topic and voices; those with fewer than 10 effective lines are pooled per block (fair-rank §2.1).

    What nobody asked for is one set a week, whatever its topics: a drip of small changes is then worth what one
    change of all their lines is worth, at the anchor of unasked work.

    One corner is left to P7: gathered small changes of one topic can together reach the ten lines that take them out
    of their block's pool, and another topic's small change then stands alone, for less than one line's g of gain.
    """
    groups: dict[tuple[int, Topic, Voices], list[Landed]] = defaultdict(list)
    unasked: dict[tuple[int, Voices], list[Landed]] = defaultdict(list)
    for change in landed:
        if change.asked_by:
            groups[pooling.bin(change), pooling.topic(change.change), voices(change)].append(change)
        else:
            unasked[pooling.own_week(change), voices(change)].append(change)
    small = [key for key, members in groups.items() if sum(member.lines for member in members) < SMALL_LINES]
    for block, topic, by in small:
        groups[block, _SMALL, by].extend(groups.pop((block, topic, by)))
    asked = [_change_set((pooling.week(block), block), by, members) for (block, _, by), members in groups.items()]
    return asked + [_change_set((week, _NO_BLOCK), by, members) for (week, by), members in unasked.items()]


def _change_set(block: tuple[int, int], voices: Voices, members: list[Landed]) -> ChangeSet:
    if len(members) > 1:
        members.sort(key=lambda member: (-member.quality, member.change.id))
    worth = math.fsum(layered_size((member.quality, member.lines) for member in members))
    return ChangeSet(block, voices or (NOBODY,), tuple(members), worth)


def _put_down(sets: Sequence[ChangeSet], curve: Callable[[str, float], float]) -> _Flattened:
    """Each voice's sum bent by `curve(name, sum)`; a set is evidence of 1 at most."""
    worths: dict[str, list[float]] = defaultdict(list)
    evidence: dict[str, list[float]] = defaultdict(list)
    for one in sets:
        for name in one.voices:
            worths[name].append(one.worth / len(one.voices))
            evidence[name].append(min(1.0, one.worth) / len(one.voices))
    sums = {name: math.fsum(parts) for name, parts in worths.items()}
    bent = {name: curve(name, worth) for name, worth in sums.items()}
    known = math.fsum(curve(name, math.fsum(parts)) for name, parts in evidence.items())
    return _Flattened(math.fsum(bent.values()), known, sets, {name: bent[name] / sums[name] for name in sums})


def _days_and_weeks(sets: Iterable[ChangeSet], pooling: Pooling) -> float:
    blocks: dict[tuple[int, int], list[float]] = defaultdict(list)
    for one in sets:
        blocks[one.block].append(one.worth)
    weeks: dict[int, list[float]] = defaultdict(list)
    for (week, block), worths in blocks.items():
        weeks[week].append(day_concavity(math.fsum(worths), 7 if block == _NO_BLOCK else pooling.days))
    return math.fsum(week_cap(math.fsum(days)) for days in weeks.values())
