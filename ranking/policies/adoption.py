"""Adoption, for companies with no outcome source yet: weeks with trusted use and breadth of tools; it saturates."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime

from ranking.bands import band
from ranking.events import Person, Usage
from ranking.history import History
from ranking.kept.spend_guard import TRUSTED
from ranking.ranks import Place, places
from ranking.standing import Evidence, Part, PersonStanding, Standings, without_place
from ranking.teams import team_standings
from ranking.window import Window

WEEKS = 4
BREADTH = 5


def was_used(row: Usage) -> bool:
    """Whether a row tells of any use at all."""
    tokens = row.uncached_input_tokens + row.cache_read_tokens + row.cache_write_tokens + row.output_tokens
    return bool(row.sessions or row.prompts or tokens)


class Adoption:
    """value = weeks of the last 4 with any use + min(5, tools used); score = 100*value/9 (fair-rank §1).

    How much was used on a day is never read, so nothing above about two sessions a week can add. Ties share a rank.
    """

    name = "adoption"
    version = "1"

    def score(self, history: History, as_of: datetime, *, minimum_group: int = 8) -> Standings:
        """Rank everybody with trusted use (A and B) in the last 28 days."""
        window = Window(as_of)
        rows: dict[str, list[Usage]] = {}
        for row in history.usage:
            if row.trust in TRUSTED and window.spend_day(row.day) and was_used(row):
                rows.setdefault(row.person, []).append(row)
        parts = {person: _parts(mine, as_of) for person, mine in rows.items()}
        ranks = places({person: _total(mine) for person, mine in parts.items()})
        people = tuple(
            _standing(person, parts[person.id], ranks[person.id], len(rows[person.id]))
            if person.id in parts
            else without_place(person, "unrated")
            for person in history.people
        )
        return Standings(self.name, self.version, as_of, people, team_standings(history, people, shown, minimum_group))


def shown(value: float) -> float:
    """The score: 100*value/9."""
    return 100 * value / (WEEKS + BREADTH)


def _parts(rows: Iterable[Usage], as_of: datetime) -> tuple[Part, Part]:
    weeks = {(as_of.date() - row.day).days // 7 for row in rows}
    tools = sorted({row.tool for row in rows})
    breadth = min(BREADTH, len(tools))
    return (
        Part("weeks", float(len(weeks)), (Evidence("weeks", "used", float(len(weeks)), {"of": WEEKS}),)),
        Part("breadth", float(breadth), tuple(Evidence("tool", tool, breadth / len(tools)) for tool in tools)),
    )


def _total(parts: Iterable[Part]) -> float:
    return math.fsum(part.value for part in parts)


def _standing(person: Person, parts: tuple[Part, ...], place: Place, evidence: int) -> PersonStanding:
    value = _total(parts)
    score = shown(value)
    where = (place.rank, place.low, place.high)
    return PersonStanding(person.id, person.team, "rated", score, value, *where, band(score), evidence, parts)


POLICY = Adoption()
