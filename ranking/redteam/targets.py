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


def _target(name: str, asked: str, value: float, least: float, most: float, form: str = "{:.1%}") -> Target:
    """A target for a figure that must lie between two bounds; nan is not measured."""
    if math.isnan(value):
        return Target(name, asked, "not measured", None)
    return Target(name, asked, form.format(value), least <= value <= most)


def _waste_cannot_pay(summary: Summary) -> Target:
    measured = f"{summary.p1_violations} in {summary.p1_worlds} worlds"
    return Target("P1 violations", "0", measured, summary.p1_violations == 0 if summary.p1_worlds else None)


def _rates(row: Row) -> Iterator[Target]:
    for name, rate, most in (
        ("ranks per 100 USD wasted, T1 T2 T10", row.waste_rate, 0.0),
        ("ranks per 100 USD wasted, T1-T10", row.rate, 0.5),
    ):
        value = rate.value if rate else math.nan
        yield _target(name, f"at most {most:.1f}", value, -math.inf, most, "{:+.2f}")


def _lifts(row: Row) -> Iterator[Target]:
    yield _target("mean lift, T1-T10", "at most +1 % of N", row.lift.value, -1.0, 0.01, "{:+.1%}")
    worst, form = row.worst, f"{{:+.1%}} ({row.worst.strategy})"
    yield _target("worst strategy's mean lift, T1-T10", "at most +10 % of N", worst.lift.value, -1.0, 0.10, form)


def _agreement(row: Row) -> Iterator[Target]:
    yield _target("tau to true value, clean", "at least .55", row.tau_clean.value, 0.55, 1.0, "{:.3f}")
    yield _target("tau lost with 13 % gamers", "at most .03", row.tau_loss.value, -2.0, 0.03, "{:.3f}")
    yield _target("gamers in the top tenth over base", "at most 1.2", row.top_gamed.value, 0.0, 1.2, "{:.2f}")
    yield _target("90 % rank range holds the true rank", "88-92 %", row.coverage.value, 0.88, 0.92)


def _flag_targets(flags: Flags | None) -> Iterator[Target]:
    for name, asked, figure, least, most in _FLAG_TARGETS:
        yield _target(name, asked, figure(flags) if flags else math.nan, least, most)


def _worst(flags: Flags) -> float:
    return max((one.value for one in flags.by_persona.values() if not math.isnan(one.value)), default=math.nan)


_FLAG_TARGETS: tuple[tuple[str, str, Callable[[Flags], float], float, float], ...] = (
    ("flag precision", "at least 95 %", lambda flags: flags.precision.value, 0.95, 1.0),
    ("gamers flagged or neutralised", "at least 95 %", lambda flags: flags.stopped.value, 0.95, 1.0),
    ("honest false flags", "at most 0.5 %", lambda flags: flags.false.value, 0.0, 0.005),
    ("honest false flags, worst persona", "at most 1.5 %", _worst, 0.0, 0.015),
)
