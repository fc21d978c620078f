"""A world: the honest reports of one company, and its gamed twins, along the whole path from lines to history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ranking.events import Event, Located, parse_event
from ranking.history import History, build_history, without_repeats
from ranking.redteam.scene import Moves, Scene
from ranking.simulation import simulate

_NOTHING = Moves()


class World:
    """One simulated company. Its honest lines are written and parsed once; every twin is read afresh from there."""

    def __init__(self, people: int, weeks: int, seed: int, ends: datetime) -> None:
        company = simulate(people=people, weeks=weeks, seed=seed, ends=ends)
        self.seed, self.ends = seed, ends
        self.scene = Scene(company, ends, weeks)
        self._honest = _through_json(company.events)

    def history(self, moves: Moves = _NOTHING) -> History:
        """What would be known after these moves. Lines that contradict an earlier one are rejected, as anywhere."""
        honest = (event for event in self._honest if (event.type, event.key) not in moves.drop)
        told = [*honest, *_through_json(moves.add)]
        events, _ = without_repeats(Located(event, "reports", line) for line, event in enumerate(told, start=1))
        return build_history(events)


def _through_json(events: Iterable[Event]) -> list[Event]:
    """Each event as a line of JSON, read back as any report is."""
    return [parse_event(event.model_dump_json()) for event in events]
