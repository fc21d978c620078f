"""Badges and choices in store, and the counts of what was rejected."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ranking.events import Reject
from storage.badges import award, awarded_since, held, held_by
from storage.engine import Database
from storage.preferences import all_preferences, choose, preferences_of
from storage.rejects import reject_counts
from storage.shelves import Row
from tests.storage.facts import NOW, taken, usage

DAY = timedelta(days=1)


def badge(person: str, name: str = "keeper", tier: str = "bronze", at: datetime = NOW, reason: str = "r") -> Row:
    """An award's row."""
    return {"person": person, "badge": name, "tier": tier, "awarded_at": at, "reason": reason, "evidence": ["c1"]}


def test_a_second_award_changes_nothing_of_the_first(sqlite_database: Database) -> None:
    """The day and the reason that somebody was told stay, whatever a later round works out."""
    with sqlite_database.write() as connection:
        award(connection, "w", [badge("p1", reason="first")])
        assert award(connection, "w", [badge("p1", at=NOW + DAY, reason="second")]) == set()
        (row,) = held_by(connection, "w", "p1")

    assert (row["awarded_at"], row["reason"], row["evidence"]) == (NOW, "first", ["c1"])


def test_each_tier_and_each_workspace_awards_for_itself(sqlite_database: Database) -> None:
    """A higher tier is a new award, and another workspace's badge stands in nobody's way."""
    with sqlite_database.write() as connection:
        award(connection, "w", [badge("p1")])
        assert award(connection, "w", [badge("p1", tier="silver")]) == {("p1", "keeper", "silver")}
        assert award(connection, "v", [badge("p1")]) == {("p1", "keeper", "bronze")}
        assert held(connection, "v") == {("p1", "keeper", "bronze")}
        assert len(held(connection, "w")) == 2


def test_a_persons_badges_come_newest_first(sqlite_database: Database) -> None:
    """By day, then by name and tier, and nobody else's are among them."""
    rows = [badge("p1", "b"), badge("p1", "a", "silver"), badge("p1", "a"), badge("p1", "c", at=NOW + DAY)]
    with sqlite_database.write() as connection:
        award(connection, "w", [*rows, badge("p2", "d")])
        award(connection, "v", [badge("p1", "e")])
        found = [(row["badge"], row["tier"]) for row in held_by(connection, "w", "p1")]

    assert found == [("c", "bronze"), ("a", "bronze"), ("a", "silver"), ("b", "bronze")]


def test_awards_since_leave_out_their_first_moment(database: Database) -> None:
    """Two digests that follow each other tell each award once: the moment between them belongs to the first."""
    rows = [badge(f"p{n}", at=NOW + n * DAY) for n in (3, 0, 2, 1)]
    with database.write() as connection:
        award(connection, "w", [*rows, badge("p9", at=NOW + DAY)])
        team = ["p0", "p1", "p2", "p3"]
        first = awarded_since(connection, "w", team, NOW - DAY, NOW + DAY)
        second = awarded_since(connection, "w", team, NOW + DAY, NOW + 3 * DAY)
        assert awarded_since(connection, "w", [], NOW - DAY, NOW + 3 * DAY) == []
        assert awarded_since(connection, "v", team, NOW - DAY, NOW + 3 * DAY) == []

    assert [row["person"] for row in first] == ["p0", "p1"]
    assert [row["person"] for row in second] == ["p2", "p3"]


def test_who_chose_nothing_has_the_defaults(sqlite_database: Database) -> None:
    """Nobody is shown by a choice they did not make, badges are told, and asking writes nothing."""
    with sqlite_database.write() as connection:
        found = preferences_of(connection, "w", "p1")
        assert all_preferences(connection, "w") == {}

    assert found == {"workspace": "w", "person": "p1", "visibility": None, "badge_dms": True}


def test_a_choice_leaves_the_others_alone(database: Database) -> None:
    """Being quiet does not make anybody public or private again, and a choice can be taken back."""
    with database.write() as connection:
        choose(connection, "w", "p1", visibility="public")
        choose(connection, "w", "p1", badge_dms=False)
        both = preferences_of(connection, "w", "p1")
        choose(connection, "w", "p1", visibility=None)
        back = preferences_of(connection, "w", "p1")

    assert (both["visibility"], both["badge_dms"]) == ("public", False)
    assert (back["visibility"], back["badge_dms"]) == (None, False)


def test_choices_are_a_persons_own(sqlite_database: Database) -> None:
    """What one person chooses in one workspace holds for nobody else and nowhere else."""
    with sqlite_database.write() as connection:
        choose(connection, "w", "p1", visibility="public")
        choose(connection, "v", "p2", visibility="team")
        found = {who: row["visibility"] for who, row in all_preferences(connection, "w").items()}
        assert preferences_of(connection, "w", "p2")["visibility"] is None
        assert preferences_of(connection, "v", "p1")["visibility"] is None

    assert found == {"p1": "public"}


def test_an_unknown_choice_is_refused(sqlite_database: Database) -> None:
    """A choice that there is not is named, and the known one beside it is not kept either."""
    with sqlite_database.write() as connection:
        with pytest.raises(ValueError, match=r"no such preference: badge_dm, colour$"):
            choose(connection, "w", "p1", colour="x", badge_dm=False, visibility="public")
        assert all_preferences(connection, "w") == {}


def test_rejects_are_counted_by_line(database: Database) -> None:
    """The same file imported again adds nothing; another line and another file do; workspaces count apart."""
    for _ in range(2):
        taken(database, [Reject("f", 1, "no id"), Reject("f", 2, "no id"), usage("u1", "p1")])
    taken(database, [Reject("f", 2, "no day"), Reject("g", 2, "no id")])
    taken(database, [Reject("f", 1, "no id")], workspace="v")

    with database.read() as connection:
        assert reject_counts(connection, "w") == {"events": 3}
        assert reject_counts(connection, "v") == {"events": 1}
        assert reject_counts(connection, "u") == {}
