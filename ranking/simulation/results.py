"""Results outside code: wins that several colleagues confirm, and incidents that somebody closes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ranking.events import Channel, Incident, Win
from ranking.simulation.colleagues import Colleagues
from ranking.simulation.draws import poisson, stream
from ranking.simulation.people import Worker
from ranking.simulation.workdays import Window, at_local_hour

_REOPENED = 0.08


def results_of(
    worker: Worker, colleagues: Colleagues, channels: tuple[Channel, ...], seed: int, window: Window
) -> Iterator[Win | Incident]:
    """One person's wins and incidents, as far as the team's connected channels can see them."""
    if "win" in channels:
        yield from _wins(worker, colleagues, seed, window)
    if "incident" in channels:
        yield from _incidents(worker, seed, window)


def _wins(worker: Worker, colleagues: Colleagues, seed: int, window: Window) -> Iterator[Win]:
    rng = stream(seed, worker.id, "wins")
    for day, turn in _occasions(worker, worker.persona.wins, seed, "win days"):
        moment = at_local_hour(day, rng.uniform(9.5, 17.5), worker.zone)
        givers = colleagues.helpers(rng, worker, day, count=rng.randint(2, 4), own_team=0.65)
        if window.holds(moment):
            yield Win(
                id=f"win-{worker.id}-{turn}",
                person=worker.id,
                at=moment,
                confirmed_by=tuple(sorted(giver.id for giver in givers)),
            )


def _incidents(worker: Worker, seed: int, window: Window) -> Iterator[Incident]:
    rng = stream(seed, worker.id, "incidents")
    for day, turn in _occasions(worker, worker.persona.incidents, seed, "incident days"):
        moment = at_local_hour(day, rng.uniform(0, 24), worker.zone)
        reopened = rng.random() < _REOPENED
        if window.holds(moment):
            yield Incident(id=f"incident-{worker.id}-{turn}", person=worker.id, closed_at=moment, reopened=reopened)


def _occasions(worker: Worker, weekly: float, seed: int, purpose: str) -> Iterator[tuple[date, int]]:
    """The working days on which something happens, with a running number; `weekly` is an average week's rate."""
    rng, turn = stream(seed, worker.id, purpose), 0
    for day in worker.calendar.days:
        for _ in range(poisson(rng, weekly / 5 * worker.pull)):
            turn += 1
            yield day, turn
