"""The targets of the benchmark (fair-rank §4), frozen before further attackers were added."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ranking.redteam.summary import Flags, Row, Summary


@dataclass(frozen=True, slots=True)
class Target:
    """One target: what is asked, what was measured, and whether that is enough (None: not measured)."""

    name: str
    asked: str
    measured: str
    met: bool | None


def targets(summary: Summary) -> tuple[Target, ...]:
    """Every target, judged on the point estimates of the policy on trial."""
    row = summary.rows[0]
    return (_waste_cannot_pay(summary), *_rates(row), *_lifts(row), *_agreement(row), *_flag_targets(row.flags))


def _waste_cannot_pay(summary: Summary) -> Target:
    measured = f"{summary.p1_violations} in {summary.p1_worlds} worlds"
    return Target("P1 violations", "0", measured, summary.p1_violations == 0 if summary.p1_worlds else None)


def _rates(row: Row) -> Iterator[Target]:
    for name, rate, most in (
        ("ranks per 100 USD wasted, T1 T2 T10", row.waste_rate, 0.0),
        ("ranks per 100 USD wasted, T1-T10", row.rate, 0.5),
    ):
        measured = f"{rate.value:+.2f}" if rate else "nothing was spent"
        yield Target(name, f"at most {most:+.1f}", measured, rate.value <= most if rate else None)


def _lifts(row: Row) -> Iterator[Target]:
    mean, worst = row.lift.value, row.worst
    yield Target("mean lift, T1-T10", "at most +1 % of N", f"{mean:+.1%}", mean <= 0.01)
    measured = f"{worst.lift.value:+.1%} ({worst.strategy})"
    yield Target("worst strategy's mean lift, T1-T10", "at most +10 % of N", measured, worst.lift.value <= 0.10)


def _agreement(row: Row) -> Iterator[Target]:
    yield Target("tau to true value, clean", "at least .55", f"{row.tau_clean.value:.3f}", row.tau_clean.value >= 0.55)
    loss, top = row.tau_loss.value, row.top_gamed.value
    yield Target("tau lost with 13 % gamers", "at most .03", f"{loss:.3f}", loss <= 0.03)
    yield Target("gamers in the top tenth over base", "at most 1.2", f"{top:.2f}", top <= 1.2)
    held = row.coverage.value
    yield Target("90 % rank range holds the true rank", "88-92 %", f"{held:.1%}", 0.88 <= held <= 0.92)


def _flag_targets(flags: Flags | None) -> Iterator[Target]:
    for name, asked, figure, least, most in _FLAG_TARGETS:
        if flags is None:
            yield Target(name, asked, "no flag was raised", None)
        else:
            yield Target(name, asked, f"{figure(flags):.1%}", least <= figure(flags) <= most)


def _worst(flags: Flags) -> float:
    return max(one.value for one in flags.by_persona.values() if not math.isnan(one.value))


_FLAG_TARGETS: tuple[tuple[str, str, Callable[[Flags], float], float, float], ...] = (
    ("flag precision", "at least 95 %", lambda flags: flags.precision.value, 0.95, 1.0),
    ("gamers flagged or neutralised", "at least 95 %", lambda flags: flags.stopped.value, 0.95, 1.0),
    ("honest false flags", "at most 0.5 %", lambda flags: flags.false.value, 0.0, 0.005),
    ("honest false flags, worst persona", "at most 1.5 %", _worst, 0.0, 0.015),
)
