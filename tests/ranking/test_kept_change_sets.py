"""Change-sets: what is pooled, what counts as landed, and that the least favourable pooling counts."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from scoring_help import AS_OF, ago, approval, change, history, look, person

from ranking.events import Change, Event, Revert
from ranking.kept.change_sets import CodeWork, code_work
from ranking.kept.demand import ASKER_KNEE, UNASKED_KNEE, asked_worth
from ranking.kept.follow_ups import placings
from ranking.kept.landed import landed_changes
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
    """v = g*S^4*w*a with S shrunk to the prior baseline by 15 lines."""
    share = (1.0 * 10 + 15 * 0.85) / 25
    assert work(*kept(change("c", lines=10))).total == pytest.approx(size(10) * share**4)


def test_an_unknown_fate_is_taken_at_the_baseline() -> None:
    """Without a look a matured change is worth what its repository usually keeps."""
    assert work(change("c", lines=20)).total == pytest.approx(size(20) * 0.85**4)


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
    assert small.total == pytest.approx(size(20) * 0.85**4)


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
        change("old", days=71),
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


def spread(count: int, lines: int = 400, **more: Any) -> list[Change]:
    """So many changes, each of an area and an issue of its own, 91 hours apart."""
    return [
        change(f"c{i}", days=16 + 3.8 * i, lines=lines, issue=f"I{i}", **{key: of(i) for key, of in more.items()})
        for i in range(count)
    ]


def several(name: str) -> Callable[[int], str]:
    return lambda i: f"{name}{i}"


def test_repeated_endorsers_are_bent_by_worth() -> None:
    """What one person vouched for is worth v up to 10, then 10*(1 + ln(v/10)); many endorsers are not bent."""
    one_each = size(25) * 0.85**4
    alone = work(*spread(14, 25, issue_opened_by=several("boss")))
    many = work(*spread(14, 25, issue_opened_by=several("boss"), approvals=lambda i: (approval(f"p{i}"),)))
    assert many.total == pytest.approx(14 * one_each)
    assert alone.total == pytest.approx(10 * (1 + math.log(14 * one_each / 10)))


def test_two_endorsers_carry_half_each() -> None:
    """A change that two people vouched for is put down to both, in equal parts."""
    one_each = size(25) * 0.85**4
    both = work(
        *spread(14, 25, issue_opened_by=several("boss"), approvals=lambda i: (approval("peer"), approval(f"p{i}")))
    )
    assert both.total == pytest.approx(14 * one_each)


def test_repeated_askers_are_bent_by_worth() -> None:
    """What one person asked for is worth v up to 1.5, then 1.5*(1 + .5*ln(v/1.5))."""
    one_each = size(400) * 0.85**4
    found = work(*spread(6, approvals=lambda i: (approval(f"p{i}"),)))
    assert found.total == pytest.approx(asked_worth(6 * one_each, "boss", ()))
    assert found.total == pytest.approx(ASKER_KNEE * (1 + 0.5 * math.log(6 * one_each / ASKER_KNEE)))
    assert found.total == pytest.approx(math.fsum(one.worth for one in found.sets))


def test_a_steady_asker_is_bent_far_later() -> None:
    """Whoever asked many others before the window is worth 18 before anything is taken off."""
    earlier = [change(f"e{i}", f"mate{i}", days=75) for i in range(3)]
    mine = spread(6, approvals=lambda i: (approval(f"p{i}"),))
    assert work(*earlier, *mine).total == pytest.approx(6 * size(400) * 0.85**4)


def test_what_nobody_asked_for_is_one_set_a_week() -> None:
    """Four areas on four days of a week are one change-set of all their lines at .15; the week after is another."""
    monday = next(days for days in range(20, 34) if ago(days).weekday() == 0)
    drip = [change(f"d{i}", days=monday - i, lines=10, issue_opened_by=None) for i in range(4)]
    found = work(*drip)
    assert found.sets_counted == 1
    assert found.total == pytest.approx(0.15 * size(40) * 0.85**4)
    assert work(*drip, change("next", days=monday - 7, lines=10, issue_opened_by=None)).sets_counted == 2


def test_nobody_tires_first() -> None:
    """Unasked weeks are bent at .3, sooner than the work of any asker."""
    weeks = [change(f"w{i}", days=17 + 7 * i, lines=800, issue_opened_by=None, deployed_at=ago(15)) for i in range(7)]
    one_each = 0.3 * size(800) * 0.85**4
    found = work(*(one.model_copy(update={"approvals": (approval(f"p{i}"),)}) for i, one in enumerate(weeks)))
    assert found.total == pytest.approx(UNASKED_KNEE * (1 + 0.5 * math.log(7 * one_each / UNASKED_KNEE)))


def test_evidence_counts_what_a_set_is_worth() -> None:
    """A trifle is not a whole piece of evidence, and a big change is not more than one."""
    assert work(change("big", lines=800)).evidence == 1
    assert 0 < work(change("tiny", lines=2)).evidence < 0.2
