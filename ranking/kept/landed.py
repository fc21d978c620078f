"""Changes that count: landed, matured, not taken back, each with its lines, its quality and its place in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from ranking.events import Change
from ranking.history import History
from ranking.kept.demand import Asks, anchor, asked_by
from ranking.kept.endorsement import FLOOR, Given, approvals_given, endorsers, r_approval
from ranking.kept.survival import PRIOR_SHARE, latest_looks, repository_baselines, reverted_at, survival
from ranking.window import Window

SURVIVAL_POWER = 4
FOLLOW_UP = timedelta(days=14)
_EPOCH = date(1970, 1, 5).toordinal()  # a Monday, so that seven-day bins are ISO weeks

Topic = tuple[str | None, ...]


class Origin(NamedTuple):
    """A reverted change that something follows up; it may be a follow-up itself."""

    change: str
    day: int
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Landed:
    """One change and its terms of fair-rank §2. `day` counts UTC days; `origins` are what it follows up;
    `steadily` says that whoever asked for it asks many people for many things."""

    change: Change
    day: int
    origins: tuple[Origin, ...]
    share: float
    kept: float
    endorsement: float
    asked_by: tuple[str, ...]
    steadily: bool
    anchor: float
    endorsers: tuple[str, ...]

    @property
    def lines(self) -> int:
        return self.change.effective_lines

    @property
    def quality(self) -> float:
        """S^4 * w * a (fair-rank §2.6, with S^2: what stayed tells people apart best).

        Pieces of one change are worth the whole while they share its fate (P3). Where one piece stays and another does
        not, they can be worth more than a whole of their mean share. No formula that multiplies with S mends that: P2
        forbids that the lost piece takes from the kept one, so the two are worth at least g(L/2), and a whole of which
        half stayed would have to be worth that much.
        """
        return self.kept**SURVIVAL_POWER * self.endorsement * self.anchor


class Voice(NamedTuple):
    """The approval that a change rests on: its worth w, and the demand for the change that it leaves."""

    endorsement: float
    anchor: float
    asked_by: tuple[str, ...]
    steadily: bool


def best_voice(change: Change, given: Given, teams: Mapping[str, str | None], asks: Asks, *, deployed: bool) -> Voice:
    """The approval with the greatest w*a. Without one by somebody else, w = .25 (self-merged).

    Each approval is weighed with the demand that is independent of it. So one more approval never lowers a change,
    and a second rubber stamp does not make an asker's own approval independent. Who asked is read off the best approval
    that leaves any demand: else a deployment could move a change among the unasked ones, and landing it again without
    one would pay (P5).
    """

    def resting(endorsement: float, voucher: str | None) -> Voice:
        asked = asked_by(change, voucher, teams)
        steadily = asks.steady(asked, change.person)
        return Voice(endorsement, anchor(asked, voucher, deployed=deployed, steadily=steadily), asked, steadily)

    voices = [
        resting(r_approval(change, approval, given), approval.person)
        for approval in change.approvals
        if approval.person != change.person
    ]
    ordered = sorted(voices or [resting(FLOOR, None)], key=lambda voice: (-voice.endorsement * voice.anchor, voice))
    demand = next((voice for voice in ordered if voice.asked_by), ordered[0])
    return ordered[0]._replace(asked_by=demand.asked_by, steadily=demand.steadily)


def shipped(change: Change, window: Window) -> bool:
    """Whether a change had been deployed by the window's moment."""
    return change.deployed_at is not None and window.visible(change.deployed_at)


def area_topic(change: Change) -> Topic:
    """The repository and path area of a change."""
    return "area", change.repo, change.area


def issue_topic(change: Change) -> Topic:
    """The issue of a change, or its area where no issue is named."""
    return ("issue", change.issue) if change.issue else area_topic(change)


def landed_changes(history: History, window: Window) -> dict[str, list[Landed]]:
    """The matured changes of each author whose quality is above 0, in order of merging.

    A change that was taken back is as if it had never been, the approvals it got included (P6). Hot fixes within 14
    days reach us through the share of lines that were not correctively rewritten.
    """
    looks, reverted = latest_looks(history, window), reverted_at(history, window)
    baselines = repository_baselines(history.changes, looks, reverted, window)
    teams = {person.id: person.team for person in history.people}
    standing = [c for c in history.changes if c.id not in reverted and window.visible(c.merged_at)]
    given = approvals_given(c for c in standing if not window.before(c.merged_at))
    origins = _Origins(history.changes, reverted)
    asks = Asks(c for c in standing if window.before(c.merged_at))
    by_author: dict[str, list[Landed]] = defaultdict(list)
    for change in sorted(standing, key=lambda c: (c.merged_at, c.id)):
        if not window.matured(change.merged_at) or not change.effective_lines:
            continue
        baseline = baselines.get(change.repo, PRIOR_SHARE)
        share = looks.get(change.id, baseline)
        voice = best_voice(change, given, teams, asks, deployed=shipped(change, window))
        landed = Landed(
            change=change,
            day=_day(change.merged_at),
            origins=origins.of(change),
            share=share,
            kept=survival(share, change.effective_lines, baseline),
            endorsement=voice.endorsement,
            asked_by=voice.asked_by,
            steadily=voice.steadily,
            anchor=voice.anchor,
            endorsers=endorsers(change),
        )
        if landed.quality > 0:
            by_author[change.person].append(landed)
    return dict(by_author)


def _day(moment: datetime) -> int:
    return moment.date().toordinal() - _EPOCH


class _Origins:
    """Which reverted changes a change follows up: same author, same issue or area, within 14 days of the revert."""

    def __init__(self, changes: Iterable[Change], reverted: Mapping[str, datetime]) -> None:
        self._undone: dict[tuple[str, Topic], list[_Undone]] = defaultdict(list)
        for change in sorted((c for c in changes if c.id in reverted), key=lambda c: (c.merged_at, c.id)):
            origin = Origin(change.id, _day(change.merged_at), self.of(change))
            for topic in {area_topic(change), issue_topic(change)}:
                self._undone[change.person, topic].append(_Undone(change.merged_at, reverted[change.id], origin))

    def of(self, change: Change) -> tuple[Origin, ...]:
        return tuple(
            undone.origin
            for topic in sorted({area_topic(change), issue_topic(change)}, key=str)
            for undone in self._undone.get((change.person, topic), ())
            if undone.merged < change.merged_at and undone.at <= change.merged_at <= undone.at + FOLLOW_UP
        )


class _Undone(NamedTuple):
    merged: datetime
    at: datetime
    origin: Origin
