"""Small companies as event histories, for Hypothesis: few people, dense relations, every kind of event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from ranking.events import (
    CHANNELS,
    Approval,
    Change,
    Coverage,
    Event,
    Incident,
    Located,
    Person,
    Revert,
    Review,
    Survival,
    Usage,
    Win,
)
from ranking.history import build_history, without_repeats
from ranking.policies import policy
from ranking.standing import PersonStanding, Standings
from ranking.window import MATURITY, WINDOW

AS_OF = datetime(2026, 12, 14, 12, tzinfo=UTC)
OLDEST = AS_OF - MATURITY - WINDOW  # what was merged after this, and 14 days ago, counts
YOUNGEST = AS_OF - MATURITY
PEOPLE = tuple(f"p{i}" for i in range(6))
TEAMS = ("red", "blue")
MATURED_HOURS = WINDOW.days * 24 - 1

people_ids = st.sampled_from(PEOPLE)
hours = st.integers(1, MATURED_HOURS)
any_hours = st.one_of(hours, hours, hours, st.integers(-20 * 24, MATURED_HOURS + 14 * 24))
lines = st.one_of(st.integers(1, 60), st.integers(1, 1200))


def at(hours_in: int) -> datetime:
    """A moment so many hours into the window that counts."""
    return OLDEST + timedelta(hours=hours_in)


@st.composite
def people(draw: st.DrawFn) -> list[Event]:
    """Between two and six people of two teams, in one or two roles."""
    count = draw(st.integers(2, len(PEOPLE)))
    return [
        Person(
            id=PEOPLE[i],
            team=TEAMS[i % 2],
            role=draw(st.sampled_from([None, "swe", "manager"])),
            level=draw(st.sampled_from([None, "mid"])),
            started_on=draw(st.sampled_from([None, None, at(0).date(), at(700).date(), at(1200).date()])),
        )
        for i in range(count)
    ]


@st.composite
def approvals(draw: st.DrawFn) -> tuple[Approval, ...]:
    """None to three approvals, thorough or not, by anybody, the author included."""
    return tuple(
        Approval(
            person=person, seconds_after_request=draw(st.sampled_from([20, 900])), comments=draw(st.integers(0, 1))
        )
        for person in draw(st.lists(people_ids, max_size=3, unique=True))
    )


@st.composite
def changes(
    draw: st.DrawFn, ident: str, owner: str | None = None, when: st.SearchStrategy[int] = any_hours
) -> list[Event]:
    """A change with what became of it: nothing known, a look, or a look and a revert."""
    moment = at(draw(when))
    found: list[Event] = [
        Change(
            id=ident,
            person=owner or draw(people_ids),
            merged_at=moment,
            repo=draw(st.sampled_from(["api", "web"])),
            area=draw(st.sampled_from([None, "a", "b"])),
            issue=draw(st.sampled_from([None, "I1", "I2", "I3"])),
            issue_opened_by=draw(st.sampled_from([None, *PEOPLE])),
            effective_lines=draw(lines),
            approvals=draw(approvals()),
            deployed_at=draw(st.sampled_from([None, moment])),
            used_by_teams=draw(st.sampled_from([(), (), ("red",), ("blue",), ("blue", "green")])),
        )
    ]
    if draw(st.booleans()):
        share = draw(st.sampled_from([0.0, 0.3, 0.8, 0.95, 1.0]))
        found.append(Survival(change=ident, at=moment + timedelta(days=14), share_alive=share))
    if draw(st.integers(0, 5)) == 0:
        found.append(Revert(change=ident, at=moment + timedelta(days=draw(st.integers(0, 20)))))
    return found


@st.composite
def other_outcomes(
    draw: st.DrawFn, ident: str, owner: str | None = None, when: st.SearchStrategy[int] = any_hours
) -> list[Event]:
    """A review, a win or an incident."""
    person, moment = owner or draw(people_ids), at(draw(when))
    kind = draw(st.sampled_from(["review", "win", "incident"]))
    if kind == "review":
        change = f"c{draw(st.integers(0, 9))}"
        led = draw(st.booleans())
        return [
            Review(
                id=ident, person=person, change=change, at=moment, minutes=draw(st.integers(1, 20)), led_to_change=led
            )
        ]
    if kind == "win":
        givers = tuple(draw(st.lists(people_ids, max_size=4, unique=True)))
        return [Win(id=ident, person=person, at=moment, confirmed_by=givers)]
    return [Incident(id=ident, person=person, closed_at=moment, reopened=draw(st.booleans()))]


@st.composite
def usages(draw: st.DrawFn, ident: str, owner: str | None = None, trust: str = "AB") -> Usage:
    """A day of usage of some tool, of any cost."""
    return Usage(
        id=ident,
        person=owner or draw(people_ids),
        day=(AS_OF - timedelta(days=draw(st.integers(0, 40)))).date(),
        source="s",
        trust=draw(st.sampled_from(trust)),
        tool=draw(st.sampled_from(["one", "two", "three"])),
        model=draw(st.sampled_from([None, "m1", "m2"])),
        sessions=draw(st.integers(0, 99)),
        prompts=draw(st.integers(0, 999)),
        output_tokens=draw(st.integers(0, 10**9)),
        cost_usd=draw(
            st.one_of(st.none(), st.sampled_from([Decimal("0.01"), Decimal(30), Decimal(80), Decimal(5000)]))
        ),
        active_seconds=draw(st.integers(0, 86400)),
    )


@st.composite
def coverage(draw: st.DrawFn) -> list[Event]:
    """What the connectors declared: for each team nothing, or some channels."""
    declared = [team for team in TEAMS if draw(st.booleans())]
    return [Coverage(team=t, channels=tuple(c for c in CHANNELS if draw(st.integers(0, 3)))) for t in declared]


@st.composite
def earlier_asks(draw: st.DrawFn) -> list[Event]:
    """Changes older than the window that one planner asked of many, so that the planner is steady; or nothing."""
    planner, each = draw(people_ids), draw(st.integers(0, 2))
    return [
        Change(
            id=f"earlier-{person}-{i}",
            person=person,
            merged_at=at(-24 * (i + 1)),
            repo="api",
            issue_opened_by=planner,
            effective_lines=20,
        )
        for person in PEOPLE
        if person != planner
        for i in range(each)
    ]


@st.composite
def worlds(draw: st.DrawFn) -> list[Event]:
    """A company's events, in no particular order."""
    found: list[Event] = draw(people()) + draw(coverage()) + draw(earlier_asks())
    for i in range(draw(st.integers(2, 12))):
        found += draw(changes(f"c{i}"))
    for i in range(draw(st.integers(0, 6))):
        found += draw(other_outcomes(f"o{i}"))
    for i in range(draw(st.integers(0, 6))):
        found.append(draw(usages(f"u{i}")))
    return found


def stand(events: Iterable[Event], name: str = "kept-value", as_of: datetime = AS_OF) -> Standings:
    """The whole pure path: repeats dropped, history built, scored."""
    unique, rejects = without_repeats(Located(event, "world", i) for i, event in enumerate(events, start=1))
    assert not rejects
    return policy(name).score(build_history(unique), as_of)


def of(standings: Standings, person: str) -> PersonStanding:
    """One person's standing."""
    return next(one for one in standings.people if one.person == person)


def value(events: Iterable[Event], person: str) -> float | None:
    """One person's Kept Value, None when unrated."""
    found = [one.value for one in stand(events).people if one.person == person]
    return found[0] if found else None
