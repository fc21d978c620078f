"""What is read off rankings: agreement with true value, gamers at the top, what a strategy pays, honest ranges."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from ranking.redteam.measure import Estimate, kendall_tau, mean_over_seeds, quantile, share
from ranking.redteam.rankers import Places
from ranking.redteam.trial import Verdict


@dataclass(frozen=True, slots=True)
class Lift:
    """What a strategy pays, in shares of N. Intervals are over seeds; `worst` is the luckiest climber of all.

    `rate` is ranks won per 100 USD wasted, None where nothing was spent to speak of; `flagged` the share of climbers
    whom a human would be asked to look at.
    """

    strategy: str
    lift: Estimate
    p95: Estimate
    worst: float
    rate: Estimate | None
    flagged: Estimate


def lift_of(strategy: str, verdicts: Sequence[Verdict], dollars: Sequence[Mapping[str, float]]) -> Lift:
    """One strategy's pay over all seeds."""
    climbs = [verdict.climbs[strategy] for verdict in verdicts]
    gains = [[climb.share for climb in mine] for mine in climbs if mine]
    return Lift(
        strategy=strategy,
        lift=mean_over_seeds([fmean(mine) for mine in gains]),
        p95=mean_over_seeds([quantile(mine, 0.95) for mine in gains]),
        worst=max((gain for mine in gains for gain in mine), default=0.0),
        rate=rate_of([strategy], verdicts, dollars),
        flagged=share(sum(climb.flagged for mine in climbs for climb in mine), sum(map(len, climbs))),
    )


def rate_of(
    strategies: Sequence[str], verdicts: Sequence[Verdict], dollars: Sequence[Mapping[str, float]]
) -> Estimate | None:
    """Ranks won per 100 USD wasted: all ranks over all dollars of a seed, then over seeds; None below 1 USD a seed."""
    rates = []
    for verdict, spent in zip(verdicts, dollars, strict=True):
        wasted = sum(spent[strategy] for strategy in strategies)
        if wasted < 1:
            return None
        rates.append(100 * sum(climb.ranks for key in strategies for climb in verdict.climbs[key]) / wasted)
    return mean_over_seeds(rates)


def tau(places: Places, true_value: Mapping[str, float]) -> float:
    """Kendall's tau between everybody's place and what their lasting work is truly worth."""
    return kendall_tau([(-places[person].rank, true_value[person]) for person in places if person in true_value])


def top_tenth(places: Places, gamers: Collection[str]) -> float:
    """The gamers' share of the top tenth over their share of all who have a place; nan without gamers.

    A tie at the edge is cut by id, which knows nothing of gaming.
    """
    ordered = sorted(places, key=lambda person: (places[person].rank, person))
    top = ordered[: max(1, round(len(ordered) / 10))]
    base = sum(person in gamers for person in ordered) / len(ordered) if ordered else 0.0
    return sum(person in gamers for person in top) / len(top) / base if base else math.nan


def covered(places: Places, true_value: Mapping[str, float]) -> tuple[int, int]:
    """Whose 90 % rank range holds the rank that true value alone would give, and of how many people."""
    order = sorted((person for person in places if person in true_value), key=lambda person: -true_value[person])
    held = sum(places[person].low <= rank <= places[person].high for rank, person in enumerate(order, start=1))
    return held, len(order)
