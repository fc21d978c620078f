"""Formulas that flatten: size of a change, several change-sets together, a day, a week."""

from __future__ import annotations

import math
from collections.abc import Iterable

DAY_KNEE = 3.0
WEEK_KNEE = 10.0
FIRST_LINES, MOST_LINES = 10, 800


def size(lines: float) -> float:
    """g(L) = log2(1 + min(L, 800)/10), L in effective lines (fair-rank §2.2, with 20).

    Flatter than it began: writing the same change two and a half times as long paid a quarter more.
    """
    return math.log2(1 + min(lines, MOST_LINES) / FIRST_LINES)


def layered_size(members: Iterable[tuple[float, float]]) -> list[float]:
    """Worth of each member (quality, lines) of a change-set, in the order given best quality first.

    v = sum of q_m*(g(L_1+..+L_m) - g(L_1+..+L_m-1)): the Choquet integral of quality over g. A single change has
    v = g*q as in fair-rank §2.6; pieces of equal quality have the worth of the whole (P3); and a further member,
    however poor, takes nothing away (P2), which an average of qualities would.
    """
    worth = []
    lines = 0.0
    for quality, more in members:
        worth.append(quality * (size(lines + more) - size(lines)))
        lines += more
    return worth


def bent(worth: float, knee: float, slope: float) -> float:
    """v up to the knee k, beyond it k*(1 + slope*ln(v/k)): concave, never falling, and 0 at 0, for a slope up to 1."""
    return worth if worth <= knee else knee * (1 + slope * math.log(worth / knee))


def day_concavity(worth: float, days: int = 1) -> float:
    """V_d = v if v <= 3 else 3*(1 + .5*ln(v/3)); for a block of several days the knee is 3 a day (§2.6)."""
    return bent(worth, DAY_KNEE * days, 0.5)


def week_cap(worth: float) -> float:
    """V_w = v if v <= 10 else 10*(1 + ln(v/10)) (fair-rank §2.6).

    The starting formula put the knee at the cohort's 90th percentile. That knee moves with everybody's own outcomes:
    one person's good week raised it for a rival, who then gained more than the person did (P2). So it is fixed.
    """
    return bent(worth, WEEK_KNEE, 1.0)
