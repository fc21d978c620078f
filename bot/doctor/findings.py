"""Findings: one thing that was looked at, how it is, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "problem"]
LEVELS: tuple[Level, ...] = ("ok", "warning", "problem")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `mend` says what to do; it is empty only if all is well."""

    area: str
    level: Level
    what: str
    mend: str = ""


def ok(area: str, what: str) -> Finding:
    """All is well."""
    return Finding(area, "ok", what)


def warning(area: str, what: str, mend: str) -> Finding:
    """It works, but somebody should look."""
    return Finding(area, "warning", what, mend)


def problem(area: str, what: str, mend: str) -> Finding:
    """Something does not work."""
    return Finding(area, "problem", what, mend)


def worst(findings: Iterable[Finding]) -> Level:
    """The gravest level among findings; ok if there are none."""
    return max((finding.level for finding in findings), key=LEVELS.index, default="ok")


def listed(names: Iterable[str], most: int = 5) -> str:
    """Names in a row, the first few of many."""
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
