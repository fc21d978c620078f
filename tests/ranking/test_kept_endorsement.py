"""Endorsement: pairs, rubber stamps and repeated endorsers count less, and never retroactively."""

from __future__ import annotations

import math

import pytest
from scoring_help import approval, change

from ranking.kept.endorsement import approvals_given, endorsed_worth, endorsers, r_approval, r_fast, r_pair


def test_giving_back_lowers_to_a_quarter_at_most() -> None:
    """r_pair = max(.25, 1 - 1.5*n/48): it falls with every approval given back and stops at .25."""
    assert [r_pair(n) for n in (0, 8, 16, 24, 40)] == pytest.approx([1, 0.75, 0.5, 0.25, 0.25])


def test_a_quick_silent_approval_is_worth_a_quarter() -> None:
    """Under 3 minutes counts in full only with a comment."""
    assert r_fast(approval(seconds=179, comments=0)) == 0.25
    assert r_fast(approval(seconds=540, comments=0)) == pytest.approx(0.625)
    assert r_fast(approval(seconds=179, comments=1)) == r_fast(approval(seconds=900, comments=0)) == 1


def test_what_one_person_vouched_for_is_bent_at_ten() -> None:
    """v up to 10, then 10*(1 + ln(v/10))."""
    assert [endorsed_worth(v) for v in (0, 3, 10, 10 * math.e)] == pytest.approx([0, 3, 10, 20])


def test_a_self_approval_is_no_endorsement() -> None:
    """Authors do not vouch for themselves."""
    assert endorsers(change("c", "ana", approvals=(approval("ana"),))) == ()


def test_an_approval_is_worth_its_pair_and_its_look() -> None:
    """r_pair*r_fast; endorsers are told sorted."""
    stamp, friend = approval("quick", 10, 0), approval("friend")
    one = change("c", approvals=(stamp, friend))
    given = {("ana", "friend"): 8}
    assert (r_approval(one, stamp, given), r_approval(one, friend, given)) == (0.25, 0.75)
    assert endorsers(one) == ("friend", "quick")


def test_pieces_of_a_day_are_one_approval_given() -> None:
    """Cutting a change does not multiply what its endorser gave."""
    pieces = [change(f"c{i}", area="billing") for i in range(5)]
    elsewhere = change("d", area="other")
    assert approvals_given([*pieces, elsewhere]) == {("peer", "ana"): 2}
