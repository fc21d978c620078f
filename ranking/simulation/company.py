"""A whole simulated company: its people, its teams, every event. The same arguments, the same company."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ranking.events import Coverage, Event, Person, Team
from ranking.simulation.changes import changes_of
from ranking.simulation.colleagues import Colleagues
from ranking.simulation.people import Visibility, Worker, coverage_of, make_teams, make_workers
from ranking.simulation.results import results_of
from ranking.simulation.usage import usage_of
from ranking.simulation.workdays import Window


@dataclass(frozen=True, slots=True)
class SimulatedPerson:
    """A person with what only the simulation knows.

    `true_value` is the latent lasting work per week, where an average full-time colleague has a median of 1;
    `visibility` is what this person would choose.
    """

    person: Person
    persona: str
    true_value: float
    visibility: Visibility


@dataclass(frozen=True, slots=True)
class Company:
    """Everything that is known of a simulated company. Events come in no promised order of time."""

    events: list[Event]
    people: list[SimulatedPerson]
    teams: list[Team]


def channel_name(team: Team) -> str:
    """The name of a team's Slack channel, such as `team-payments`; Slack allows 80 characters."""
    return f"team-{team.id}"[:80]


def simulate(*, people: int = 60, weeks: int = 12, seed: int = 1, ends: datetime) -> Company:
    """Simulate `people` honest people for `weeks` weeks up to `ends` (aware).

    Every event is dated within the window. The work of each person is drawn from that person's own streams, so
    the events of one do not depend on what another does. Raises `ValueError` for counts below one or a naive
    `ends`.
    """
    if people < 1 or weeks < 1:
        raise ValueError(f"a company needs at least one person and one week, not {people} and {weeks}")
    if ends.tzinfo is None:
        raise ValueError("ends has no time zone; give an aware datetime")
    window = Window(ends.astimezone(UTC) - timedelta(weeks=weeks), ends.astimezone(UTC))
    sized = make_teams(people, seed)
    workers = make_workers(sized, seed, window)
    return Company(
        events=list(_events([team for team, _ in sized], workers, seed, window)),
        people=[SimulatedPerson(w.person, w.persona.name, w.true_value, w.visibility) for w in workers],
        teams=[team for team, _ in sized],
    )


def _events(teams: list[Team], workers: list[Worker], seed: int, window: Window) -> Iterator[Event]:
    colleagues = Colleagues(workers)
    coverage: dict[str, Coverage] = {team.id: coverage_of(team, colleagues.members(team.id), seed) for team in teams}
    yield from teams
    yield from coverage.values()
    for worker in workers:
        yield worker.person
        yield from usage_of(worker, seed)
        yield from changes_of(worker, colleagues, seed, window)
        yield from results_of(worker, colleagues, coverage[worker.team].channels, seed, window)
