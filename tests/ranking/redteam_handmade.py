"""The red team's results and scenes made by hand, so that a test can know every figure in advance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ranking.events import Approval, Change, Event, Person
from ranking.redteam.measure import Estimate
from ranking.redteam.outcome import Lift
from ranking.redteam.rankers import Place, Ranking
from ranking.redteam.scene import Scene
from ranking.redteam.summary import Flags, Row, Summary
from ranking.redteam.trial import ENDS, Climb, Trial, Verdict
from ranking.simulation.company import Company, SimulatedPerson

NAN = Estimate(float("nan"))


def in_order(people: str | Sequence[str], flagged: Iterable[str] = ()) -> Ranking:
    """The people in this order, first to last, each sure of their place."""
    found = {person: Place(rank, -float(rank), rank, rank) for rank, person in enumerate(people, start=1)}
    return Ranking(found, frozenset(flagged))


def climbs(*shares: float, flagged: int = 0, people: int = 100) -> tuple[Climb, ...]:
    """Climbers c0, c1, ... by their lift; the first `flagged` of them are flagged."""
    return tuple(Climb(f"c{n}", round(one * people), one, n < flagged) for n, one in enumerate(shares))


def a_verdict(clean: Ranking, mixed: Ranking, **found: tuple[Climb, ...]) -> Verdict:
    return Verdict(clean, mixed, {"gamed": (), **found})


def a_trial(verdict: Verdict, *, seed: int = 1, gamers: str = "", helpers: str = "", **more: Any) -> Trial:
    """A company whose people a, b, c, ... are worth less from one to the next, all of the persona `steady`."""
    names = sorted(verdict.clean.places)
    usual: dict[str, Any] = {
        "people": len(names),
        "true_value": {name: float(-turn) for turn, name in enumerate(names)},
        "persona": dict.fromkeys((name for name in names if name not in gamers), "steady"),
        "dollars": {key: 100.0 for key in verdict.climbs if key != "gamed"},
        "verdicts": {"ours": verdict},
    }
    return Trial(seed=seed, gamers=dict.fromkeys(gamers, "T4"), helpers=frozenset(helpers), **{**usual, **more})


def a_lift(strategy: str, value: float, low: float | None = None, high: float | None = None, **more: Any) -> Lift:
    usual = {"p95": Estimate(value), "worst": value, "rate": None, "flagged": Estimate(0.0)}
    return Lift(strategy, Estimate(value, low, high), **{**usual, **more})


def a_row(ranker: str = "ours", lifts: Sequence[Lift] = (), **more: Any) -> Row:
    """A ranker that meets every target, unless `more` says otherwise."""
    listed = tuple(lifts) or (a_lift("T1", 0.0),)
    usual = {
        "tau_clean": Estimate(0.6),
        "tau_gamed": Estimate(0.59),
        "tau_loss": Estimate(0.01),
        "top_clean": Estimate(1.0),
        "top_gamed": Estimate(1.0),
        "lift": Estimate(0.0),
        "lift_beyond_waste": Estimate(0.0),
        "worst": listed[0],
        "waste_rate": Estimate(-1.0),
        "rate": Estimate(0.0),
        "coverage": Estimate(0.9),
        "flags": None,
    }
    return Row(ranker=ranker, lifts=listed, **{**usual, **more})


def a_summary(*rows: Row, **more: Any) -> Summary:
    usual = {"people": 100, "seeds": (1,), "p1_worlds": 5, "p1_violations": 0}
    return Summary(rows=rows or (a_row(),), **{**usual, **more})


def the_flags(**more: Any) -> Flags:
    """Flags that hit all gamers and nobody else, unless `more` says otherwise."""
    usual = {"precision": Estimate(1.0), "recall": Estimate(1.0), "stopped": Estimate(1.0), "false": Estimate(0.0)}
    return Flags(**{**usual, "by_persona": {"steady": Estimate(0.0)}, **more})


def merged(ident: str, owner: str, days: float = 20, *, by: Iterable[str] = (), **more: Any) -> Change:
    """A change merged so many days before the end."""
    looks = tuple(Approval(person=one, seconds_after_request=600, comments=1) for one in by)
    at = ENDS - timedelta(days=days)
    return Change(id=ident, person=owner, merged_at=at, repo="api", effective_lines=50, approvals=looks, **more)


def a_scene(teams: Mapping[str, str], *events: Event, weeks: int = 8, roles: Mapping[str, str] | None = None) -> Scene:
    """A company of one-letter people by team. The first of all is worth least; without events, each merged once."""
    listed = [
        SimulatedPerson(Person(id=one, team=team, role=(roles or {}).get(one, "swe")), "steady", float(turn), "public")
        for turn, (one, team) in enumerate((one, team) for team, members in teams.items() for one in members)
    ]
    told = list(events) or [merged(f"{one.person.id}-1", one.person.id) for one in listed]
    return Scene(Company([*(one.person for one in listed), *told], listed, []), ENDS, weeks)
