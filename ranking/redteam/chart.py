"""The benchmark as a picture: mean lift of every strategy, two boards side by side, as SVG of our own."""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

from ranking.redteam.measure import Estimate
from ranking.redteam.outcome import Lift
from ranking.redteam.report import titled
from ranking.redteam.summary import Row, Summary

_WIDTH, _LEFT, _TOP, _BAND, _BAR = 900, 300, 84, 34, 12
_COLOURS = ("#1b7f5c", "#c2571a")  # apart in hue and in lightness, for eyes that do not tell red from green
_INK, _FAINT = "#1f2328", "#d0d7de"


def as_svg(summary: Summary, against: str = "tokens") -> str:
    """Bars with 95 % whiskers: the first ranker and `against` (left out if it was not on trial)."""
    rows = [summary.rows[0], *(row for row in summary.rows[1:] if row.ranker == against)]
    scale = _Scale([lift for row in rows for lift in row.lifts])
    height = _TOP + _BAND * len(rows[0].lifts) + 30
    title = f"Mean lift of every strategy in % of {summary.people} people: {' and '.join(row.ranker for row in rows)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="{_INK}">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(_in_words(rows))}</desc>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        '<text x="20" y="28" font-size="17" font-weight="600">What gaming pays: ranks won, % of all people</text>',
        *_legend(rows),
        *_axis(scale, height),
        *(line for turn in range(len(rows[0].lifts)) for line in _strategy(turn, rows, scale)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Scale:
    """Shares of N to x, in steps of a tenth, with 0 always in sight."""

    def __init__(self, lifts: list[Lift]) -> None:
        ends = [end for one in lifts for end in _ends(one.lift)]
        self.low = min(0, *(int(10 * end - 0.999) for end in ends)) / 10
        self.high = max(1, *(int(10 * end + 0.999) for end in ends)) / 10

    def x(self, value: float) -> float:
        part = (max(self.low, min(self.high, value)) - self.low) / (self.high - self.low)
        return round(_LEFT + part * (_WIDTH - _LEFT - 40), 1)

    def ticks(self) -> Iterator[float]:
        low, high = round(10 * self.low), round(10 * self.high)
        step = 1 if high - low <= 10 else 2  # labels would run into each other
        for tenth in range(low, high + 1):
            if not tenth % step:
                yield tenth / 10


def _ends(estimate: Estimate) -> tuple[float, float]:
    """The interval's ends, within what a rank can move at all; what was not measured stands at 0."""
    if math.isnan(estimate.value):
        return 0.0, 0.0
    low = estimate.value if estimate.low is None else estimate.low
    high = estimate.value if estimate.high is None else estimate.high
    return max(-1.0, min(1.0, low)), max(-1.0, min(1.0, high))


def _in_words(rows: list[Row]) -> str:
    told = (f"{row.ranker}: " + ", ".join(f"{x.strategy} {x.lift.value:+.0%}" for x in row.lifts) for row in rows)
    return "; ".join(told)


def _legend(rows: list[Row]) -> Iterator[str]:
    for turn, row in enumerate(rows):
        x = 20 + 150 * turn
        yield f'<rect x="{x}" y="44" width="12" height="12" fill="{_COLOURS[turn]}"/>'
        yield f'<text x="{x + 18}" y="55">{escape(row.ranker)}</text>'


def _axis(scale: _Scale, height: int) -> Iterator[str]:
    for tick in scale.ticks():
        x, colour = scale.x(tick), _INK if not tick else _FAINT
        yield f'<line x1="{x}" y1="{_TOP - 6}" x2="{x}" y2="{height - 24}" stroke="{colour}"/>'
        yield f'<text x="{x}" y="{height - 8}" text-anchor="middle" fill="{_INK}">{tick:.0%}</text>'


def _strategy(turn: int, rows: list[Row], scale: _Scale) -> Iterator[str]:
    top = _TOP + _BAND * turn
    key = rows[0].lifts[turn].strategy
    yield f'<text x="{_LEFT - 12}" y="{top + 17}" text-anchor="end">{escape(titled(key))}</text>'
    for nth, row in enumerate(rows):
        yield from _bar(row.lifts[turn].lift, top + 1 + nth * (_BAR + 2), _COLOURS[nth], scale)


def _bar(estimate: Estimate, y: int, colour: str, scale: _Scale) -> Iterator[str]:
    if math.isnan(estimate.value):
        return
    zero, end = scale.x(0), scale.x(estimate.value)
    yield f'<rect x="{min(zero, end)}" y="{y}" width="{abs(end - zero):.1f}" height="{_BAR}" fill="{colour}"/>'
    low, high = _ends(estimate)
    if estimate.low is not None:
        middle = y + _BAR // 2
        yield f'<line x1="{scale.x(low)}" y1="{middle}" x2="{scale.x(high)}" y2="{middle}" stroke="{_INK}"/>'
