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
LEAST_SHOWN = 0.005  # less than this is 0.00 in the card's two digits
LEAST_HELD_BACK = 0.1
FADED = 0.5
_WORDED = ("issue", "changes", "share_alive", "pieces", "worth", "of", "cost")
KINDS = frozenset({"change_set", "review", "win", "incident"})
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


def spend_per_week(history: History) -> dict[str, dict[str, float]]:
    """Person -> week -> US dollars of trusted spend."""
    found: dict[str, dict[str, float]] = {}
    for usage in history.usage:
        if usage.cost_usd is not None and usage.trust in {"A", "B"}:
            week = "{}-W{:02d}".format(*usage.day.isocalendar()[:2])
            mine = found.setdefault(usage.person, {})
            mine[week] = mine.get(week, 0.0) + float(usage.cost_usd)
    return found


def person_cards(history: History, standings: Standings, before: Mapping[str, Before]) -> dict[str, Card]:
    """Person -> card, for everybody in the standings.

    `before` is everybody's place a week ago. Where it is empty there was no ranking then, and a card's `before` is
    None; somebody who was not in it has one without a rank, and so is new.
    """
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
            "policy": standings.policy,
            "as_of": as_of.isoformat(),
            "ranked": rated,
            "before": _before(row.person, before),
            "parts": [{"name": part.name, "value": part.value} for part in row.parts],
            "reasons": reasons(row),
            "held_back": held_back(row),
            "habits": habits(row),
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
        card: Card = {
            "name": team.name or row.team,
            "channel": team.channel,
            "policy": standings.policy,
            "ranked": ranked,
        }
        if row.status != "too_small":
            mine = members.get(row.team, [])
            card["before"] = _before(row.team, before)
            card["trend"] = _trend([kept.get(person, Counter()) for person in mine], as_of)
            card["spend"] = _trend([spend.get(person, {}) for person in mine], as_of)
        cards[row.team] = card
    return cards


def reasons(row: PersonStanding) -> list[Card]:
    """Up to three: what lifts the value most, then what counts without lifting it (value 0), by its worth.

    A channel below the cohort's middle has pieces that carry nothing: they were kept all the same, and their owner
    should read of them. Change-sets of one name are told together, and so are all reviews, wins and incidents, each
    with its number of `pieces`.
    """
    merged: dict[tuple[str, ...], Card] = {}
    for part in row.parts:
        for evidence in part.evidence:
            if evidence.value >= 0:
                _merge(merged, part.name, evidence)
    for one in merged.values():
        one["value"] = one["value"] if one["value"] >= LEAST_SHOWN else 0.0
    told = sorted(merged.values(), key=lambda one: (-one["value"], -one["facts"].get("worth", 0), one["ref"]))
    return told[:REASONS]


def held_back(row: PersonStanding) -> Card | None:
    """The one thing that takes most from the value, if anything takes much."""
    found = [(part.name, evidence) for part in row.parts for evidence in part.evidence]
    part, worst = min(found, key=lambda pair: pair[1].value, default=("", None))
    return _plain(part, worst) if worst is not None and worst.value <= -LEAST_HELD_BACK else None


def habits(row: PersonStanding) -> Card:
    """What the person's own evidence shows, for a hint that follows from it.

    channels: pieces by part; sets: change-sets, of which unasked (nobody else wanted them visibly) and unvouched
    (approved by nobody else); vouchers: how many people approved; faded: the change-set of which least is left.
    """
    sets = [e for part in row.parts for e in part.evidence if e.kind == "change_set"]
    faded = min(sets, key=lambda e: e.facts["share_alive"], default=None)
    return {
        "channels": {part.name: sum(e.kind in KINDS for e in part.evidence) for part in row.parts},
        "sets": len(sets),
        "unasked": sum(e.facts["anchor"] < 1 for e in sets),
        "unvouched": sum(not e.facts["endorsers"] for e in sets),
        "vouchers": len({name for e in sets for name in e.facts["endorsers"]}),
        "faded": _plain("code", faded) if faded and faded.facts["share_alive"] < FADED else None,
    }


def _merge(merged: dict[tuple[str, ...], Card], part: str, evidence: Evidence) -> None:
    new = _plain(part, evidence)
    if evidence.kind not in KINDS:
        merged[part, evidence.kind, evidence.ref] = new
        return
    new["facts"]["pieces"] = 1
    key = (part, evidence.kind, evidence.ref if evidence.kind == "change_set" else "")
    known = merged.setdefault(key, new)
    if known is not new:
        known["value"] += new["value"]
        for name in ("changes", "worth", "pieces"):
            if name in new["facts"]:
                known["facts"][name] = known["facts"].get(name, 0) + new["facts"][name]


def _plain(part: str, evidence: Evidence) -> Card:
    """Evidence with only those facts that words are made of: a card holds counts, not who approved what."""
    facts = {name: evidence.facts[name] for name in _WORDED if evidence.facts.get(name) is not None}
    if "changes" in facts:
        facts["changes"] = len(facts["changes"])
    return {"part": part, "kind": evidence.kind, "ref": evidence.ref, "value": evidence.value, "facts": facts}


def _before(name: str, before: Mapping[str, Before]) -> Card | None:
    return asdict(before.get(name, Before(None, None, None))) if before else None


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
    """Person -> changes merged less than 14 days ago and not taken back, which count once they have lasted."""
    reverted = {revert.change for revert in history.reverts if revert.at <= as_of}
    young = (c for c in history.changes if as_of - MATURITY < c.merged_at <= as_of and c.id not in reverted)
    return Counter(change.person for change in young)


def _members(people: Iterable[Person]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = {}
    for person in people:
        if person.team:
            members.setdefault(person.team, []).append(person.id)
    return members
