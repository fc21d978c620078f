"""Change-sets: what is pooled, what counts as landed, and that the least favourable pooling counts."""

from __future__ import annotations

import pytest
from scoring_help import AS_OF, ago, approval, change, history, look, person

from ranking.events import Change, Event, Revert
from ranking.kept.change_sets import CodeWork, code_work
from ranking.kept.follow_ups import placings
from ranking.kept.landed import anchor, landed_changes
from ranking.kept.size import size
from ranking.window import Window

WINDOW = Window(AS_OF)


def work(*events: Event) -> CodeWork:
    """The code channel of `ana`."""
    return code_work(landed_changes(history(person("ana"), *events), WINDOW).get("ana", []))


def kept(*changes: Change) -> list[Event]:
    """Changes of which everything is still there."""
    return [*changes, *(look(one, 1.0) for one in changes)]


def test_one_change_is_worth_the_formula() -> None:
    """v = g*S^2*w*a with S shrunk to the prior baseline."""
    share = (1.0 * 100 + 60 * 0.85) / 160
    assert work(*kept(change("c"))).total == pytest.approx(size(100) * share**2)


def test_an_unknown_fate_is_taken_at_the_baseline() -> None:
    """Without a look a matured change is worth what its repository usually keeps."""
    assert work(change("c")).total == pytest.approx(size(100) * 0.85**2)


def test_same_area_within_72_hours_is_one_set() -> None:
    """Two changes of one area a day apart are pooled, two areas are not."""
    together = work(change("a", area="x"), change("b", area="x", days=19))
    apart = work(change("a", area="x"), change("b", area="y", days=19))
    assert together.sets_counted == 1
    assert apart.sets_counted == 2
    assert together.total < apart.total


def test_same_issue_across_areas_is_one_set() -> None:
    """An issue joins what areas keep apart."""
    assert work(change("a", issue="I1"), change("b", issue="I1")).sets_counted == 1


def test_small_changes_are_pooled() -> None:
    """Five changes of 4 lines in five areas are one change-set of 20 lines."""
    small = work(*(change(f"s{i}", lines=4) for i in range(5)))
    assert small.sets_counted == 1
    assert small.total == pytest.approx(size(20) * 0.85**2)


def test_a_week_apart_is_two_sets() -> None:
    """The pooling ends after 72 hours."""
    assert work(change("a", area="x", days=20), change("b", area="x", days=27)).sets_counted == 2


def test_reverted_young_old_and_empty_changes_do_not_count() -> None:
    """Only matured changes of the window that stand, with lines, are landed."""
    gone = change("gone")
    events = [
        gone,
        Revert(change="gone", at=ago(1)),
        change("young", days=13),
        change("old", days=43),
        change("e", lines=0),
    ]
    assert work(*events).total == 0
    assert landed_changes(history(person("ana"), *events), WINDOW) == {}


def test_a_follow_up_stands_where_the_original_stood() -> None:
    """A change landed again after its revert can stand at the original's day; a follow-up of that one too."""
    first = change("first", area="x", days=27)
    second = change("second", area="x", days=24)
    third = change("third", area="x", days=20)
    events = [first, second, third, Revert(change="first", at=ago(25)), Revert(change="second", at=ago(22))]
    (landed,) = landed_changes(history(person("ana"), *events), WINDOW)["ana"]
    assert landed.change.id == "third"
    assert sorted(landed.day - places["third"] for places in placings([landed])) == [0, 4, 7]


def test_many_reverts_are_tried_one_by_one() -> None:
    """Beyond four reverted originals the number of placings grows with them, not with their subsets."""
    tries = [change(f"t{i:02}", area="x", days=28 - i) for i in range(9)]
    undone = [Revert(change=one.id, at=one.merged_at) for one in tries]
    (landed,) = landed_changes(history(person("ana"), *tries, *undone, change("end", area="x", days=18)), WINDOW)["ana"]
    assert landed.change.id == "end"
    assert 2 <= len(placings([landed])) <= 20


def test_four_sets_of_one_endorser_are_worth_less_than_of_four() -> None:
    """Concentration is felt in the total when it is what counts least."""
    alone = work(*(change(f"c{i}", days=16 + 3.1 * i) for i in range(7)))
    many = work(*(change(f"c{i}", days=16 + 3.1 * i, approvals=(approval(f"p{i}"),)) for i in range(7)))
    assert alone.total < many.total


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"issue_opened_by": "boss"}, 1.0),
        ({"issue_opened_by": "ana", "issue": "I1"}, 0.3),
        ({"issue_opened_by": None}, 0.15),
        ({"issue_opened_by": None, "deployed_at": ago(19)}, 1.0),
        ({"issue_opened_by": None, "deployed_at": ago(-1)}, 0.15),
        ({"issue_opened_by": None, "used_by_teams": ("red",)}, 0.15),
        ({"issue_opened_by": None, "used_by_teams": ("blue",)}, 1.0),
    ],
)
def test_the_anchor_asks_who_wanted_it(more: dict[str, object], expected: float) -> None:
    """Somebody else's issue, a deployment that happened or another team's use anchor a change."""
    assert anchor(change("c", **more), "red", WINDOW) == expected


def test_evidence_counts_what_a_set_is_worth() -> None:
    """A trifle is not a whole piece of evidence, and a big change is not more than one."""
    assert work(change("big", lines=800)).evidence == 1
    assert 0 < work(change("tiny", lines=2)).evidence < 0.2
