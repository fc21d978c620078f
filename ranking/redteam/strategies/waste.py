"""Waste: use of AI for its own sake, with no outcome at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ranking.events import Event
from ranking.redteam.scene import Moves, Scene, Streams
from ranking.redteam.strategies._strategy import Strategy, hands, moves


def busywork(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """T1. A loop of busywork prompts beside the real work.

    Costs about 25 USD and ten minutes a working day. It pays wherever tokens, cost or accepted lines are counted.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            for day in scene.working_days(hand.person):
                yield hand.burn(day, 25, tool="kiro-ide")

    return moves(work())


def ping_pong(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """T2. Two agents answer each other all day, in two tools and with several models.

    Costs about 40 USD and five minutes a working day. It pays where sessions, models, tools or tokens are counted.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            for day in scene.working_days(hand.person):
                yield hand.burn(day, 20, tool="kiro-cli", model=hand.rng.choice(("large", "auto")))
                yield hand.burn(day, 20, tool="kiro-ide", model=hand.rng.choice(("small", "auto")))

    return moves(work())


def night_loop(scene: Scene, people: Sequence[str], streams: Streams) -> Moves:
    """T10. An agent runs around the clock, weekends included.

    Costs about 60 USD a day and five minutes to start it. It pays where active days, hours or tokens are counted.
    """

    def work() -> Iterator[Event]:
        for hand in hands(scene, people, streams):
            for day in scene.every_day(hand.person):
                yield hand.burn(day, 60)

    return moves(work())


BUSYWORK = Strategy("T1", "loop of busywork prompts", busywork, 0.2, usage_only=True)
PING_PONG = Strategy("T2", "agent ping-pong", ping_pong, 0.1, usage_only=True)
NIGHT_LOOP = Strategy("T10", "24/7 night loop", night_loop, 0.1, usage_only=True)
