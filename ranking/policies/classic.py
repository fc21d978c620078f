"""Classic: tokens, as the original did. Off unless an administrator switches it on; the red team's baseline."""

from __future__ import annotations

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

KINDS = ("uncached_input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens")


class Classic:
    """value = tokens of the last 28 days from sources of trust A and B; score = 100*value/the highest value."""

    name = "classic"
    version = "1"

    def score(self, history: History, as_of: datetime, *, minimum_group: int = 8) -> Standings:
        """Rank everybody with tokens."""
        window = Window(as_of)
        rows: dict[str, list[Usage]] = {}
        for row in history.usage:
            if row.trust in TRUSTED and window.spend_day(row.day):
                rows.setdefault(row.person, []).append(row)
        parts = {person: _parts(mine) for person, mine in rows.items()}
        values = {person: sum(part.value for part in mine) for person, mine in parts.items()}
        values = {person: value for person, value in values.items() if value > 0}
        most, ranks = max(values.values(), default=1.0), places(values)

        def shown(value: float) -> float:
            return 100 * value / most

        people = tuple(
            _standing(person, values[person.id], shown(values[person.id]), ranks[person.id], parts[person.id])
            if person.id in values
            else without_place(person, "unrated")
            for person in history.people
        )
        return Standings(self.name, self.version, as_of, people, team_standings(history, people, shown, minimum_group))


def _parts(rows: Iterable[Usage]) -> tuple[Part, ...]:
    listed = list(rows)
    return tuple(Part(kind, float(sum(getattr(row, kind) for row in listed)), _tools(kind, listed)) for kind in KINDS)


def _tools(kind: str, rows: Iterable[Usage]) -> tuple[Evidence, ...]:
    tokens: dict[str, int] = {}
    for row in rows:
        if getattr(row, kind):
            tokens[row.tool] = tokens.get(row.tool, 0) + getattr(row, kind)
    return tuple(Evidence("tool", tool, float(tokens[tool])) for tool in sorted(tokens))


def _standing(person: Person, value: float, score: float, place: Place, parts: tuple[Part, ...]) -> PersonStanding:
    where = (place.rank, place.low, place.high)
    count = sum(len(part.evidence) for part in parts)
    return PersonStanding(person.id, person.team, "rated", score, value, *where, band(score), count, parts)


POLICY = Classic()
