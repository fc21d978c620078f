"""Endorsement: pairs, rubber stamps and repeated endorsers count less, and never retroactively."""

from __future__ import annotations

import pytest
from scoring_help import approval, change

from ranking.kept.endorsement import approvals_given, best_endorsement, concentration, endorsers, r_conc, r_fast, r_pair


def test_giving_back_lowers_to_a_quarter_at_most() -> None:
    """r_pair falls with every approval given back and stops at .25."""
    assert [r_pair(n) for n in (0, 2, 4, 40)] == pytest.approx([1, 0.625, 0.25, 0.25])


def test_a_quick_silent_approval_is_worth_a_quarter() -> None:
    """Under 3 minutes counts in full only with a comment."""
    assert r_fast(approval(seconds=179, comments=0)) == 0.25
    assert r_fast(approval(seconds=179, comments=1)) == r_fast(approval(seconds=180, comments=0)) == 1


def test_the_first_three_of_an_endorser_are_free() -> None:
    """r_conc is 1 up to the third, then falls."""
    assert [r_conc(n) for n in (1, 3, 4, 7)] == pytest.approx([1, 1, 0.8, 0.5])


def test_a_self_approval_is_a_self_merge() -> None:
    """Approving oneself is worth what no approval is worth."""
    own = change("c", "ana", approvals=(approval("ana"),))
    none = change("c", "ana", approvals=())
    assert best_endorsement(own, {}) == best_endorsement(none, {}) == 0.25
    assert endorsers(own) == ()


def test_the_best_approval_counts() -> None:
    """A second, independent look makes up for a rubber stamp."""
    both = change("c", approvals=(approval("quick", 10, 0), approval("friend"), approval("stranger")))
    assert best_endorsement(both, {("ana", "friend"): 8}) == 1
    assert endorsers(both) == ("friend", "quick", "stranger")


def test_pieces_of_a_day_are_one_approval_given() -> None:
    """Cutting a change does not multiply what its endorser gave."""
    pieces = [change(f"c{i}", area="billing") for i in range(5)]
    elsewhere = change("d", area="other")
    assert approvals_given([*pieces, elsewhere]) == {("peer", "ana"): 2}


def test_concentration_spreads_over_endorsers() -> None:
    """Four sets by one person tire, four by two people do not; nobody counts as one person."""
    assert concentration([("a",)] * 4) == pytest.approx([1, 1, 1, 0.8])
    assert concentration([("a", "b")] * 4) == pytest.approx([1] * 4)
    assert concentration([()] * 5)[-1] < 1
