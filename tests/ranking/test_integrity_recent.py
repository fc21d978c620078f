"""The statistics that families share: how surprising a count is, and what is usual among the others."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scoring_help import AS_OF, ago, change, history, usage

from ranking.integrity.recent import others_rate, recent_changes, recent_usage, surprise
from ranking.window import Window


@given(st.integers(1, 30), st.integers(0, 30), st.integers(1, 19))
def test_surprise_is_the_exact_binomial_tail(tries: int, hits: int, twentieths: int) -> None:
    """-log10 P(X >= hits) agrees with the sum in exact fractions."""
    hits, chance = min(hits, tries), Fraction(twentieths, 20)
    tail = sum(math.comb(tries, k) * chance**k * (1 - chance) ** (tries - k) for k in range(hits, tries + 1))
    assert surprise(hits, tries, float(chance)) == pytest.approx(-math.log10(tail), abs=1e-9)


@given(st.integers(1, 200), st.integers(0, 199), st.floats(0.01, 0.99))
def test_one_more_hit_is_never_less_surprising(tries: int, hits: int, chance: float) -> None:
    """Surprise rises with hits and falls with the chance that was there anyway."""
    hits = min(hits, tries - 1)
    assert surprise(hits + 1, tries, chance) >= surprise(hits, tries, chance) - 1e-9
    assert surprise(hits, tries, min(1.0, chance * 1.1)) <= surprise(hits, tries, chance) + 1e-9


def test_the_edges_of_chance() -> None:
    """Nothing is no surprise, certainty is none either, and the impossible is boundless."""
    assert surprise(0, 9, 0.1) == 0
    assert surprise(3, 9, 1.0) == 0
    assert surprise(1, 9, 0.0) == math.inf


def test_a_large_count_does_not_underflow() -> None:
    """500 of 500 at one in a hundred is a thousand orders of magnitude, not an error."""
    assert surprise(500, 500, 0.01) == pytest.approx(1000)


def test_the_others_rate_leaves_one_out() -> None:
    """A person's own hits never make their own usual; the floor holds, also for somebody alone."""
    rates = others_rate({"a": 9, "b": 1}, {"a": 10, "b": 10, "c": 10}, 0.01)
    assert rates == {"a": pytest.approx(1 / 20), "b": pytest.approx(9 / 20), "c": pytest.approx(10 / 20)}
    assert others_rate({"a": 5}, {"a": 5}, 0.2) == {"a": 0.2}
    assert others_rate({}, {"a": 5, "b": 5}, 0.2) == {"a": 0.2, "b": 0.2}


def test_only_six_weeks_are_looked_at() -> None:
    """A change of 43 days ago and one of tomorrow are out; the rest come in order of merging."""
    facts = history(change("old", days=43), change("b", days=3), change("a", days=30), change("next", days=-1))
    assert [one.id for one in recent_changes(facts, Window(AS_OF))["ana"]] == ["a", "b"]
    assert ago(43) < AS_OF


def test_a_persons_own_word_is_no_evidence() -> None:
    """Rows of trust C and D, and rows older than 28 days, are not read."""
    rows = [usage(f"u{trust}", "ana", trust=trust) for trust in "ABCD"]
    found = recent_usage(history(rows, usage("old", "ana", days=29)), Window(AS_OF))
    assert {row.id for row in found["ana"]} == {"uA", "uB"}
