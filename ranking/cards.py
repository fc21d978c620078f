"""Cards: the facts that a person's or a team's own reply shows, worked out once a day so that a reply only reads.

A card is plain JSON-ready data, no words and no blocks. Weeks are named by their ISO key (2026-W47).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ranking.badges import CATALOGUE, MATURITY, Progress, kept_changes, progress
from ranking.events import Person
from ranking.history import History
from ranking.standing import Evidence, PersonStanding, Standings

WEEKS = 8
REASONS = 3
Card = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Before:
    """Where somebody (or a team) stood a week ago."""

    rank: int | None
    band: str | None
    score: float | None


def iso_week(moment: datetime) -> str:
    """The ISO week of a moment, in UTC."""
    year, week, _ = moment.astimezone(UTC).isocalendar()
    return f"{year}-W{week:02d}"


def last_weeks(as_of: datetime) -> tuple[str, ...]:
    """The ISO weeks up to the one that `as_of` lies in, oldest first."""
    return tuple(iso_week(as_of - timedelta(weeks=back)) for back in reversed(range(WEEKS)))


def kept_per_week(history: History, as_of: datetime) -> dict[str, Counter[str]]:
    """Person -> week -> changes that were found kept in that week, which is 14 days after their merge."""
    found: dict[str, Counter[str]] = {}
    for change in kept_changes(history, as_of):
        found.setdefault(change.person, Counter())[iso_week(change.merged_at + MATURITY)] += 1
    return found


def spend_per_week(history: History) -> dict[str, Counter[str]]:
    """Person -> week -> US dollars of trusted spend."""
    found: dict[str, Counter[str]] = {}
    for usage in history.usage:
        if usage.cost_usd is not None and usage.trust in {"A", "B"}:
            week = "{}-W{:02d}".format(*usage.day.isocalendar()[:2])
            found.setdefault(usage.person, Counter())[week] += float(usage.cost_usd)  # type: ignore[assignment]
    return found


def person_cards(history: History, standings: Standings, before: Mapping[str, Before]) -> dict[str, Card]:
    """Person -> card, for everybody in the standings."""
    as_of = standings.as_of
    people = {person.id: person for person in history.people}
    names = {team.id: team.name or team.id for team in history.teams}
    kept, badges = kept_per_week(history, as_of), progress(history, as_of)
    rated = sum(row.rank is not None for row in standings.people)
    young = _young_changes(history, as_of)
    return {
        row.person: {
            "name": people[row.person].name or row.person,
            "time_zone": people[row.person].time_zone,
            "team_name": names.get(row.team or "", row.team),
            "ranked": rated,
            "before": asdict(before[row.person]) if row.person in before else None,
            "parts": [{"name": part.name, "value": part.value} for part in row.parts],
            "reasons": [_plain(part, evidence) for part, evidence in _reasons(row)],
            "trend": _trend([kept.get(row.person, Counter())], as_of),
            "badge": _next_badge(badges[row.person]),
            "young": young[row.person],
        }
        for row in standings.people
    }


def team_cards(history: History, standings: Standings, before: Mapping[str, Before]) -> dict[str, Card]:
    """Team -> card. A team that is too small has no figures."""
    as_of = standings.as_of
    kept, spend = kept_per_week(history, as_of), spend_per_week(history)
    members = _members(history.people)
    ranked = sum(row.rank is not None for row in standings.teams)
    teams = {team.id: team for team in history.teams}
    cards = {}
    for row in standings.teams:
        team = teams[row.team]
        card: Card = {"name": team.name or row.team, "channel": team.channel, "ranked": ranked}
        if row.status != "too_small":
            mine = members.get(row.team, [])
            card["before"] = asdict(before[row.team]) if row.team in before else None
            card["trend"] = _trend([kept.get(person, Counter()) for person in mine], as_of)
            card["spend"] = _trend([spend.get(person, Counter()) for person in mine], as_of)
        cards[row.team] = card
    return cards


def _plain(part: str, evidence: Evidence) -> Card:
    return {
        "part": part,
        "kind": evidence.kind,
        "ref": evidence.ref,
        "value": evidence.value,
        "facts": dict(evidence.facts),
    }


def _reasons(row: PersonStanding) -> list[tuple[str, Evidence]]:
    """What lifts the score most; what holds it back only where there is room left."""
    found = [(part.name, evidence) for part in row.parts for evidence in part.evidence]
    return sorted(found, key=lambda pair: (-pair[1].value, pair[0], pair[1].ref))[:REASONS]


def _trend(counters: Iterable[Mapping[str, float]], as_of: datetime) -> Card:
    weeks = last_weeks(as_of)
    counters = list(counters)
    return {"weeks": list(weeks), "values": [round(sum(c.get(week, 0) for c in counters), 2) for week in weeks]}


def _next_badge(mine: Mapping[str, Progress]) -> Card | None:
    """The badge that is nearest to its next tier, as a share of the way."""
    open_badges = [
        (mine[badge.id].count / threshold, badge, mine[badge.id])
        for badge in CATALOGUE
        if (threshold := mine[badge.id].next_threshold) is not None
    ]
    if not open_badges:
        return None
    _, badge, reached = max(open_badges, key=lambda option: option[0])
    tier = next(tier.name for tier in badge.tiers if tier.threshold == reached.next_threshold)
    return {
        "id": badge.id,
        "name": badge.name,
        "words": badge.words,
        "tier": tier,
        "tiers": len(badge.tiers),
        "count": reached.count,
        "next": reached.next_threshold,
    }


def _young_changes(history: History, as_of: datetime) -> Counter[str]:
    """Person -> changes merged less than 14 days ago, which will count once they have lasted."""
    return Counter(c.person for c in history.changes if as_of - MATURITY < c.merged_at <= as_of)


def _members(people: Iterable[Person]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for person in people:
        if person.team:
            members.setdefault(person.team, []).append(person.id)
    return members
