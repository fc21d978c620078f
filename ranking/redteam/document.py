"""docs/fairness.md, written by the benchmark itself, so that what is published is what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import cleandoc

from ranking.redteam.report import (
    flag_table,
    lift_matrix,
    ranker_table,
    strategy_table,
    target_table,
    toll_table,
)
from ranking.redteam.strategies import STRATEGIES, Strategy
from ranking.redteam.summary import Summary
from ranking.redteam.targets import targets
from ranking.redteam.trial import CLIMBING, ENDS, GAMED

_METHOD = """
Every company is simulated: twelve honest personas, each person with a latent true value and random streams of their
own. A strategy is switched on in a twin of the same company with the same seed, so that nothing else differs. Both
twins go the whole way: events, JSON lines, parsing, removal of repeats, history, score. The lift of a climber is the
rank without the strategy minus the rank with it, as a share of all people: positive means that it pays.

- About {climbing:.0%} of the people climb at a time, all by one strategy, spread evenly over true value; everybody
  else is honest. Rings are whole. Only people with a change that counts are chosen, and no policy is asked who that is.
- In the mixed company {gamed:.0%} are gamers, spread over T1 to T10. The agreement with true value (Kendall's tau-b)
  and the top tenth are read there. True value never grows by gaming.
- With account sharing (T8) only the holder of the account is counted as climbing; the colleague gives, and a flag on
  the colleague is not a false one.
- Flags change no lift here unless the policy itself freezes a score: nobody is punished before a human has looked.
- Whoever has a place without a strategy and loses it by the strategy is put last.
- Dollars wasted are what the last 28 days cost more than in the honest twin, as billed (trust A and B).
- P1 is counted in worlds with one spender each: with two, the fall of the heavier one lifts the other.
- The true rank, for the 90 % range, is the order of true value among all who have a place. Roles differ in what can be
  seen of them, so this is stricter than a range for the score's own noise.
- Intervals are Student's t over companies; for shares, Wilson's.
- Targets are judged on the point estimates. Everything ends on {ends}, so that a run can be repeated to the last digit.
"""

_BYSTANDERS = """
A rule that takes pay from rings sees only a pattern, and honest teams show such patterns too. A quarter of the teams of
the honest company takes one on, their work and its fate unchanged; this is how many ranks their members win by it, in %
of all people (negative: what they pay). Each further column is the same with one rule of the formula switched off.
""".strip()


def as_markdown(summary: Summary, *, weeks: int, chart: str | None = None) -> str:
    """The page. `chart` is the picture's address as seen from the page."""
    missed = [target.name for target in targets(summary) if target.met is False]
    verdict = f"Missed: {'; '.join(missed)}." if missed else "Every target that was measured is met."
    count = len(summary.seeds)
    first = summary.rows[0]
    sections = [
        "# What gaming pays",
        "This page is written by `kirorank redteam`; do not edit it. It says what people gain who try to climb without "
        f"lasting work: {summary.people} people, {weeks} weeks, {count} companies. {verdict}",
        f"```\nkirorank redteam --people {summary.people} --weeks {weeks} --seeds {count}\n```",
        "## Targets\n\n" + _table(target_table(summary)),
        "## Boards compared\n\n" + _table(ranker_table(summary)),
        *([f"![Mean lift of every strategy, {first.ranker} beside a token board]({chart})"] if chart else []),
        "## Mean lift of every strategy, % of all people\n\n" + _table(lift_matrix(summary)),
        f"## Against {first.ranker}, in full\n\n" + _table(strategy_table(first)),
        "## Flags\n\n" + (_table(flag_table(first)) if first.flags else "No policy raised a flag in this run."),
        "## What honest teams pay for it\n\n" + _BYSTANDERS + "\n\n" + _table(toll_table(summary)),
        "## How it is measured\n" + _METHOD.format(climbing=CLIMBING, gamed=GAMED, ends=ENDS.date()).rstrip(),
        "## The strategies\n\n" + "\n\n".join(_descriptions(summary)),
    ]
    return "\n\n".join(sections) + "\n"


def _table(rows: Sequence[Sequence[str]]) -> str:
    cells = [[cell.replace("|", "\\|").replace("*", "\\*") for cell in row] for row in rows]
    rule = ["---", *("---:" for _ in rows[0][1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in (cells[0], rule, *cells[1:]))


def _descriptions(summary: Summary) -> list[str]:
    played = {lift.strategy for lift in summary.rows[0].lifts}
    return [
        f"**{one.key}, {one.title}** ({_effort(one)}). {cleandoc(one.play.__doc__ or '').partition('. ')[2]}"
        for one in STRATEGIES
        if one.key in played
    ]


def _effort(one: Strategy) -> str:
    who = f"{one.size} people, " if one.size > 1 else ""
    return f"{who}{one.hours:g} h a working day"
