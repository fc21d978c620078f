"""The benchmark in words: a table for a terminal, and a JSON document."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from ranking.redteam.ablation import UNCHANGED
from ranking.redteam.measure import Estimate
from ranking.redteam.strategies import STRATEGIES
from ranking.redteam.summary import Row, Summary
from ranking.redteam.targets import targets

_TITLES = {one.key: one.title for one in STRATEGIES}
_MARKS = {True: "met", False: "MISSED", None: "not measured"}


def as_json(summary: Summary) -> dict[str, Any]:
    """The document, of plain values only. A figure that could not be measured is null."""
    document = {**asdict(summary), "targets": [asdict(target) for target in targets(summary)]}
    return {key: _plain(value) for key, value in document.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_text(summary: Summary) -> str:
    """The tables for a terminal."""
    head = f"{summary.people} people, {len(summary.seeds)} companies; intervals are 95 % over companies"
    blocks = [
        head,
        laid_out(ranker_table(summary)),
        "Lift: ranks won, % of N (mean); T from reports of gamed boards, S known to pay against a first formula",
        laid_out(lift_matrix(summary)),
        f"Against {summary.rows[0].ranker}",
        laid_out(strategy_table(summary.rows[0])),
        *([laid_out(flag_table(summary.rows[0]))] if summary.rows[0].flags else []),
        "What honest teams pay for it: ranks won by their members, % of N, with one rule off at a time",
        laid_out(toll_table(summary)),
        laid_out(target_table(summary)),
    ]
    return "\n\n".join(blocks)


def laid_out(table: Sequence[Sequence[str]]) -> str:
    """Rows of cells as aligned text: the first column to the left, the others to the right."""
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    first, *others = widths
    return "\n".join(
        "  ".join([row[0].ljust(first), *(cell.rjust(width) for cell, width in zip(row[1:], others, strict=True))])
        for row in table
    )


def titled(key: str) -> str:
    """A strategy's key and title, such as `T3 verbose refactor`."""
    return f"{key} {_TITLES[key]}"


def ranker_table(summary: Summary) -> list[list[str]]:
    """A row a ranker: agreement, the top tenth, what gaming pays."""
    head = [
        "",
        "tau clean",
        "tau gamed",
        "top tenth",
        "mean lift T",
        "T3-T9",
        "worst T",
        "ranks/100 USD",
        "same, waste",
    ]
    return [head, *(_ranker_row(row) for row in summary.rows)]


def _ranker_row(row: Row) -> list[str]:
    return [
        row.ranker,
        figure(row.tau_clean, "{:.2f}"),
        figure(row.tau_gamed, "{:.2f}"),
        figure(row.top_gamed, "{:.1f}x"),
        percent(row.lift),
        percent(row.lift_beyond_waste),
        f"{percent(Estimate(row.worst.lift.value))} {row.worst.strategy}",
        figure(row.rate, "{:+.1f}"),
        figure(row.waste_rate, "{:+.1f}"),
    ]


def lift_matrix(summary: Summary) -> list[list[str]]:
    """A row a strategy, a column a ranker: the mean lift."""
    rows = [["", *(row.ranker for row in summary.rows)]]
    for turn, lift in enumerate(summary.rows[0].lifts):
        cells = [percent(Estimate(row.lifts[turn].lift.value)) for row in summary.rows]
        rows.append([titled(lift.strategy), *cells])
    return rows


def strategy_table(row: Row) -> list[list[str]]:
    """A row a strategy for one ranker: mean with interval, p95, the luckiest, ranks per 100 USD, flags."""
    table = [["", "mean lift", "p95", "worst", "ranks/100 USD", "flagged"]]
    for lift in row.lifts:
        name = titled(lift.strategy)
        worst = percent(Estimate(lift.worst))
        table.append(
            [
                name,
                percent(lift.lift),
                percent(lift.p95),
                worst,
                figure(lift.rate, "{:+.1f}"),
                figure(lift.flagged, "{:.0%}"),
            ]
        )
    return table


def flag_table(row: Row) -> list[list[str]]:
    """Flags: how often they hit, how often they hit the honest, by persona."""
    flags = row.flags
    if flags is None:
        return [["flags", "none raised"]]
    named = [("precision", flags.precision), ("recall", flags.recall), ("flagged or neutralised", flags.stopped)]
    named += [("false, honest people", flags.false), *((f"false, {p}", e) for p, e in flags.by_persona.items())]
    return [["flags", "share"], *([name, figure(estimate, "{:.1%}")] for name, estimate in named)]


def toll_table(summary: Summary) -> list[list[str]]:
    """A row a habit of honest teams, a column for the formula and for each lever that is off."""
    levers = list(dict.fromkeys(one.without for one in summary.tolls))
    rows: dict[str, list[str]] = {one.variant: [f"{one.variant} {one.title}"] for one in summary.tolls}
    for one in summary.tolls:
        rows[one.variant].append(percent(one.change))
    return [["", *(name if name == UNCHANGED else f"without {name}" for name in levers)], *rows.values()]


def target_table(summary: Summary) -> list[list[str]]:
    """A row a target."""
    judged = ([one.name, one.asked, one.measured, _MARKS[one.met]] for one in targets(summary))
    return [["target", "asked", "measured", ""], *judged]


def percent(estimate: Estimate) -> str:
    """A share as a signed percentage with its interval."""
    return figure(estimate, "{:+.1%}")


def figure(estimate: Estimate | None, form: str) -> str:
    """A figure with its interval, such as `0.55 (0.51..0.59)`; a dash for what was not measured."""
    if estimate is None or not math.isfinite(estimate.value):
        return "–"
    if estimate.low is None or estimate.high is None:
        return form.format(estimate.value)
    return f"{form.format(estimate.value)} ({_joined(form.format(end) for end in (estimate.low, estimate.high))})"


def _joined(ends: Iterable[str]) -> str:
    return "..".join(end.rstrip("%x") for end in ends)
