"""Histories: what the windows let in, whose facts they are, and what humans had dismissed by then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ranking.events import Event, Incident, Person, Review, Win
from ranking.history import History, build_history
from storage.engine import Database
from storage.histories import OUTCOME_WINDOW, USAGE_WINDOW, load_history, load_identities
from storage.models import CaseRow
from storage.shelves import SHELVES, Row, table_of
from tests.storage.facts import NOW, one_of_each, taken, usage

INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)


def loaded(database: Database, as_of: datetime = NOW, workspace: str = "w") -> History:
    """The history that ends at a moment."""
    with database.read() as connection:
        return load_history(connection, workspace, as_of)


def win(key: str, at: datetime) -> Win:
    """A win at a moment."""
    return Win(id=key, person="p1", at=at, confirmed_by=("p2",))


def test_a_history_from_the_database_is_the_one_from_its_events(database: Database) -> None:
    """An event of every type comes back as it went in, and the same history is made of them."""
    events = one_of_each()
    taken(database, events)

    assert loaded(database) == build_history(events)


def test_the_outcome_window_holds_both_of_its_ends(database: Database) -> None:
    """Two years back to the instant and the moment itself count; an instant outside of either does not."""
    oldest = NOW - OUTCOME_WINDOW
    moments = {"too old": oldest - INSTANT, "oldest": oldest, "newest": NOW, "too new": NOW + INSTANT}
    taken(database, [win(name, at) for name, at in moments.items()])

    assert {each.id for each in loaded(database).wins} == {"oldest", "newest"}


def test_the_usage_window_holds_both_of_its_days(sqlite_database: Database) -> None:
    """Usage counts by its day: the seventieth day back and today are in, their neighbours are not."""
    today, oldest = NOW.date(), (NOW - USAGE_WINDOW).date()
    days = {"too old": oldest - DAY, "oldest": oldest, "newest": today, "too new": today + DAY}
    taken(sqlite_database, [usage(name, "p1", day=day) for name, day in days.items()])

    assert {each.id for each in loaded(sqlite_database).usage} == {"oldest", "newest"}


def test_who_somebody_is_has_no_window(sqlite_database: Database) -> None:
    """A description counts at every moment, while the outcomes of a later time do not."""
    taken(sqlite_database, one_of_each())
    early = loaded(sqlite_database, NOW - 3000 * DAY)

    assert [person.id for person in early.people] == ["p1", "p2"]
    assert [team.id for team in early.teams] == ["payments"]
    assert [each.team for each in early.coverage] == ["payments"]
    assert (early.usage, early.changes, early.survivals, early.reverts) == ((), (), (), ())
    assert (early.reviews, early.wins, early.incidents) == ((), (), ())


def test_a_look_back_sees_less_than_today(sqlite_database: Database) -> None:
    """The window moves with its moment: each of three wins is in from its own time on."""
    taken(sqlite_database, [win(f"w{n}", NOW - n * DAY) for n in range(3)])

    seen = [len(loaded(sqlite_database, NOW - n * DAY).wins) for n in range(4)]
    assert seen == [3, 2, 1, 0]


def test_workspaces_do_not_see_each_other(sqlite_database: Database) -> None:
    """What one workspace took in, another does not read, however alike their names are."""
    taken(sqlite_database, one_of_each(), workspace="w")

    for other in ("v", "W", "w ", ""):
        assert loaded(sqlite_database, workspace=other) == History()
        with sqlite_database.read() as connection:
            assert load_identities(connection, other).described == {}


def test_identities_join_the_names_of_one_person(sqlite_database: Database) -> None:
    """E-mail, Slack id and a tool's login all lead to the directory's id; an unknown name to itself."""
    taken(sqlite_database, one_of_each())
    with sqlite_database.read() as connection:
        identities = load_identities(connection, "w")

    assert identities.resolve("ANA@example.com") == "p1"
    assert identities.resolve("slack:U1") == "p1"
    assert identities.resolve("kiro:k2") == "p2"
    assert identities.resolve("kiro:unknown") == "kiro:unknown"


def test_facts_under_other_names_are_the_persons_own(sqlite_database: Database) -> None:
    """A fact that came before its person was described is theirs all the same."""
    taken(sqlite_database, [usage("u1", "kiro:k9"), Incident(id="i1", person="zoe@example.com", closed_at=NOW)])
    assert {person.id for person in loaded(sqlite_database).people} == {"kiro:k9", "zoe@example.com"}
    taken(sqlite_database, [Person(id="p9", email="zoe@example.com", logins={"kiro": "k9"})])

    history = loaded(sqlite_database)
    assert [person.id for person in history.people] == ["p9"]
    assert (history.usage[0].person, history.incidents[0].person) == ("p9", "p9")


def case(name: str, state: str, closed_at: datetime | None, refs: list[str], workspace: str = "w") -> Row:
    """A case's row as the reviewers left it."""
    finding = {"family": "fast", "summary": "s", "refs": refs}
    times = {"opened_at": NOW - 9 * DAY, "lapses_at": NOW, "closed_at": closed_at}
    given_up = {"severity": "review", "evidence": [finding], "state": state, "time_zone": "UTC"}
    return {"workspace": workspace, "id": name, "person": "p1", **given_up, **times}


def test_only_what_was_dismissed_by_then_is_dismissed(database: Database) -> None:
    """Evidence counts as dismissed from the moment of the decision, and never by a case that is open or upheld."""
    rows = [
        case("a", "dismissed", NOW, ["c1", "c2"]),
        case("b", "dismissed", NOW + INSTANT, ["c3"]),
        case("c", "upheld", NOW - DAY, ["c4"]),
        case("d", "open", None, ["c5"]),
        case("e", "dismissed", NOW - DAY, ["c6"], workspace="v"),
    ]
    with database.write() as connection:
        connection.execute(table_of(CaseRow).insert(), rows)

    (dismissed,) = loaded(database).dismissed
    assert (dismissed.person, dismissed.family, dismissed.refs) == ("p1", "fast", frozenset({"c1", "c2"}))
    assert loaded(database, NOW - INSTANT).dismissed == ()


hours = st.integers(-30_000, 500).map(lambda n: NOW + timedelta(hours=n))
_outcome = st.one_of(
    st.builds(lambda n, at: win(f"w{n}", at), st.integers(0, 30), hours),
    st.builds(lambda n, at: Incident(id=f"i{n}", person="p1", closed_at=at), st.integers(0, 30), hours),
    st.builds(lambda n, at: Review(id=f"r{n}", person="p2", change="c", at=at), st.integers(0, 30), hours),
    st.builds(lambda n, at: usage(f"u{n}", "p1", day=at.date()), st.integers(0, 30), hours),
)


def within(event: Any, as_of: datetime) -> bool:
    """Whether an event lies in its window, said in the plainest way."""
    if event.type == "usage":
        return bool((as_of - USAGE_WINDOW).date() <= event.day <= as_of.date())
    at = event.closed_at if event.type == "incident" else event.at
    return bool(as_of - OUTCOME_WINDOW <= at <= as_of)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(_outcome, max_size=25, unique_by=lambda event: (event.type, event.key)), as_of=hours)
def test_the_windows_are_all_that_is_left_out(sqlite_database: Database, events: list[Event], as_of: datetime) -> None:
    """For any facts and any moment, the history is that of exactly those facts that lie in their windows."""
    with sqlite_database.write() as connection:
        for shelf in SHELVES.values():
            connection.execute(shelf.table.delete())
    taken(sqlite_database, events)

    assert loaded(sqlite_database, as_of) == build_history(event for event in events if within(event, as_of))
