"""Follow-ups to reverted changes: where they may stand in time, so that taking back and landing again gains nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from ranking.kept.landed import Landed, Origin

EXHAUSTIVE = 4


def placings(landed: Sequence[Landed]) -> list[dict[str, int]]:
    """The distinct ways to place changes: a follow-up stands at its own day, or where its original stood.

    The least worth over all placings counts. "At the original's day" keeps a re-landing from gaining by a quieter
    week (P5); "at its own day" keeps a vain change from moving a later one to a quieter week (P6). Each reverted
    change may be heeded or not, independently, which is tried in full for up to four of them; for more, none, all,
    each alone and all but each.
    """
    found = {}
    for heeded in _subsets(sorted(_origin_ids(landed))):
        known: dict[str, int] = {}
        places = {one.change.id: _place(one.day, one.origins, heeded, known) for one in landed}
        found[tuple(places.values())] = places
    return list(found.values())


def _subsets(origins: Sequence[str]) -> Iterator[frozenset[str]]:
    count = len(origins)
    sizes = range(count + 1) if count <= EXHAUSTIVE else (0, 1, count - 1, count)
    for size in sizes:
        yield from map(frozenset, combinations(origins, size))


def _origin_ids(landed: Iterable[Landed]) -> set[str]:
    seen: set[str] = set()
    waiting = [origin for one in landed for origin in one.origins]
    while waiting:
        origin = waiting.pop()
        if origin.change not in seen:
            seen.add(origin.change)
            waiting += origin.origins
    return seen


def _place(day: int, origins: Iterable[Origin], heeded: frozenset[str], known: dict[str, int]) -> int:
    places = []
    for origin in origins:
        if origin.change in heeded:
            if origin.change not in known:
                known[origin.change] = _place(origin.day, origin.origins, heeded, known)
            places.append(known[origin.change])
    return min(places, default=day)
