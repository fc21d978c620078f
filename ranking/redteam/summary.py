"""All trials summed up: one row a ranker, one lift a strategy, the flags, and the targets they are held to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from ranking.redteam.bystanders import Toll, tolls
from ranking.redteam.measure import Estimate, mean_over_seeds, share
from ranking.redteam.outcome import Lift, covered, lift_of, rate_of, tau, top_tenth
from ranking.redteam.trial import Trial, Verdict

NEUTRAL = 0.01
WASTE = ("T1", "T2", "T10")


@dataclass(frozen=True, slots=True)
class Flags:
    """How well flags hit. `recall` is of gamers flagged, `stopped` of gamers flagged or gaining 1 % of N at most;
    `false` is the share of honest people flagged, overall and by persona."""

    precision: Estimate
    recall: Estimate
    stopped: Estimate
    false: Estimate
    by_persona: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Row:
    """One ranker's figures. Rates are ranks won per 100 USD wasted; `flags` is None for a ranker that raised none.

    `lift` is the mean over T1-T10. What waste loses can hide there what other strategies win, so `lift_beyond_waste`
    is the mean without T1, T2 and T10.
    """

    ranker: str
    tau_clean: Estimate
    tau_gamed: Estimate
    tau_loss: Estimate
    top_clean: Estimate
    top_gamed: Estimate
    lift: Estimate
    lift_beyond_waste: Estimate
    worst: Lift
    waste_rate: Estimate | None
    rate: Estimate | None
    coverage: Estimate
    lifts: tuple[Lift, ...]
    flags: Flags | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole benchmark. The first row is the policy on trial; P1 was counted for it, and what its levers cost honest
    teams is in `tolls`."""

    people: int
    seeds: tuple[int, ...]
    p1_worlds: int
    p1_violations: int
    rows: tuple[Row, ...]
    tolls: tuple[Toll, ...] = ()


def summarise(trials: Sequence[Trial]) -> Summary:
    """Sum up trials of one size. Raises `ValueError` for none."""
    if not trials:
        raise ValueError("no trial was run; the red team needs at least one seed")
    ordered = sorted(trials, key=lambda trial: trial.seed)
    return Summary(
        people=ordered[0].people,
        seeds=tuple(trial.seed for trial in ordered),
        p1_worlds=sum(trial.p1_worlds for trial in ordered),
        p1_violations=sum(trial.p1_violations for trial in ordered),
        rows=tuple(_row(name, ordered) for name in ordered[0].verdicts),
        tolls=tolls([trial.bystanders for trial in ordered]),
    )


def _row(ranker: str, trials: Sequence[Trial]) -> Row:
    verdicts = [trial.verdicts[ranker] for trial in trials]
    dollars = [trial.dollars for trial in trials]
    both = list(zip(verdicts, trials, strict=True))
    clean = [tau(verdict.clean.places, trial.true_value) for verdict, trial in both]
    gamed = [tau(verdict.gamed.places, trial.true_value) for verdict, trial in both]
    lifts = tuple(lift_of(key, verdicts, dollars) for key in trials[0].dollars)
    core = [one for one in lifts if one.strategy.startswith("T")] or list(lifts)
    keys = [one.strategy for one in core]
    waste = [key for key in keys if key in WASTE]
    return Row(
        ranker=ranker,
        tau_clean=mean_over_seeds(clean),
        tau_gamed=mean_over_seeds(gamed),
        tau_loss=mean_over_seeds([before - after for before, after in zip(clean, gamed, strict=True)]),
        top_clean=mean_over_seeds([top_tenth(verdict.clean.places, trial.gamers) for verdict, trial in both]),
        top_gamed=mean_over_seeds([top_tenth(verdict.gamed.places, trial.gamers) for verdict, trial in both]),
        lift=mean_over_seeds([_mean_lift(verdict, keys) for verdict in verdicts]),
        lift_beyond_waste=mean_over_seeds([_mean_lift(v, [k for k in keys if k not in WASTE]) for v in verdicts]),
        worst=max(core, key=lambda one: -math.inf if math.isnan(one.lift.value) else one.lift.value),
        waste_rate=rate_of(waste, verdicts, dollars) if waste else None,
        rate=rate_of(keys, verdicts, dollars),
        coverage=_share_of(covered(verdict.clean.places, trial.true_value) for verdict, trial in both),
        lifts=lifts,
        flags=_flags(verdicts, trials),
    )


def _mean_lift(verdict: Verdict, keys: Sequence[str]) -> float:
    """The mean over strategies of the mean lift; a strategy that nobody could play is left out."""
    means = [fmean(climb.share for climb in verdict.climbs[key]) for key in keys if verdict.climbs[key]]
    return fmean(means) if means else math.nan


def _share_of(counts: Iterable[tuple[int, int]]) -> Estimate:
    """A share from (hits, trials) of several companies."""
    listed = list(counts)
    return share(sum(hits for hits, _ in listed), sum(trials for _, trials in listed))


def _flags(verdicts: Sequence[Verdict], trials: Sequence[Trial]) -> Flags | None:
    if not any(one.clean.flagged or one.gamed.flagged for one in verdicts):
        return None
    both = list(zip(verdicts, trials, strict=True))
    personas = sorted({persona for trial in trials for persona in trial.persona.values()})
    return Flags(
        precision=_share_of(_hits(verdict, trial) for verdict, trial in both),
        recall=_share_of(_caught(verdict, trial, at_most=-2.0) for verdict, trial in both),
        stopped=_share_of(_caught(verdict, trial, at_most=NEUTRAL) for verdict, trial in both),
        false=_share_of(_accused(verdict, trial, personas) for verdict, trial in both),
        by_persona={one: _share_of(_accused(v, trial, [one]) for v, trial in both) for one in personas},
    )


def _hits(verdict: Verdict, trial: Trial) -> tuple[int, int]:
    """How many of those flagged in the mixed company are gamers or gave them their own work."""
    flagged = verdict.gamed.flagged
    return sum(person in trial.gamers or person in trial.helpers for person in flagged), len(flagged)


def _caught(verdict: Verdict, trial: Trial, *, at_most: float) -> tuple[int, int]:
    """How many gamers are flagged, or climb by no more than a share of N."""
    climbs = {climb.person: climb.share for climb in verdict.climbs["gamed"]}
    caught = [p for p in trial.gamers if p in verdict.gamed.flagged or climbs.get(p, 1.0) <= at_most]
    return len(caught), len(trial.gamers)


def _accused(verdict: Verdict, trial: Trial, personas: Sequence[str]) -> tuple[int, int]:
    """How many honest people of these personas are flagged in the clean company."""
    honest = [person for person, persona in trial.persona.items() if persona in personas]
    return sum(person in verdict.clean.flagged for person in honest), len(honest)
