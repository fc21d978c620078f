"""A measured figure beside its promise."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, its value, the promise (`<=` or `>=` a limit), and the raw numbers behind it."""

    name: str
    value: float
    relation: str
    limit: float
    behind: str

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.value <= self.limit if self.relation == "<=" else self.value >= self.limit

    def __str__(self) -> str:
        mark = "ok " if self.kept else "NOT"
        return f"{mark} {self.name}: {self.value:.2f} ({self.relation} {self.limit:g})  {self.behind}"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turn(first: Callable[[], float], second: Callable[[], float], rounds: int) -> tuple[float, float]:
    """The medians of two measurements taken A B A B …, so that both see the same machine."""
    pairs = [(first(), second()) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
