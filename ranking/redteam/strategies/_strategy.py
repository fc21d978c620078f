"""What a strategy is: a name, what it asks of a person, who is in it, and the moves it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ranking.events import Event
from ranking.redteam.hand import Hand
from ranking.redteam.scene import Moves, Scene, Streams

Play = Callable[[Scene, Sequence[str], Streams], Moves]


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to climb without lasting work.

    `hours` is what it takes each member on a working day. `size` people act together, `across` different teams where
    it says so; the first `paid` of them want to climb (the rest help). `usage_only` says that nothing but use is
    added, which is what property P1 speaks of.
    """

    key: str
    title: str
    play: Play
    hours: float
    size: int = 1
    paid: int | None = None
    across: bool = False
    usage_only: bool = False

    @property
    def climbers(self) -> int:
        return self.paid or self.size


def hands(scene: Scene, people: Sequence[str], streams: Streams) -> list[Hand]:
    """A hand for each gamer, each with its own stream."""
    return [Hand(scene, person, streams(person, "hand")) for person in people]


def moves(events: Iterable[Event], drop: Iterable[tuple[str, str]] = ()) -> Moves:
    """Moves of these events."""
    return Moves(tuple(events), frozenset(drop))
