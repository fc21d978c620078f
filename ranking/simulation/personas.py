"""The twelve honest personas of the simulated company: how they work, as rates. Source: fair-rank.md §4.

Counts are per full working week for somebody of average value. Nothing about tokens follows from value: usage
rates belong to the habit, not to the result.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """One way of working.

    `share` is the part of the company; `lines` the median effective lines of a change; `deleted` the share of
    them that are deletions; `noise` raw lines per effective line; `hour` and `hour_spread` the local time of
    merging; `reviewing` how often colleagues ask this person; `survival` the mean share alive at day 14;
    `anchored` the chance that somebody else's issue lies behind a change; `roaming` the chance to work in another
    team's repository; `usage_days` the chance of using AI on a working day; `tokens` daily tokens, in thousands;
    `command_line` the share of use through the command line; `starts_late` whether they join during the window.
    """

    name: str
    share: float
    role: str = "swe"
    days: int = 5
    changes: float = 3.0
    lines: float = 60.0
    lines_spread: float = 0.8
    deleted: float = 0.2
    noise: float = 1.2
    wins: float = 0.05
    incidents: float = 0.03
    reviewing: float = 1.0
    survival: float = 0.86
    anchored: float = 0.65
    roaming: float = 0.05
    hour: float = 15.0
    hour_spread: float = 2.5
    weekend: float = 0.02
    usage_days: float = 0.75
    tokens: float = 900.0
    command_line: float = 0.3
    starts_late: bool = False


PERSONAS: tuple[Persona, ...] = (
    Persona("steady", 0.20),
    Persona(
        "overnight-agent",
        0.07,
        hour=4.0,
        hour_spread=2.5,
        changes=2.8,
        lines=75,
        weekend=0.2,
        usage_days=0.95,
        tokens=5000,
        command_line=0.9,
    ),
    Persona("night-shift", 0.06, hour=1.0, hour_spread=2.0, reviewing=0.7, tokens=1000),
    Persona("big-feature", 0.08, changes=1.1, lines=480, lines_spread=0.5, deleted=0.1, anchored=0.8),
    Persona("deleter", 0.06, changes=2.4, lines=110, deleted=0.88, survival=0.95, anchored=0.5, tokens=450),
    Persona("codemod", 0.06, changes=2.2, lines=85, noise=60.0, deleted=0.45, anchored=0.45, roaming=0.35),
    Persona(
        "data-scientist",
        0.10,
        role="data",
        changes=0.12,
        wins=0.7,
        incidents=0.0,
        reviewing=0.4,
        tokens=1500,
        roaming=0.1,
    ),
    Persona(
        "manager-reviewer",
        0.10,
        role="manager",
        changes=0.25,
        lines=25,
        wins=0.3,
        reviewing=5.0,
        usage_days=0.45,
        tokens=250,
    ),
    Persona("part-timer", 0.07, days=3, hour=12.0),
    Persona(
        "on-call",
        0.08,
        role="sre",
        changes=2.0,
        lines=35,
        incidents=0.8,
        hour=13.0,
        hour_spread=5.0,
        weekend=0.15,
        tokens=700,
    ),
    Persona("newcomer", 0.06, changes=2.8, lines=50, survival=0.8, anchored=0.8, reviewing=0.4, starts_late=True),
    Persona("explorer", 0.06, changes=2.6, wins=0.15, roaming=0.5, usage_days=0.9, tokens=2600, command_line=0.5),
)
