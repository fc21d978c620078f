"""Demand: who asked, whether whoever asked is independent of whoever vouched, and who asks steadily."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring_help import AS_OF, ago, approval, change, history, person

from ranking.events import Change
from ranking.kept.demand import (
    ASKER_KNEE,
    SAME_VOICE,
    STEADY_KNEE,
    UNASKED_KNEE,
    Asks,
    anchor,
    asked_by,
    asked_worth,
)
from ranking.kept.landed import Landed, Voice, best_voice, landed_changes, shipped
from ranking.window import Window

WINDOW = Window(AS_OF)
TEAMS = {"ana": "red", "peer": "red", "blue1": "blue", "green1": "green"}
NO_TRADE: dict[tuple[str, str], int] = {}
NO_ASKS = Asks(())


def voice(*vouchers: str, trade: dict[tuple[str, str], int] = NO_TRADE, asks: Asks = NO_ASKS, **more: object) -> Voice:
    """What a change of `ana` rests on, approved by these people."""
    one = change("c", approvals=tuple(approval(name) for name in vouchers), **more)
    return best_voice(one, trade, TEAMS, asks, deployed=shipped(one, WINDOW))


def landed(*changes: Change) -> Landed:
    """The landed change `c` of `ana`, among others."""
    found = landed_changes(history(person("ana"), *changes), WINDOW)["ana"]
    return next(one for one in found if one.change.id == "c")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"issue_opened_by": "boss"}, 1.0),
        ({"issue_opened_by": "ana", "issue": "I1"}, 0.15),
        ({"issue_opened_by": None}, 0.15),
        ({"issue_opened_by": None, "deployed_at": ago(19)}, 0.3),
        ({"issue_opened_by": None, "deployed_at": ago(-1)}, 0.15),
        ({"issue_opened_by": None, "used_by_teams": ("red",)}, 0.15),
        ({"issue_opened_by": None, "used_by_teams": ("red",), "deployed_at": ago(19)}, 0.3),
        ({"issue_opened_by": None, "used_by_teams": ("blue",)}, 1.0),
    ],
)
def test_the_anchor_asks_who_wanted_it(more: dict[str, object], expected: float) -> None:
    """Somebody else's issue or another team's use is demand (1); a deployment that happened is .3, nothing is .15."""
    assert voice("peer", **more).anchor == expected


def test_an_asker_who_alone_vouches_counts_about_a_third() -> None:
    """One voice that asks and approves is .35; a second, independent approval makes it whole; none is self-merged."""
    assert voice("boss").anchor == SAME_VOICE
    assert (voice("boss", "peer").anchor, voice("boss", "peer").endorsement) == (1.0, 1.0)
    assert (voice().endorsement, voice().anchor) == (0.25, 1.0)


def test_a_planner_who_also_approves_is_heard_in_full() -> None:
    """Whoever asks steadily is no friend who asks on request: asking and approving is a = 1."""
    found = voice("boss", asks=asks({"b": 1, "c": 1, "d": 1}))
    assert (found.anchor, found.steadily) == (1.0, True)
    assert voice("boss", asks=asks({"ana": 9, "b": 1, "c": 1, "d": 1})).anchor == SAME_VOICE


def test_a_rubber_stamp_does_not_free_the_asker() -> None:
    """Beside the asker's own look, a stamp of .25 leaves w*a at .35: whole demand, a quarter of a look, counts less."""
    stamped = change("c", approvals=(approval("boss"), approval("peer", seconds=10, comments=0)))
    found = best_voice(stamped, NO_TRADE, TEAMS, NO_ASKS, deployed=True)
    assert found.endorsement * found.anchor == SAME_VOICE


def test_the_team_of_whoever_vouches_is_no_user() -> None:
    """A ring across teams cannot be both endorser and demand; another team, or another endorser, can."""
    own = {"issue_opened_by": None, "used_by_teams": ("blue",)}
    assert voice("blue1", **own).asked_by == ()
    assert voice("green1", **own).asked_by == ("team blue",)
    assert voice("blue1", "green1", **own) == voice("green1", **own)
    assert voice("blue1", issue_opened_by=None, used_by_teams=("blue", "green")).asked_by == ("team green",)


def test_a_deployment_does_not_move_a_change_among_the_unasked() -> None:
    """P5, as it once failed: .3 for a deployment beats a stamp that leaves demand at .25; both stay asked for."""
    own = {
        "issue_opened_by": None,
        "used_by_teams": ("blue",),
        "approvals": (approval("blue1"), approval("green1", 9, 0)),
    }
    found = [best_voice(change("c", **own), NO_TRADE, TEAMS, NO_ASKS, deployed=deployed) for deployed in (True, False)]
    assert [one.endorsement * one.anchor for one in found] == [0.3, 0.25]
    assert [one.asked_by for one in found] == [("team blue",), ("team blue",)]


approvals = st.lists(st.sampled_from(["ana", "boss", "peer", "blue1", "green1"]), max_size=4, unique=True)


@given(
    approvals, st.sampled_from(["boss", "peer", "blue1"]), st.sampled_from([None, "ana", "boss"]), st.integers(0, 12)
)
def test_one_more_approval_never_lowers(names: list[str], further: str, opener: str | None, traded: int) -> None:
    """Whoever approved so far, a change is worth no less for one approval more."""
    more: dict[str, object] = {"issue_opened_by": opener, "used_by_teams": ("blue",)}
    trade = {("ana", "peer"): traded}
    before = voice("green1", *names, trade=trade, **more)
    after = voice("green1", *names, further, trade=trade, **more)
    assert after.endorsement * after.anchor >= before.endorsement * before.anchor


def test_who_opened_the_issue_goes_before_who_uses_it() -> None:
    """The opener is named alone; an author's own issue is nobody's demand; users are sorted."""
    used = {"used_by_teams": ("green", "blue")}
    assert asked_by(change("c", **used), "peer", TEAMS) == ("boss",)
    assert asked_by(change("c", issue_opened_by="ana", **used), None, TEAMS) == ("team blue", "team green")
    assert anchor((), None, deployed=False, steadily=False) == 0.15


def asks(counts: dict[str, int], opener: str = "boss") -> Asks:
    """`opener` asked each author so often."""
    return Asks(change(f"{who}{i}", who, issue_opened_by=opener) for who, n in counts.items() for i in range(n))


@pytest.mark.parametrize(
    ("counts", "steady"),
    [
        ({"ana": 1, "b": 1, "c": 1, "d": 1}, True),
        ({"b": 1, "c": 1, "d": 1}, True),
        ({"ana": 1, "b": 1, "c": 1}, False),
        ({"ana": 2, "b": 1, "c": 1, "d": 1}, True),
        ({"ana": 3, "b": 1, "c": 1, "d": 1}, False),
        ({"ana": 9}, False),
        ({}, False),
    ],
)
def test_steady_is_broad_and_even(counts: dict[str, int], *, steady: bool) -> None:
    """At least three others, and of this author at most 1.6 times an even share of all that was asked."""
    assert asks(counts).steady(("boss",), "ana") is steady


def test_one_does_not_ask_oneself_into_steadiness() -> None:
    """Own issues do not count, and a team that uses a change is never steady."""
    own = asks({"boss": 9, "b": 1, "c": 1})
    assert not own.steady(("boss",), "ana")
    assert not asks({"b": 1, "c": 1, "d": 1}).steady(("team blue",), "ana")


def test_steadiness_is_read_before_the_window_only() -> None:
    """Cold start: the same asking within the window makes nobody steady; older asking does, if it was not undone."""
    mine = change("c")
    now = [change(f"m{i}", f"mate{i}", days=30) for i in range(4)]
    old = [change(f"m{i}", f"mate{i}", days=71) for i in range(4)]
    assert not landed(mine).steadily
    assert not landed(mine, *now).steadily
    assert landed(mine, *old).steadily


def test_asked_worth_has_three_knees() -> None:
    """v below the knee k, k*(1 + .5*ln(v/k)) beyond: .3 for nobody, 1.5 for somebody, 18 for a steady asker."""
    assert (UNASKED_KNEE, ASKER_KNEE, STEADY_KNEE) == (0.3, 1.5, 18)
    for name, knee in (("", 0.3), ("friend", 1.5), ("boss", 18)):
        assert asked_worth(knee, name, {"boss"}) == knee
        assert asked_worth(knee * math.e, name, {"boss"}) == pytest.approx(1.5 * knee)
