"""The intake: each fact once, the newest word wins, a bad row loses only itself."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ranking.events import Person, Reject, Usage
from storage.engine import Database
from storage.histories import load_history
from storage.models import OutcomeRow, PersonRow, RejectRow, UsageRow
from storage.shelves import table_of
from tests.storage.facts import NOW, T0, one_of_each, taken, usage


def _rows(database: Database, model: type) -> list[tuple]:  # type: ignore[type-arg]
    with database.read() as connection:
        return sorted(map(repr, connection.execute(select(table_of(model))).all()))  # type: ignore[return-value]


def test_every_type_comes_back_as_it_went_in(database: Database) -> None:
    """What is stored is read back equal, exact decimals and aware times included."""
    taken(database, one_of_each())

    with database.read() as connection:
        history = load_history(connection, "w", NOW)

    stored = [fact for facts in (history.usage, history.coverage, history.teams) for fact in facts]
    expected = [event for event in one_of_each() if event.type in {"usage", "coverage", "team"}]
    assert sorted(map(repr, expected)) == sorted(map(repr, stored))
    assert (
        history.changes[0].id,
        history.changes[0].person,
        history.changes[0].merged_at,
        history.changes[0].approvals[0].person,
    ) == ("acme/api#1", "p1", T0, "p2")
    assert {"p1", "p2", "p3"} == {person.id for person in history.people}


def test_importing_twice_changes_nothing(database: Database) -> None:
    """A replay is all duplicates and leaves every row as it was."""
    taken(database, one_of_each())
    before = [_rows(database, model) for model in (PersonRow, UsageRow, OutcomeRow)]

    again = taken(database, one_of_each())

    assert {"duplicate": len(one_of_each())} == dict(again.verdicts)
    assert before == [_rows(database, model) for model in (PersonRow, UsageRow, OutcomeRow)]


def test_a_restatement_with_a_later_time_wins_in_any_order(database: Database) -> None:
    """The newest of three reports stands, whichever comes last."""
    first, second, third = (
        usage("u1", "p1", sessions=n, reported_at=T0 + timedelta(hours=hour)) for n, hour in ((1, 0), (2, 1), (1, 2))
    )
    for workspace, order in (
        ("a", (first, second, third)),
        ("b", (first, third, second)),
        ("c", (third, second, first)),
    ):
        for event in order:
            taken(database, [event], workspace)
        with database.read() as connection:
            assert load_history(connection, workspace, NOW).usage[0].sessions == 1


def test_a_contradiction_is_told_with_its_line_and_changes_nothing(database: Database) -> None:
    """Other content without a later time is rejected, within one import and across two."""
    intake = taken(database, [usage("u1", "p1"), usage("u1", "p1", sessions=9), usage("u2", "p1")])
    assert [(reject.file, reject.line) for reject in intake.rejects] == [("f", 2)]
    assert "later reported_at" in intake.rejects[0].reason

    later = taken(database, [usage("u1", "p1", sessions=9)])
    assert later.verdicts["contradiction"] == 1
    with database.read() as connection:
        assert [row.sessions for row in load_history(connection, "w", NOW).usage] == [0, 0]


def test_people_that_contradict_each_other_are_told(database: Database) -> None:
    """The same person described in two ways without a time is rejected once, with its line."""
    intake = taken(database, [Person(id="p1", name="Ana"), Person(id="p1", name="Eve"), Person(id="p1", name="Ana")])

    assert [reject.line for reject in intake.rejects] == [2]
    assert (intake.verdicts["new"], intake.verdicts["duplicate"]) == (1, 1)


def test_a_reject_is_kept_without_its_content_and_loses_no_other_row(database: Database) -> None:
    """A bad row between good ones is stored with place and reason; telling it again adds nothing."""
    bad = Reject("report.csv", 7, "Credits_Used is not a number")
    for _ in range(2):
        intake = taken(database, [usage("u1", "p1"), bad, usage("u2", "p1")])

    assert [bad] == intake.rejects
    with database.read() as connection:
        stored = connection.execute(select(table_of(RejectRow))).mappings().all()
        assert len(load_history(connection, "w", NOW).usage) == 2
    assert [("report.csv", 7, bad.reason)] == [(row["file"], row["line"], row["reason"]) for row in stored]


def test_workspaces_do_not_see_each_other(database: Database) -> None:
    """The same ids in two workspaces are two facts."""
    taken(database, [usage("u1", "p1", sessions=1)], "a")
    taken(database, [usage("u1", "p1", sessions=2)], "b")

    with database.read() as connection:
        assert [load_history(connection, name, NOW).usage[0].sessions for name in "ab"] == [1, 2]


def test_an_import_of_nothing_reports_nothing(sqlite_database: Database) -> None:
    """An empty report yields totals of zero."""
    intake = taken(sqlite_database, [])

    assert (intake.taken, intake.rejects, intake.verdicts.total()) == (0, [], 0)


def test_many_batches_are_all_written(sqlite_database: Database) -> None:
    """More events than a batch holds arrive whole."""
    many = [usage(f"u{n}", f"p{n % 7}") for n in range(10_050)]

    assert taken(sqlite_database, many).verdicts["new"] == 10_050
    with sqlite_database.read() as connection:
        assert len(load_history(connection, "w", NOW).usage) == 10_050


_stamped = st.builds(
    lambda key, sessions, minute: usage(f"u{key}", "p1", sessions=sessions, reported_at=T0 + timedelta(minutes=minute)),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 1_000_000),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.lists(_stamped, max_size=12, unique_by=lambda event: (event.id, event.reported_at)), seed=st.integers()
)
def test_the_order_of_arrival_never_matters(sqlite_database: Database, events: list[Usage], seed: int) -> None:
    """Reports with times leave the same rows in any order, cut anywhere, and sent twice."""
    shuffled = random.Random(seed).sample(events * 2, len(events) * 2)
    cut = len(shuffled) // 2
    once, twice = uuid4().hex, uuid4().hex
    for batch, workspace in ((events, once), (shuffled[:cut], twice), (shuffled[cut:], twice)):
        taken(sqlite_database, batch, workspace)

    with sqlite_database.read() as connection:
        histories = [load_history(connection, workspace, NOW).usage for workspace in (once, twice)]
    assert histories[0] == histories[1]
