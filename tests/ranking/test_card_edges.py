"""Cards at their edges: thresholds, weeks around midnight, and what merges with what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from scoring_help import AS_OF, change, history, look, person

from ranking.cards import FADED, LEAST_SHOWN, habits, held_back, iso_week, kept_per_week, last_weeks, reasons
from ranking.standing import Evidence, Part, PersonStanding


def standing(*evidence: Evidence, part: str = "code") -> PersonStanding:
    parts = (Part(part, sum(one.value for one in evidence), evidence),)
    return PersonStanding("ana", "red", "rated", 50.0, 0.0, 1, 1, 1, "steady", 3, parts)


def piece(ref: str, value: float, kind: str = "change_set", **facts: Any) -> Evidence:
    return Evidence(kind, ref, value, {"anchor": 1.0, "share_alive": 0.9, "endorsers": ["peer"], **facts})


@pytest.mark.parametrize(("value", "shown"), [(LEAST_SHOWN, LEAST_SHOWN), (LEAST_SHOWN - 1e-6, 0.0), (0.0, 0.0)])
def test_the_least_that_is_shown_is_shown(value: float, shown: float) -> None:
    """Exactly half a hundredth rounds up to a figure, less is 0."""
    assert [one["value"] for one in reasons(standing(piece("A", value)))] == [shown]


def test_what_takes_away_is_no_reason() -> None:
    """A negative piece is told by what holds back, and nowhere else."""
    assert reasons(standing(piece("A", -0.2))) == []
    assert reasons(standing()) == []


def test_small_pieces_are_judged_together() -> None:
    """Two of 0.003 on one issue are 0.006 and so are shown; on two issues each is nothing."""
    assert reasons(standing(piece("A", 0.003), piece("A", 0.003)))[0]["value"] == pytest.approx(0.006)
    assert {one["value"] for one in reasons(standing(piece("A", 0.003), piece("B", 0.003)))} == {0.0}


def test_other_kinds_are_told_one_by_one() -> None:
    """Spend and the like have no pieces: two references are two reasons, without a number."""
    found = reasons(standing(piece("x", 0.2, "spend"), piece("y", 0.1, "spend")))
    assert [(one["ref"], "pieces" in one["facts"]) for one in found] == [("x", False), ("y", False)]


def test_reviews_of_two_parts_are_two_reasons() -> None:
    """What belongs to different parts is not added up."""
    row = PersonStanding("ana", None, "rated", 50.0, 0.3, 1, 1, 1, None, 2,
                         (Part("review", 0.1, (piece("r", 0.1, "review"),)),
                          Part("other", 0.2, (piece("r", 0.2, "review"),))))  # fmt: skip
    assert [(one["part"], one["facts"]["pieces"]) for one in reasons(row)] == [("other", 1), ("review", 1)]


def test_equal_reasons_stand_by_worth_then_by_name() -> None:
    """The order is the same every day."""
    told = reasons(standing(piece("B", 0.1, worth=1.0), piece("C", 0.1, worth=2.0), piece("A", 0.1, worth=1.0)))
    assert [one["ref"] for one in told] == ["C", "A", "B"]


def test_worth_and_changes_of_one_issue_add_up() -> None:
    """Three changes in two sets worth 1 and 2 are two pieces, three changes, worth 3; names of changes are gone."""
    one, two = piece("A", 0.1, changes=["x", "y"], worth=1.0), piece("A", 0.1, changes=["z"], worth=2.0)
    (told,) = reasons(standing(one, two))
    facts = told["facts"]
    assert (facts["pieces"], facts["changes"], facts["worth"]) == (2, 3, 3.0)
    assert "endorsers" not in facts


@pytest.mark.parametrize(("value", "told"), [(-0.1, True), (-0.0999, False), (0.0, False), (0.5, False)])
def test_a_tenth_taken_away_holds_back(value: float, told: bool) -> None:
    """Exactly 0.1 is told, less is not worth a word."""
    assert (held_back(standing(piece("A", value))) is not None) is told


def test_nobody_without_evidence_is_held_back() -> None:
    """No evidence, no complaint."""
    assert held_back(standing()) is None
    assert habits(standing())["faded"] is None


@pytest.mark.parametrize(("alive", "told"), [(FADED, False), (FADED - 0.001, True)])
def test_half_alive_is_not_faded(alive: float, told: bool) -> None:
    """Only what is less than half alive is told, and of several the one of which least is left."""
    found = habits(standing(piece("A", 0.1, share_alive=0.9), piece("B", 0.1, share_alive=alive)))["faded"]
    assert (found["ref"] if found else None) == ("B" if told else None)


def test_habits_count_people_once() -> None:
    """Two change-sets vouched for by the same two people have two vouchers; an anchor below 1 is unasked."""
    found = habits(standing(piece("A", 0.1, endorsers=["x", "y"]), piece("B", 0.1, endorsers=["y"], anchor=0.99)))
    assert (found["vouchers"], found["unvouched"], found["unasked"], found["sets"]) == (2, 0, 1, 2)


def test_a_week_ends_on_sunday_midnight_in_utc() -> None:
    """A Monday's first hour in Berlin is still the old week; a second before midnight and midnight are two weeks."""
    monday = datetime(2026, 12, 14, tzinfo=UTC)
    assert (iso_week(monday), iso_week(monday - timedelta(seconds=1))) == ("2026-W51", "2026-W50")
    assert iso_week(datetime(2026, 12, 14, 0, 30, tzinfo=timezone(timedelta(hours=1)))) == "2026-W50"


def test_the_last_weeks_cross_the_year() -> None:
    """Eight in a row, each once, over a year of 53 weeks."""
    found = last_weeks(datetime(2027, 1, 12, tzinfo=UTC))
    assert found == (*(f"2026-W{week}" for week in range(48, 54)), "2027-W01", "2027-W02")


def test_kept_work_counts_in_the_week_in_which_it_was_kept() -> None:
    """A merge of 20 days ago was kept six days ago; one of 13 days ago is not yet; a faded one never was."""
    gone = change("gone", "ana")
    facts = history(person("ana"), change("a", "ana", 20), change("b", "ana", 13), gone, look(gone, 0.2))
    assert kept_per_week(facts, AS_OF) == {"ana": {iso_week(AS_OF - timedelta(days=6)): 1}}
