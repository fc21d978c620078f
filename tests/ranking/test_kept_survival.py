"""Survival: which looks count, how shares shrink, what reverts and baselines do."""

from __future__ import annotations

import pytest
from scoring_help import AS_OF, ago, change, history, look

from ranking.events import Revert
from ranking.kept.survival import PRIOR_SHARE, latest_looks, repository_baselines, reverted_at, survival
from ranking.window import Window

WINDOW = Window(AS_OF)


def test_a_large_change_keeps_its_own_share() -> None:
    """S = (s*L + 15*m_b)/(L + 15) tends to s with L."""
    assert survival(0.9, 15, 0.8) == pytest.approx((0.9 * 15 + 15 * 0.8) / 30) == pytest.approx(0.85)
    assert survival(0.9, 60, 0.8) == pytest.approx((0.9 * 60 + 15 * 0.8) / 75)
    assert survival(0.9, 10**9, 0.2) == pytest.approx(0.9)


def test_shrinkage_never_lifts_a_share() -> None:
    """A small rewritten change is not lifted to the baseline, or splitting would pay."""
    assert survival(0.0, 1, 0.9) == 0.0
    assert survival(0.3, 5, 0.9) == 0.3


def test_the_latest_look_counts_and_the_future_is_unknown() -> None:
    """Day 60 replaces day 14 once it is known, and not before."""
    old = change("c", days=90)
    facts = history(old, look(old, 0.9), look(old, 0.4, 60), look(old, 0.1, 95))
    assert latest_looks(facts, WINDOW) == {"c": 0.4}
    assert latest_looks(facts, Window(ago(60))) == {"c": 0.9}


def test_looks_before_maturity_and_of_unknown_changes_do_not_count() -> None:
    """A look on day 3 says nothing of day 14."""
    early = change("c", days=20)
    stray = change("stray")
    assert latest_looks(history(early, look(early, 1.0, 3), look(stray, 1.0)), WINDOW) == {}


def test_the_worse_of_two_looks_of_one_moment_counts() -> None:
    """Contradicting looks are settled the same way in any order."""
    one = change("c", days=30)
    high, low = look(one, 0.9), look(one, 0.5)
    assert latest_looks(history(one, high, low), WINDOW) == latest_looks(history(one, low, high), WINDOW) == {"c": 0.5}


def test_only_known_reverts_count_and_the_first_is_told() -> None:
    """A revert after `as_of` has not happened yet."""
    one = change("c", days=30)
    reverts = [Revert(change="c", at=ago(days)) for days in (5, 9, -1)]
    assert reverted_at(history(one, *reverts), WINDOW) == {"c": ago(9)}
    assert reverted_at(history(one, Revert(change="c", at=ago(-1))), WINDOW) == {}


def test_a_baseline_reads_only_history_older_than_the_window() -> None:
    """What counts now cannot move the baseline that it is measured with."""
    old, new = change("old", days=70, lines=300), change("new", days=69.9, lines=300)
    found = repository_baselines([old, new], {"old": 0.5, "new": 0.1}, {}, WINDOW)
    assert found == {"api": pytest.approx((0.5 + PRIOR_SHARE) / 2)}


def test_a_reverted_change_counts_as_nothing_kept_in_the_baseline() -> None:
    """A repository where work is taken back has a low baseline."""
    old = change("old", days=80, lines=300)
    assert repository_baselines([old], {"old": 1.0}, {"old": ago(75)}, WINDOW) == {
        "api": pytest.approx(PRIOR_SHARE / 2)
    }
