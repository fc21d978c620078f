"""What humans dismissed is no longer evidence: it is not found, it freezes nobody, and new evidence still does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from integrity_help import TEAM, buddies, company, plain, team
from scoring_help import AS_OF, approval, change

from ranking.history import Dismissed, History
from ranking.integrity import Finding, detect
from ranking.integrity.finding import is_new
from ranking.integrity.freeze import frozen
from ranking.policies.kept_value import shown
from ranking.standing import PersonStanding


def pair() -> History:
    """A company in which x and y stamp each other's changes."""
    return company(team("x", "y"), buddies(count=24, start=1))


def dropped(facts: History, *people: str, as_of: datetime = AS_OF) -> History:
    """The same, after humans dismissed all that is found about these people."""
    found = detect(facts, as_of)
    gone = [Dismissed(name, one.family, frozenset(one.refs)) for name in people for one in found[name].findings]
    return replace(facts, dismissed=tuple(gone))


def standings(facts: History, as_of: datetime) -> dict[str, PersonStanding]:
    return {row.person: row for row in frozen(plain, facts, as_of, 8, shown).people}


@cache
def first_day() -> tuple[History, datetime]:
    """The pair with honest older work, and the first day on which it is flagged."""
    older = [
        change(f"{owner}-old{n}", owner, days=30 + 3 * n, lines=90, approvals=(approval(TEAM[n % 8]),))
        for owner in ("x", "y")
        for n in range(12)
    ]
    facts = company(team("x", "y"), older, buddies(count=24, start=1))
    days = (AS_OF - timedelta(days=28 - n) for n in range(29))
    return facts, next(day for day in days if "x" in (found := detect(facts, day)) and found["x"].flagged)


def test_what_was_dismissed_is_not_found() -> None:
    """x's findings are gone, y's stay."""
    facts = pair()
    found = detect(dropped(facts, "x"), AS_OF)
    assert "x" not in found
    assert found["y"] == detect(facts, AS_OF)["y"]


def test_a_dismissal_lifts_the_freeze_of_that_person_alone() -> None:
    """Both are frozen; after x's dismissal x has the value of now and no flag, and y is still frozen."""
    facts, day = first_day()
    before = standings(facts, day)
    assert (before["x"].status, before["y"].status) == ("frozen", "frozen")
    after = standings(dropped(facts, "x", as_of=day), day)
    now = next(row for row in plain(facts, day, 8).people if row.person == "x")
    assert (after["x"].status, after["x"].flags, after["x"].value) == ("rated", (), now.value)
    assert after["y"].status == "frozen"


def test_one_dismissed_family_leaves_the_other() -> None:
    """With one of two families dropped, the other is a note, and a note freezes nobody."""
    facts, day = first_day()
    one = replace(facts, dismissed=dropped(facts, "x", as_of=day).dismissed[:1])
    assert detect(one, day)["x"].severity == "note"
    assert standings(one, day)["x"].status == "rated"


def test_another_family_with_the_same_references_is_not_dismissed() -> None:
    """A dismissal speaks of one family: the same changes may show something else."""
    facts = pair()
    other = tuple(replace(one, family="churn") for one in dropped(facts, "x").dismissed)
    assert detect(replace(facts, dismissed=other), AS_OF) == detect(facts, AS_OF)


@given(refs=st.sets(st.text(max_size=3), min_size=1, max_size=12), seen=st.sets(st.text(max_size=3), max_size=12))
def test_new_means_more_than_half(refs: set[str], seen: set[str]) -> None:
    """A finding is new exactly if more of its references are unseen than seen."""
    finding = Finding("fast", 5, "Something.", tuple(refs))
    assert is_new(finding, seen) == (len(refs - seen) > len(refs & seen))


def test_the_dismissed_does_not_hide_what_comes_later() -> None:
    """Once most of the evidence is newer than the dismissal, it is found again."""
    facts = pair()
    x = detect(facts, AS_OF)["x"].findings[0]
    some = frozenset(sorted(x.refs)[: len(x.refs) // 3])
    gone = (Dismissed("x", x.family, some),)
    assert x in detect(replace(facts, dismissed=gone), AS_OF)["x"].findings


def test_nothing_dismissed_changes_nothing() -> None:
    """Somebody's dismissal of long ago, of references that are no longer seen, leaves every finding as it was."""
    facts = pair()
    old = replace(facts, dismissed=(Dismissed("x", "fast", frozenset({"gone"})),))
    for days in (0, 3, 9):
        moment = AS_OF - timedelta(days=days)
        assert detect(old, moment) == detect(facts, moment)
