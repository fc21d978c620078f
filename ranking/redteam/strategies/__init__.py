"""The strategies: ten from reports of gamed boards (T), seven that paid against our own first formula (S)."""

from __future__ import annotations

from collections.abc import Iterable

from ranking.redteam.strategies import forgery, friends, padding, trickle, waste
from ranking.redteam.strategies._strategy import Strategy

STRATEGIES: tuple[Strategy, ...] = (
    waste.BUSYWORK,
    waste.PING_PONG,
    padding.VERBOSE,
    padding.SPLIT,
    padding.REVERT,
    friends.BUDDIES,
    padding.BURST,
    forgery.SHARED,
    forgery.FORGED,
    waste.NIGHT_LOOP,
    friends.SLOW_RING,
    friends.ON_REQUEST,
    friends.ACROSS,
    trickle.MILL,
    trickle.HITCH_HIKE,
    trickle.DRIP,
    trickle.QUIET_WEEK,
)
"""A further strategy is one function and one line here."""


def chosen(keys: Iterable[str]) -> tuple[Strategy, ...]:
    """The strategies of these keys, such as `T3`. Raises `ValueError` for one that does not exist."""
    known = {one.key: one for one in STRATEGIES}
    wanted = list(keys)
    unknown = [key for key in wanted if key not in known]
    if unknown:
        raise ValueError(f"no strategy is called {unknown[0]!r}; known are {', '.join(known)}")
    return tuple(known[key] for key in wanted)


__all__ = ["STRATEGIES", "Strategy", "chosen"]
