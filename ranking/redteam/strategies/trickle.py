"""Trickle: small things, each harmless and worth nothing, in a number that adds up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ranking.events import Change, Event, Review
from ranking.redteam.hand import Hand
from ranking.redteam.scene import Moves, Scene, Streams
from ranking.redteam.strategies._strategy import Strategy, hands, moves
from ranking.window import WINDOW

_NITPICKS_A_DAY = 5


def review_mill(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """S4. Five nitpicks a day on colleagues' changes, each in a little over three minutes, each taken up.

    The author moves a comma and the review has led to a change. Costs nothing and half an hour a day. It pays where
    reviews that led to a change are counted.
    """
    everything = sorted((c for mine in scene.changes.values() for c in mine), key=lambda c: (c.merged_at, c.id))

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            yield from _nitpicks(hand, _by_day(everything, hand.person))

    return moves(work())


def _by_day(everything: Sequence[Change], person: str) -> dict[date, list[Change]]:
    days: dict[date, list[Change]] = {}
    for change in everything:
        if change.person != person:
            days.setdefault(change.merged_at.date(), []).append(change)
    return days


def _nitpicks(hand: Hand, days: dict[date, list[Change]]) -> Iterator[Review]:
    for day in hand.scene.working_days(hand.person):
        there = days.get(day, [])
        for change in hand.rng.sample(there, min(_NITPICKS_A_DAY, len(there))):
            nitpick = hand.review(change, minutes=hand.rng.uniform(3.1, 4.5))
            yield nitpick.model_copy(update={"id": f"{nitpick.id}-nit"})


def hitch_hike(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """S5. A tiny change of 10 to 15 lines every working day, timed so that a deployment takes it along.

    Approved in good faith. Costs about 0.50 USD and half an hour a day. It pays where "it was deployed" proves use.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            for day in scene.working_days(hand.person):
                yield from hand.land(hand.at_work(day), hand.rng.randint(10, 15), deployed=True, alive=1.0, dollars=0.5)

    return moves(work())


def drip(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """S6. One small, worthless, surviving change every other day.

    15 to 30 lines that nobody will touch again, for an issue of one's own, approved in good faith, shipped as often as
    anything else. Costs about 0.50 USD and a quarter of an hour a day. It pays where survival alone proves worth.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            for day in scene.every_day(hand.person)[::2]:
                lines = hand.rng.randint(15, 30)
                yield from hand.land(hand.at_work(day), lines, issue=hand.ticket(), alive=1.0, dollars=0.5)

    return moves(work())


def quiet_week(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """S7. In the quietest of the weeks that count, two low-value changes a working day.

    About 40 lines each, approved in good faith. Costs about 10 USD and an hour a day in that week. It pays where each
    week has a cap of its own, and a quiet week leaves room below it.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            monday = _quietest(scene, hand.person)
            for day in (monday + timedelta(days=i) for i in range(5)):
                for _ in range(2):
                    yield from hand.land(hand.at_work(day), hand.rng.randint(25, 60), issue=hand.ticket())

    return moves(work())


def _quietest(scene: Scene, person: str) -> date:
    """The Monday of the counted week, once this person is there, in which they merged least; the earliest of equals."""
    here = scene.working_days(person)[0]
    opened = max((scene.cut_off() - WINDOW).date() + timedelta(days=1), here)
    first = opened + timedelta(days=-opened.weekday() % 7)
    closes = scene.cut_off().date() - timedelta(days=5)
    mondays = [first + timedelta(weeks=i) for i in range((closes - first).days // 7 + 1)] or [first]
    merged = Counter(c.merged_at.date() - timedelta(days=c.merged_at.weekday()) for c in scene.changes[person])
    return min(mondays, key=lambda monday: (merged[monday], monday))


MILL = Strategy("S4", "review mill", review_mill, 0.5)
HITCH_HIKE = Strategy("S5", "tiny changes on deployments", hitch_hike, 0.5)
DRIP = Strategy("S6", "low-value drip", drip, 0.3)
QUIET_WEEK = Strategy("S7", "burst in a quiet week", quiet_week, 1.0)
