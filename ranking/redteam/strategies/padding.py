"""Padding: more lines, more changes, or the same changes at a better moment, with no more value in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from ranking.events import Change, Event, Revert, Survival
from ranking.redteam.hand import Hand
from ranking.redteam.scene import Moves, Scene, Streams
from ranking.redteam.strategies._strategy import Strategy, hands, moves

_LINES = ("lines_added", "lines_deleted", "effective_lines")
_PIECES = 4
_HOARD = timedelta(days=35)


def verbose_refactor(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """T3. The agent writes everything two and a half times as long, and refactors what nobody asked about.

    Own changes grow by 2.5; two refactors of about 400 lines a week come on top, approved in good faith. Costs about
    12 USD a week and half an hour a day. It pays where lines are counted, or size within a change.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            yield from (_longer(change) for change in scene.changes[hand.person])
            for day in scene.working_days(hand.person):
                if day.weekday() in {1, 3}:
                    lines = hand.rng.randint(250, 600)
                    yield from hand.land(hand.at_work(day), lines, issue=hand.ticket(), alive=0.85, dollars=6)

    return moves(work(), ((c.type, c.key) for person in people for c in scene.changes[person]))


def _longer(change: Change) -> Change:
    more = {name: int(2.5 * getattr(change, name)) for name in _LINES}
    return change.model_copy(update=more)


def split_changes(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """T4. Every change of 20 lines or more lands as four, a day and a half apart; a trivial one a day comes on top.

    Trivial changes (a rename, a comment) have 12 to 20 lines and are approved in good faith. Costs about 0.50 USD and
    half an hour a day. It pays where merged changes are counted, or where each change has a first, dear line.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            for change in _splittable(scene, hand.person):
                yield from _pieces(scene, change)
            for day in scene.working_days(hand.person):
                yield from hand.land(hand.at_work(day), hand.rng.randint(12, 20), dollars=0.5)

    whole = [change for person in people for change in _splittable(scene, person)]
    fates = [fate for change in whole for fate in scene.fates[change.id]]
    return moves(work(), ((event.type, event.key) for event in [*whole, *fates]))


def _splittable(scene: Scene, person: str) -> list[Change]:
    return [change for change in scene.changes[person] if change.effective_lines >= 20]


def _pieces(scene: Scene, change: Change) -> Iterator[Event]:
    share = {name: getattr(change, name) // _PIECES for name in _LINES}
    for turn in range(_PIECES):
        yield from _later(scene, change, timedelta(hours=36 * turn), {**share, "id": f"{change.id}-{turn}"})


def _later(scene: Scene, change: Change, shift: timedelta, update: dict[str, Any]) -> Iterator[Event]:
    """The change and its fate, so much later and otherwise altered; nothing dated after the end."""
    if change.merged_at + shift > scene.ends:
        return
    ships = change.deployed_at + shift if change.deployed_at else None
    moved = {
        "merged_at": change.merged_at + shift,
        "deployed_at": ships if ships and ships <= scene.ends else None,
    }
    yield change.model_copy(update={**moved, **update})
    for fate in scene.fates[change.id]:
        if fate.at + shift <= scene.ends:
            yield fate.model_copy(update={"change": update.get("id", change.id), "at": fate.at + shift})


def accept_and_revert(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """T5. Changes that the agent wrote are accepted as they are and taken back later.

    Three a week of about 150 lines, approved in good faith. One in two is reverted within days and lands again, so
    that the original, the revert and the fix might each count; the other is reverted on day 15, when it has matured.
    Costs about 9 USD a week and half an hour a day. It pays where acceptance is counted.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            for day in scene.working_days(hand.person):
                if day.weekday() in {0, 2, 4}:
                    landed = list(hand.land(hand.at_work(day), hand.rng.randint(100, 200), dollars=2))
                    yield from _taken_back(hand, landed)

    return moves(work())


def _taken_back(hand: Hand, landed: list[Event]) -> Iterator[Event]:
    change = next((event for event in landed if isinstance(event, Change)), None)
    if change is None:
        return
    early = hand.rng.random() < 0.5
    at = change.merged_at + timedelta(days=hand.rng.uniform(1, 5) if early else 15)
    reverted = at <= hand.scene.ends
    yield from (event for event in landed if not (early and reverted and isinstance(event, Survival)))
    if reverted:
        yield Revert(change=change.id, at=at)
    if reverted and early:
        yield from hand.land(at + timedelta(hours=3), change.effective_lines, dollars=1)


def burst(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """T7. Five weeks of real work are held back and merged in the three days before the cut-off.

    Costs nothing but patience, and colleagues wait. It pays where a window or a week is closed at a known moment.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            for change in _held_back(scene, hand.person):
                at = scene.cut_off() - timedelta(hours=hand.rng.uniform(1, 70))
                yield from _later(scene, change, max(timedelta(), at - change.merged_at), {})

    held = [change for person in people for change in _held_back(scene, person)]
    fates = [fate for change in held for fate in scene.fates[change.id]]
    return moves(work(), ((event.type, event.key) for event in [*held, *fates]))


def _held_back(scene: Scene, person: str) -> list[Change]:
    last = scene.cut_off()
    return [change for change in scene.changes[person] if last - _HOARD < change.merged_at <= last]


VERBOSE = Strategy("T3", "verbose refactor", verbose_refactor, 0.5)
SPLIT = Strategy("T4", "trivial or split changes", split_changes, 0.5)
REVERT = Strategy("T5", "accept, then revert", accept_and_revert, 0.5)
BURST = Strategy("T7", "burst before a cut-off", burst, 0.0)
