"""The people of the simulation: names, teams, personas, calendars, and how they are dealt."""

from __future__ import annotations

import string
import unicodedata
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.simulation import Company, simulate
from ranking.simulation.colleagues import Colleagues
from ranking.simulation.draws import lognormal, poisson, shared_out, stream
from ranking.simulation.names import person_name, slug, team_names
from ranking.simulation.people import Worker, make_teams, make_workers
from ranking.simulation.personas import PERSONAS
from ranking.simulation.workdays import Window, at_local_hour, calendar

ENDS = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = Window(ENDS - timedelta(weeks=12), ENDS)
STEADY = next(persona for persona in PERSONAS if persona.name == "steady")


@cache
def company(people: int, seed: int = 1) -> Company:
    """A company that several tests read and none changes."""
    return simulate(people=people, weeks=1, seed=seed, ends=ENDS)


@cache
def workers(people: int = 60, seed: int = 1) -> list[Worker]:
    """The workers of a company, with what only the simulation knows."""
    return make_workers(make_teams(people, seed), seed, WINDOW)


# Names


def test_names_come_from_many_scripts_and_lengths() -> None:
    """Among three thousand people there are diacritics, right-to-left names, short ones and very long ones."""
    names = [person.person.name or "" for person in company(3000).people]
    directions = {unicodedata.bidirectional(letter) for name in names for letter in name}
    assert {"L", "R", "AL"} <= directions
    assert any(not name.isascii() and unicodedata.bidirectional(name[0]) == "L" for name in names)
    assert min(map(len, names)) <= 8
    assert max(map(len, names)) >= 35


def test_names_hold_letters_only() -> None:
    """No emoji, digits or control characters stand in a name."""
    for person in company(3000).people:
        for letter in person.person.name or "":
            assert letter in " -'" or unicodedata.category(letter)[0] in "LM"


def test_addresses_and_logins_are_plain_and_unique() -> None:
    """Three thousand people have three thousand addresses and logins, all in ASCII, at example.com."""
    people = [person.person for person in company(3000).people]
    for names in (
        [person.email for person in people],
        [person.logins["github"] for person in people],
        [person.logins["kiro"] for person in people],
    ):
        assert len(set(names)) == len(people)
    allowed = set(string.ascii_lowercase + string.digits + ".-")
    for person in people:
        address = person.email or ""
        local, _, host = address.partition("@")
        assert host == "example.com"
        assert set(local) <= allowed
        assert all(len(part) >= 2 for part in local.split("."))


def test_letters_that_do_not_decompose_are_written_out() -> None:
    """Letters such as ß, ł, ø and ı do not vanish from addresses."""
    names = [person_name(Random(seed)) for seed in range(2000)]
    plain = {name.shown: name.plain for name in names}
    assert any("weiss" in plain[shown] for shown in plain if "Weiß" in shown)
    assert any("lukasz" in plain[shown] for shown in plain if "Łukasz" in shown)
    assert any("soren." in plain[shown] for shown in plain if "Søren" in shown)
    assert any("isil." in plain[shown] for shown in plain if "Işıl" in shown)


def test_team_names_never_run_out() -> None:
    """A thousand teams have a thousand different names, identifiers included, and the first is a plain product."""
    names = team_names(1000)
    assert names[0] == "Payments"
    assert len(set(names)) == len({slug(name) for name in names}) == 1000


def test_a_larger_company_keeps_the_names_of_its_first_teams() -> None:
    """Team names are dealt in one order."""
    assert team_names(40)[:10] == team_names(10)


# Teams


@pytest.mark.parametrize("people", [12, 15, 25, 60, 61, 300, 1234])
def test_teams_have_six_to_fourteen_people(people: int) -> None:
    """Every team is of a size at which people know each other, and nobody is left over."""
    sizes = Counter(person.person.team for person in company(people).people)
    assert sum(sizes.values()) == people
    assert all(6 <= size <= 14 for size in sizes.values())
    assert set(sizes) == {team.id for team in company(people).teams}


def test_team_sizes_differ() -> None:
    """Some teams are below the usual minimum group of eight, and some above twelve."""
    sizes = Counter(person.person.team for person in company(300).people).values()
    assert min(sizes) < 8
    assert max(sizes) > 12


def test_teams_sit_on_several_continents() -> None:
    """Even a company of sixty has teams on at least three continents."""
    zones = {(team.time_zone or "").split("/")[0] for team in company(60).teams}
    assert len(zones) >= 3


def test_a_few_people_live_elsewhere() -> None:
    """Most people share their team's zone; some do not."""
    zones = {team.id: team.time_zone for team in company(300).teams}
    away = sum(p.person.time_zone != zones[p.person.team or ""] for p in company(300).people)
    assert 0.03 < away / 300 < 0.2


# Personas and values


def test_all_twelve_personas_work_there() -> None:
    """From twelve people on, each persona of fair-rank.md is there."""
    assert len(PERSONAS) == 12
    for people in (12, 60, 300):
        assert {person.persona for person in company(people).people} == {p.name for p in PERSONAS}


def test_shares_of_personas_sum_to_one() -> None:
    """The table of personas is a distribution, and its chances are chances."""
    assert sum(persona.share for persona in PERSONAS) == pytest.approx(1)
    for persona in PERSONAS:
        chances = (persona.deleted, persona.survival, persona.anchored, persona.roaming, persona.usage_days)
        assert all(0 <= chance < 1 for chance in chances)


def test_personas_come_by_their_shares() -> None:
    """In a company of three thousand, each persona's part is within one percent of its share."""
    counts = Counter(person.persona for person in company(3000).people)
    for persona in PERSONAS:
        assert counts[persona.name] / 3000 == pytest.approx(persona.share, abs=0.01)


def test_roles_and_levels_are_filled() -> None:
    """Engineers, data people, managers and site reliability are there, at four levels; newcomers are not seniors."""
    people = company(300).people
    assert {person.person.role for person in people} == {"swe", "data", "manager", "sre"}
    assert {person.person.level for person in people} == {"junior", "mid", "senior", "staff"}
    newcomers = {person.person.level for person in people if person.persona == "newcomer"}
    assert newcomers <= {"junior", "mid"}


def test_visibility_follows_what_people_choose() -> None:
    """About 65, 15 and 20 percent are public, under a pseudonym, and private."""
    chosen = Counter(person.visibility for person in company(3000).people)
    assert chosen["public"] / 3000 == pytest.approx(0.65, abs=0.03)
    assert chosen["pseudonym"] / 3000 == pytest.approx(0.15, abs=0.03)
    assert chosen["private"] / 3000 == pytest.approx(0.20, abs=0.03)


def test_true_value_is_positive_and_spread() -> None:
    """Values differ by more than a factor of five between people, around a median of about one."""
    values = sorted(person.true_value for person in company(300).people)
    assert values[0] > 0
    assert values[-1] / values[0] > 5
    assert values[150] == pytest.approx(1, abs=0.2)


def test_a_part_timer_is_measured_by_the_week() -> None:
    """With the same talent, three days a week stand for three fifths of the work."""
    part_timer = next(worker for worker in workers() if worker.persona.name == "part-timer")
    assert part_timer.true_value == pytest.approx(0.6 * part_timer.pull)


# Calendars


def days_of(persona_name: str, seed: int = 1) -> tuple[date, ...]:
    """The working days of one persona."""
    persona = next(persona for persona in PERSONAS if persona.name == persona_name)
    return calendar(Random(seed), persona, WINDOW).days


def test_a_part_timer_works_three_days_a_week() -> None:
    """A part-timer's weekdays are three, always the same."""
    assert len({day.weekday() for day in days_of("part-timer") if day.weekday() < 5}) == 3


def test_a_newcomer_joins_during_the_window() -> None:
    """Newcomers work in the later part only, and nobody can ask them before."""
    for seed in range(20):
        persona = next(persona for persona in PERSONAS if persona.name == "newcomer")
        drawn = calendar(Random(seed), persona, WINDOW)
        assert drawn.days[0] >= drawn.joined > WINDOW.starts.date() + timedelta(days=30)
        assert not drawn.present(drawn.joined - timedelta(days=1))


def test_some_people_take_leave() -> None:
    """Some have a stretch of days off in which they neither work nor can be asked, and most have none."""
    drawn = [calendar(Random(seed), STEADY, WINDOW) for seed in range(200)]
    away = [days for days in drawn if days.leave[0] != date.max]
    assert 0.2 < len(away) / 200 < 0.4
    for days in away:
        assert not any(days.leave[0] <= day <= days.leave[1] for day in days.days)
        assert not days.present(days.leave[0])
        assert not days.present(days.leave[1])


def test_the_window_counts_days_that_begin_inside() -> None:
    """A day belongs to the window if its first moment does."""
    assert WINDOW.days()[0] == date(2026, 8, 31)
    assert WINDOW.days()[-1] == ENDS.date()
    midnight = ENDS.replace(hour=0)
    assert Window(midnight - timedelta(weeks=1), midnight).days()[0] == date(2026, 11, 15)


@given(
    day=st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 1, 1)),
    hour=st.floats(min_value=0, max_value=23.99),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]),
)
def test_local_hours_become_utc(day: date, hour: float, zone: str) -> None:
    """A local hour, in a gap of summer time too, is a UTC moment at most 15 hours from that hour in UTC."""
    moment = at_local_hour(day, hour, zone)
    assert moment.tzinfo is UTC
    naive = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour)
    assert abs(moment - naive) <= timedelta(hours=15)
    assert abs(moment.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC) - naive) <= timedelta(hours=1, minutes=1)


# Colleagues


def test_a_helper_is_somebody_else_who_is_there() -> None:
    """Nobody helps themselves, and nobody helps before joining or while on leave."""
    colleagues, rng = Colleagues(workers()), Random(1)
    for worker in workers():
        for day in WINDOW.days()[::9]:
            helper = colleagues.helper(rng, worker, day, own_team=0.8)
            if helper:
                assert helper is not worker
                assert helper.calendar.present(day)


def test_helpers_are_mostly_team_mates() -> None:
    """With a chance of four fifths for the own team, most help comes from there and some from elsewhere."""
    colleagues, rng = Colleagues(workers(300)), Random(1)
    day = WINDOW.days()[40]
    found = [colleagues.helper(rng, worker, day, own_team=0.8) for worker in workers(300) for _ in range(5)]
    own = [worker for worker in workers(300) for _ in range(5)]
    same = [helper.team == worker.team for helper, worker in zip(found, own, strict=True) if helper]
    assert 0.7 < sum(same) / len(same) < 0.9


def test_one_person_alone_finds_no_helper() -> None:
    """In a company of one there is nobody to ask and no other team, and that is no error."""
    alone = workers(1)
    colleagues = Colleagues(alone)
    assert colleagues.helper(Random(1), alone[0], ENDS.date(), own_team=0.5) is None
    assert colleagues.helpers(Random(1), alone[0], ENDS.date(), count=3, own_team=0.5) == []
    assert colleagues.other_team(Random(1), alone[0].team) is None


def test_another_team_is_another_team() -> None:
    """Each other team can be drawn, and the own one never is."""
    colleagues, rng = Colleagues(workers()), Random(1)
    for team in colleagues.teams:
        drawn = {colleagues.other_team(rng, team) for _ in range(200)}
        assert drawn == set(colleagues.teams) - {team}


# Draws


def test_streams_are_reproducible_and_apart() -> None:
    """The same names give the same numbers; another seed, owner or purpose gives others."""
    numbers = {
        names: stream(*names).random()
        for names in [(1, "p1", "work"), (2, "p1", "work"), (1, "p2", "work"), (1, "p1", "usage")]
    }
    assert len(set(numbers.values())) == 4
    assert all(stream(*names).random() == number for names, number in numbers.items())


@pytest.mark.parametrize("mean", [0.0, 0.1, 1.0, 4.0])
def test_poisson_counts_have_their_mean(mean: float) -> None:
    """The average of many counts is the mean that was asked for."""
    rng = Random(1)
    counts = [poisson(rng, mean) for _ in range(20_000)]
    assert sum(counts) / len(counts) == pytest.approx(mean, abs=0.05)


def test_lognormal_has_its_median() -> None:
    """Half of the draws lie above the median that was asked for."""
    rng = Random(1)
    assert sum(lognormal(rng, 60, 0.8) > 60 for _ in range(10_000)) == pytest.approx(5000, abs=200)


@given(
    total=st.integers(min_value=0, max_value=5000),
    weights=st.lists(st.floats(min_value=0.01, max_value=10), min_size=1, max_size=30),
)
def test_shared_out_loses_nobody(total: int, weights: list[float]) -> None:
    """The shares sum to the total, and each is within one of its exact part."""
    shares = shared_out(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - total * weight / sum(weights)) < 1 + 1e-6
