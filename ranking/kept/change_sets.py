"""Change-sets: changes that belong together are pooled, in the way that gains their author least."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ranking.events import Change
from ranking.kept.demand import r_asker
from ranking.kept.endorsement import concentration, r_conc
from ranking.kept.follow_ups import placings
from ranking.kept.landed import Landed, Topic, area_topic, issue_topic
from ranking.kept.size import day_concavity, layered_size, week_cap

SMALL_LINES = 10
_SMALL: Topic = ("small",)
_NO_BLOCK = -1


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
    """Changes pooled together. `block` is the week and the block of days within it; `worth` is v of fair-rank §2.6,
    r_conc included where it was what counted."""

    block: tuple[int, int]
    members: tuple[Landed, ...]
    worth: float

    @property
    def lines(self) -> int:
        return sum(member.lines for member in self.members)

    @property
    def askers(self) -> tuple[str, ...]:
        return tuple(sorted({name for member in self.members for name in member.asked_by}))

    @property
    def steadily(self) -> bool:
        """Whether steady demand lies behind it."""
        return any(member.steadily for member in self.members)


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
    and weeks and r_conc are not multiplied: the lower of the two counts.
    """
    candidates = [_valued(_change_sets(landed, pooling), pooling) for pooling in poolings(landed)]
    least = min(candidates, key=lambda work: work.total)
    return CodeWork(
        total=least.total,
        sets=least.sets,
        sets_counted=min(work.sets_counted for work in candidates),
        evidence=min(work.evidence for work in candidates),
    )


def _change_sets(landed: Iterable[Landed], pooling: Pooling) -> list[ChangeSet]:
    """Sets by block and topic; those with fewer than 10 effective lines are pooled per block (fair-rank §2.1).

    What nobody asked for is one set a week, whatever its topics: a drip of small changes is then worth what one
    change of all their lines is worth, at the anchor of unasked work.
    """
    groups: dict[tuple[int, Topic], list[Landed]] = defaultdict(list)
    unasked: dict[int, list[Landed]] = defaultdict(list)
    for change in landed:
        if change.asked_by:
            groups[pooling.bin(change), pooling.topic(change.change)].append(change)
        else:
            unasked[pooling.own_week(change)].append(change)
    small = [key for key, members in groups.items() if sum(member.lines for member in members) < SMALL_LINES]
    for block, topic in small:
        groups[block, _SMALL].extend(groups.pop((block, topic)))
    asked = [_change_set((pooling.week(block), block), members) for (block, _), members in groups.items()]
    return asked + [_change_set((week, _NO_BLOCK), members) for week, members in unasked.items()]


def _change_set(block: tuple[int, int], members: list[Landed]) -> ChangeSet:
    best_first = sorted(members, key=lambda member: (-member.quality, member.change.id))
    worth = math.fsum(layered_size((member.quality, member.lines) for member in best_first))
    return ChangeSet(block, tuple(best_first), worth)


def _valued(sets: list[ChangeSet], pooling: Pooling) -> CodeWork:
    """The least of three flattenings: of days and weeks, of repeated endorsers, of repeated askers."""
    best_first = sorted(sets, key=lambda one: (-one.worth, one.members[0].change.id))
    endorsed = map(r_conc, concentration([_vouchers(one) for one in best_first]))
    asked = (
        r_asker(nth, steadily=one.steadily)
        for nth, one in zip(concentration([one.askers for one in best_first]), best_first, strict=True)
    )
    candidates = [
        (_flattened(best_first, pooling), best_first),
        _spread(best_first, endorsed),
        _spread(best_first, asked),
    ]
    total, counted = min(candidates, key=lambda candidate: candidate[0])
    return CodeWork(
        total=total,
        sets=tuple(counted),
        sets_counted=len(sets),
        evidence=min(math.fsum(min(1.0, one.worth) for one in tried) for _, tried in candidates),
    )


def _spread(sets: list[ChangeSet], factors: Iterable[float]) -> tuple[float, list[ChangeSet]]:
    spread = [replace(one, worth=one.worth * factor) for one, factor in zip(sets, factors, strict=True)]
    return math.fsum(one.worth for one in spread), spread


def _vouchers(one: ChangeSet) -> tuple[str, ...]:
    return tuple(sorted({name for member in one.members for name in member.endorsers}))


def _flattened(sets: Iterable[ChangeSet], pooling: Pooling) -> float:
    blocks: dict[tuple[int, int], list[float]] = defaultdict(list)
    for one in sets:
        blocks[one.block].append(one.worth)
    weeks: dict[int, list[float]] = defaultdict(list)
    for (week, block), worths in blocks.items():
        weeks[week].append(day_concavity(math.fsum(worths), 7 if block == _NO_BLOCK else pooling.days))
    return math.fsum(week_cap(math.fsum(days)) for days in weeks.values())
