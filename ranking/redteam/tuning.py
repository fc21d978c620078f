"""A quick bench for whoever tunes a formula: what each strategy pays against one policy, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from ranking.events import Event
from ranking.redteam.measure import Estimate, mean_over_seeds
from ranking.redteam.outcome import Lift, lift_of, tau, top_tenth
from ranking.redteam.rankers import PolicyRanker
from ranking.redteam.strategies import STRATEGIES, Strategy
from ranking.redteam.trial import ENDS, Setting, settings, verdict
from ranking.redteam.world import World
from ranking.standing import Policy

_COPIED = ("usage", "changes", "reviews", "wins", "incidents")  # facts whose people were resolved


@dataclass(frozen=True, slots=True)
class Prepared:
    """One company with all its twins, ready to be scored again and again. It can be pickled."""

    seed: int
    true_value: dict[str, float]
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What tuning needs: a row a strategy, tau to the true value (clean, gamed), gamers in the top tenth over base."""

    rows: tuple[Lift, ...]
    tau_clean: Estimate
    tau_gamed: Estimate
    top_tenth: Estimate

    @property
    def mean(self) -> float:
        """The mean lift over T1-T10 (or over all that were played, where none of those was)."""
        return fmean([row.lift.value for row in self._core()])

    @property
    def worst(self) -> float:
        """The mean lift of the strategy among them that pays best."""
        return max(row.lift.value for row in self._core())

    def _core(self) -> Sequence[Lift]:
        return [row for row in self.rows if row.strategy.startswith("T")] or self.rows

    def __str__(self) -> str:
        head = f"{'% of N':<6}{'lift':>8}{'p95':>8}{'worst':>8}{'/100 USD':>10}{'flagged':>9}"
        agreement = f"tau {self.tau_clean.value:.3f} clean, {self.tau_gamed.value:.3f} gamed"
        foot = f"T: mean {self.mean:+.2%}, worst {self.worst:+.2%}; {agreement}; top tenth {self.top_tenth.value:.2f}x"
        return "\n".join([head, *map(_line, self.rows), foot])


def _line(row: Lift) -> str:
    rate = "" if row.rate is None else f"{row.rate.value:+.2f}"
    figures = f"{row.lift.value:>+8.1%}{row.p95.value:>+8.1%}{row.worst:>+8.1%}"
    return f"{row.strategy:<6}{figures}{rate:>10}{row.flagged.value:>9.0%}"


def prepare(
    *, people: int = 300, weeks: int = 12, seeds: Iterable[int] = (1, 2, 3), strategies: Sequence[Strategy] = STRATEGIES
) -> tuple[Prepared, ...]:
    """Build the companies and their twins once. Scoring a formula on them then costs only the scoring."""
    return tuple(_prepared(people, weeks, seeds, strategies))


def _prepared(people: int, weeks: int, seeds: Iterable[int], strategies: Sequence[Strategy]) -> Iterator[Prepared]:
    for seed in seeds:
        world = World(people, weeks, seed, ENDS)
        worth = {one.person.id: one.true_value for one in world.scene.company.people}
        yield Prepared(seed, worth, tuple(_sharing_facts(settings(world, strategies))))


def _sharing_facts(twins: Iterable[Setting]) -> Iterator[Setting]:
    """The same twins, but equal facts are one object: twenty copies of a company would fill the memory."""
    known: dict[tuple[str, str], Event] = {}
    for twin in twins:
        history = twin.history
        facts: dict[str, Any] = {name: tuple(_first(f, known) for f in getattr(history, name)) for name in _COPIED}
        yield replace(twin, history=replace(history, **facts))


def _first(fact: Event, known: dict[tuple[str, str], Event]) -> Event:
    first = known.setdefault((fact.type, fact.key), fact)
    return first if first == fact else fact


def lifts(
    policy: Policy,
    people: int = 300,
    weeks: int = 12,
    seeds: Iterable[int] = (1, 2, 3),
    strategies: Sequence[Strategy] = STRATEGIES,
    prepared: Iterable[Prepared] | None = None,
) -> Table:
    """What each strategy pays under a policy. `print(lifts(POLICY))` shows it; pass `prepared` to try several."""
    ranker, verdicts, dollars = PolicyRanker(policy), [], []
    clean, gamed, top = [], [], []
    for one in _prepared(people, weeks, seeds, strategies) if prepared is None else prepared:
        played = {setting.name: setting for setting in one.settings}
        found = {name: ranker.rank(setting.history, ENDS) for name, setting in played.items()}
        judged = verdict(found, played, len(one.true_value))
        verdicts.append(judged)
        dollars.append({name: setting.dollars for name, setting in played.items()})
        clean.append(tau(judged.clean.places, one.true_value))
        gamed.append(tau(judged.gamed.places, one.true_value))
        top.append(top_tenth(judged.gamed.places, played["gamed"].climbers))
    keys = [name for name in dollars[0] if name not in {"clean", "gamed"}]
    return Table(
        rows=tuple(lift_of(key, verdicts, dollars) for key in keys),
        tau_clean=mean_over_seeds(clean),
        tau_gamed=mean_over_seeds(gamed),
        top_tenth=mean_over_seeds(top),
    )
