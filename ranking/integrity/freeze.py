"""The freeze: a flagged person's score is held at its last mature value until a human has looked (fair-rank §2.12).

Who is frozen. Whoever is flagged now and was not a week ago: a flag holds a score for five working days, and seven
days hold five working days wherever they begin. Then it lifts by itself, whatever anybody did or failed to do.
It lifts sooner if humans dismiss it, for what they have dismissed `detect` no longer finds.

What is held. The value less its spend guard, as it stood on the last Monday on which no family of the flag was seen
(midnight UTC, a fixed grid, so that a held value stands still), but never more than it is now; the spend guard of now
is then taken off. So being frozen is never a gain.

Why waste still cannot pay (P1). Whose *value* is held, since when and at what, is decided by the families that read
no use, and values at earlier steps are compared without their spend guards. So all usage enters a shown value through
today's spend guard alone, as it does without a freeze, and the theorem of fair-rank §2 holds word for word. A flag
that needs use to stand (waste beside churn, say) marks its owner `frozen` for the human but holds no value: use never
lifted it, so there is nothing to hold back, and further or back-dated use can neither start nor end a hold.

Young work is looked at too, so most flags come before the work behind them counts: humans can decide while nothing
has been gained yet. What comes later, as evidence grows slowly, is what a hold is for.

Cost. Without a flag one detection. With one, a second, and for a hold at most five more detections and one scoring
for each different Monday at which somebody is held, six at most.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ranking.bands import band
from ranking.history import History
from ranking.integrity.detect import FAMILIES, detect
from ranking.integrity.finding import GROUNDS, USAGE_GROUND, Verdict, verdict
from ranking.ranks import Place, places
from ranking.standing import Part, PersonStanding, Standings
from ranking.teams import team_standings

STEP = timedelta(days=7)
STEPS = 6
OUTCOME_FAMILIES = tuple(name for name in FAMILIES if GROUNDS[name] != USAGE_GROUND)

Unheld = Callable[[History, datetime, int], Standings]
SPEND_GUARD, UNCERTAINTY = "spend_guard", "uncertainty"


def frozen(
    unheld: Unheld, history: History, as_of: datetime, minimum_group: int, score_of: Callable[[float], float]
) -> Standings:
    """The standings of `unheld(history, as_of, minimum_group)` with flags, and with flagged people frozen.

    `score_of` turns a value into 0-100. A value is the sum of parts, of which `spend_guard` alone may read use and
    `uncertainty` is half the standard error, negative.
    """
    standings = unheld(history, as_of, minimum_group)
    found = detect(history, as_of)
    if not found:
        return standings
    rows = {row.person: _flagged(row, found.get(row.person)) for row in standings.people}
    if any(one.flagged for one in found.values()):
        week_ago = detect(history, as_of - STEP)
        marked = [name for name in _fresh(found, week_ago) if rows[name].value is not None]
        rows.update({name: replace(rows[name], status="frozen") for name in marked})
        outcomes = outcomes_only(found)
        fresh = [name for name in _fresh(outcomes, outcomes_only(week_ago)) if rows[name].value is not None]
        clear = _last_clear({name: outcomes[name] for name in fresh}, history, as_of)
        for moment in sorted(set(clear.values())):
            then = {row.person: row for row in unheld(history, moment, minimum_group).people}
            rows.update({name: _held(rows[name], then.get(name)) for name in clear if clear[name] == moment})
    people = _ranked(rows.values(), score_of)
    return replace(standings, people=people, teams=team_standings(history, people, score_of, minimum_group))


def outcomes_only(found: Mapping[str, Verdict]) -> dict[str, Verdict]:
    """What was found by families that read no use."""
    return {name: verdict(f for f in one.findings if f.ground != USAGE_GROUND) for name, one in found.items()}


def _flagged(row: PersonStanding, found: Verdict | None) -> PersonStanding:
    return replace(row, flags=found.flags()) if found else row


def _fresh(now: Mapping[str, Verdict], before: Mapping[str, Verdict]) -> list[str]:
    """Who is flagged now and was not then."""
    return [name for name, one in now.items() if one.flagged and not (name in before and before[name].flagged)]


def _last_clear(flagged: Mapping[str, Verdict], history: History, as_of: datetime) -> dict[str, datetime]:
    """The last Monday, midnight UTC, on which each person showed none of the families of their flag; the oldest of
    those looked at where all show one."""
    monday = as_of.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(
        days=as_of.astimezone(UTC).weekday()
    )
    mondays = [monday - back * STEP for back in range(STEPS)]
    clear = dict.fromkeys(flagged, mondays[-1])
    waiting = {name: {finding.family for finding in one.findings} for name, one in flagged.items()}
    for moment in mondays[:-1]:
        if not waiting:
            break
        seen = detect(history, moment, OUTCOME_FAMILIES)
        for name in [one for one, families in waiting.items() if not families & _families(seen.get(one))]:
            clear[name] = moment
            del waiting[name]
    return clear


def _families(found: Verdict | None) -> set[str]:
    return {finding.family for finding in found.findings} if found else set()


def _held(row: PersonStanding, then: PersonStanding | None) -> PersonStanding:
    """The row at the lower of two values, today's spend guard taken off either. Without an earlier value there is
    nothing to hold it at: the row has no figures for these days, and so is never last."""
    held = replace(row, status="frozen")
    if then is None or then.value is None:
        return replace(held, score=None, value=None, rank=None, rank_low=None, rank_high=None, band=None, parts=())
    earlier, now = _without_guard(then.parts), _without_guard(row.parts)
    if _total(earlier) >= _total(now):
        return held
    parts = (*earlier, *(part for part in row.parts if part.name == SPEND_GUARD))
    return replace(held, parts=parts, value=_total(parts))


def _without_guard(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.name != SPEND_GUARD)


def _total(parts: Iterable[Part]) -> float:
    return math.fsum(part.value for part in parts)


def _ranked(rows: Iterable[PersonStanding], score_of: Callable[[float], float]) -> tuple[PersonStanding, ...]:
    """The rows with score, place and band of their values; a held value never has a better band than before."""
    listed = list(rows)
    values = {row.person: row.value for row in listed if row.value is not None}
    errors = {row.person: -2 * _total(p for p in row.parts if p.name == UNCERTAINTY) for row in listed if row.parts}
    found = places(values, errors)
    return tuple(_placed(row, found[row.person], score_of) if row.value is not None else row for row in listed)


def _placed(row: PersonStanding, place: Place, score_of: Callable[[float], float]) -> PersonStanding:
    score = score_of(row.value or 0.0)
    word = band(score) if row.score is not None and score < row.score else row.band
    return replace(row, score=score, rank=place.rank, rank_low=place.low, rank_high=place.high, band=word)
