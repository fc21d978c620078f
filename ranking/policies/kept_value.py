"""Kept Value, the default policy: work that shipped, stayed, and that somebody else vouched for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ranking.bands import band, eased
from ranking.cohorts import Cohorts
from ranking.events import CHANNELS, Person
from ranking.history import History
from ranking.integrity.freeze import frozen
from ranking.kept.explain import channel_part, spend_part, uncertainty_part
from ranking.kept.gather import Gathered, connected_channels, evidenced_channels, gather, young_evidence
from ranking.kept.spend_guard import usual_costs, window_cost
from ranking.normal import phi
from ranking.ranks import Place, places
from ranking.standing import Part, PersonStanding, Standings, Status, without_place
from ranking.teams import team_standings
from ranking.window import Window

STRENGTH = 4.0
BELOW_MIDDLE = 0.7
USUAL_WEIGHTS = {"code": 1.0, "review": 0.3, "win": 0.4, "incident": 0.2}
ROLE_WEIGHTS = {
    "manager": {"code": 0.3, "review": 1.0, "win": 1.0, "incident": 0.4},
    "data": {"code": 0.6, "review": 0.6, "win": 1.0, "incident": 0.3},
    "sre": {"code": 0.8, "review": 0.6, "win": 0.6, "incident": 1.0},
}


def channel_weight(person: Person, channel: str) -> float:
    """w_rk: how much a channel weighs for a role (fair-rank §2.9)."""
    return ROLE_WEIGHTS.get((person.role or "").casefold(), USUAL_WEIGHTS)[channel]


def shrinkage(evidence: float) -> float:
    """B = n/(n + 4) (fair-rank §2.9)."""
    return evidence / (evidence + STRENGTH)


def sigma(evidence: float) -> float:
    """sigma = 1/sqrt(n + 4) (fair-rank §2.9)."""
    return 1 / math.sqrt(evidence + STRENGTH)


def mu_factor(mean_z: float, evidence: float) -> float:
    """What the weighted mean z is multiplied with: B above the cohort's middle, .7 below it.

    Below the middle B would deepen the deficit with every further outcome, and doing nothing more would pay (P2).
    .7 is B of about nine pieces of evidence.
    """
    return shrinkage(evidence) if mean_z >= 0 else BELOW_MIDDLE


@dataclass(frozen=True, slots=True)
class _Case:
    """One person and everything that the formula reads of them."""

    person: Person
    channels: tuple[str, ...]
    count: int
    evidence: float


class KeptValue:
    """KV = mu - .5*sigma - P, shown as 100*Phi(KV) (fair-rank §2.11). No term but P reads usage."""

    name = "kept-value"
    version = "2"

    def score(self, history: History, as_of: datetime, *, minimum_group: int = 8) -> Standings:
        """Rank everybody who has matured evidence in a connected channel; whoever is flagged is frozen."""
        return frozen(self._unheld, history, as_of, minimum_group, shown)

    def _unheld(self, history: History, as_of: datetime, minimum_group: int) -> Standings:
        window = Window(as_of)
        gathered, connected = gather(history, window), connected_channels(history)
        costs = window_cost(history.usage, window)
        cases = [_case(person, connected[person.id], gathered) for person in history.people]
        rated = [case for case in cases if case.count]
        parts = _all_parts(rated, gathered, costs, window)
        values = _sums(parts)
        ranks = places(values, {case.person.id: sigma(case.evidence) for case in rated})
        evidenced = evidenced_channels(history.people, connected, gathered)
        bands = _bands(
            values, cases, [_case(c.person, evidenced[c.person.id], gathered) for c in cases], gathered, costs, window
        )
        young = young_evidence(history, window)
        people = tuple(
            _rated(case, values[case.person.id], ranks[case.person.id], parts[case.person.id], bands[case.person.id])
            if case.person.id in values
            else _waiting(case, young)
            for case in cases
        )
        teams = team_standings(history, people, shown, minimum_group)
        return Standings(self.name, self.version, as_of, people, teams)


def shown(value: float) -> float:
    """The score: 100*Phi(KV) (fair-rank §2.11)."""
    return 100 * phi(value)


def _case(person: Person, channels: tuple[str, ...], gathered: Gathered) -> _Case:
    return _Case(
        person=person,
        channels=channels,
        count=sum(gathered.count(channel, person.id) for channel in channels),
        evidence=math.fsum(gathered.evidence(channel, person.id) for channel in channels),
    )


def _all_parts(
    rated: Sequence[_Case], gathered: Gathered, costs: Mapping[str, float], window: Window
) -> dict[str, tuple[Part, ...]]:
    people = [case.person for case in rated]
    spent = {person.id: costs.get(person.id, 0.0) for person in people}
    usual = usual_costs(Cohorts(people, spent), spent)
    standards = _standard_values(rated, gathered, window)
    return {
        case.person.id: (
            *_channel_parts(case, standards, gathered),
            uncertainty_part(-0.5 * sigma(case.evidence), case.evidence, case.count),
            spend_part(spent[case.person.id], usual[case.person.id]),
        )
        for case in rated
    }


def _sums(parts: Mapping[str, tuple[Part, ...]]) -> dict[str, float]:
    return {person: math.fsum(part.value for part in mine) for person, mine in parts.items()}


def _bands(
    values: Mapping[str, float],
    cases: Sequence[_Case],
    evidenced: Sequence[_Case],
    gathered: Gathered,
    costs: Mapping[str, float],
    window: Window,
) -> dict[str, str]:
    """Bands by score; where a source fell away, at most one below what all evidence would give (P9).

    Rank and value read connected channels only. Evidence of a source that is gone leaves the window in ten weeks.
    """
    words = {person: band(shown(value)) for person, value in values.items()}
    if cases == evidenced:
        return words
    whole = _sums(_all_parts([case for case in evidenced if case.count], gathered, costs, window))
    return {person: eased(word, band(shown(whole[person]))) for person, word in words.items()}


def _standard_values(rated: Sequence[_Case], gathered: Gathered, window: Window) -> dict[tuple[str, str], float]:
    """z by (channel, person), each channel compared among the rated people it is connected for (fair-rank §2.8).

    A newcomer's amount is that of the weeks they were there, scaled to eight: without it they stood ninety of three
    hundred places too low.
    """
    found = {}
    for channel in CHANNELS:
        people = [case.person for case in rated if channel in case.channels]
        values = {
            one.id: math.log1p(gathered.amount(channel, one.id) / window.presence(one.started_on)) for one in people
        }
        cohorts = Cohorts(people, values)
        found.update({(channel, person): cohorts.of(person).z(value) for person, value in values.items()})
    return found


def _channel_parts(case: _Case, standards: Mapping[tuple[str, str], float], gathered: Gathered) -> list[Part]:
    """mu = factor * sum(w_rk*z_k)/sum(w_rk) over the connected channels, one part each (fair-rank §2.9)."""
    weights = {channel: channel_weight(case.person, channel) for channel in case.channels}
    whole = math.fsum(weights.values())
    pulls = {channel: weight * standards[channel, case.person.id] / whole for channel, weight in weights.items()}
    factor = mu_factor(math.fsum(pulls.values()), case.evidence)
    return [channel_part(channel, factor * pull, case.person.id, gathered) for channel, pull in pulls.items()]


def _rated(case: _Case, value: float, place: Place, parts: tuple[Part, ...], word: str) -> PersonStanding:
    return PersonStanding(
        person=case.person.id,
        team=case.person.team,
        status="rated",
        score=shown(value),
        value=value,
        rank=place.rank,
        rank_low=place.low,
        rank_high=place.high,
        band=word,
        evidence=case.count,
        parts=parts,
    )


def _waiting(case: _Case, young: Mapping[str, set[str]]) -> PersonStanding:
    """Provisional with young evidence in a connected channel, else unrated; neither has a place, so neither is last."""
    waits = any(case.person.id in young[channel] for channel in case.channels)
    status: Status = "provisional" if waits else "unrated"
    return without_place(case.person, status)


POLICY = KeptValue()
