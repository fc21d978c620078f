"""Standings as the JSON document that `kirorank score --json` prints."""

from __future__ import annotations

from typing import Any

from ranking.standing import Evidence, Flag, Part, PersonStanding, Standings, TeamStanding


def standings_to_json(standings: Standings) -> dict[str, Any]:
    """The document, of plain values only. People stand by rank, those without one last by id; teams likewise."""
    people = sorted(standings.people, key=lambda one: (one.rank is None, one.rank or 0, one.person))
    teams = sorted(standings.teams, key=lambda one: (one.rank is None, one.rank or 0, one.team))
    return {
        "policy": standings.policy,
        "policy_version": standings.policy_version,
        "as_of": standings.as_of.isoformat(),
        "people": [_person(one) for one in people],
        "teams": [_team(one) for one in teams],
    }


def _person(one: PersonStanding) -> dict[str, Any]:
    return {
        "person": one.person,
        "team": one.team,
        "status": one.status,
        "score": one.score,
        "value": one.value,
        "rank": one.rank,
        "rank_low": one.rank_low,
        "rank_high": one.rank_high,
        "band": one.band,
        "evidence": one.evidence,
        "parts": [_part(part) for part in one.parts],
        "flags": [_flag(flag) for flag in one.flags],
    }


def _part(part: Part) -> dict[str, Any]:
    return {"name": part.name, "value": part.value, "evidence": [_evidence(item) for item in part.evidence]}


def _evidence(item: Evidence) -> dict[str, Any]:
    return {"kind": item.kind, "ref": item.ref, "value": item.value, "facts": dict(item.facts)}


def _flag(flag: Flag) -> dict[str, Any]:
    return {"family": flag.family, "severity": flag.severity, "summary": flag.summary}


def _team(one: TeamStanding) -> dict[str, Any]:
    return {
        "team": one.team,
        "members": one.members,
        "status": one.status,
        "score": one.score,
        "rank": one.rank,
    }
