"""Reviews, wins and incidents: what counts, and what rings of friends cannot do."""

from __future__ import annotations

import math

import pytest
from scoring_help import AS_OF, change, history, incident, review, win

from ranking.events import Event
from ranking.kept.channels import Tally, incident_tallies, review_tallies, win_tallies
from ranking.window import Window

WINDOW = Window(AS_OF)


def wins(*events: Event) -> dict[str, Tally]:
    return win_tallies(history(*events), WINDOW.matured)


def test_a_review_counts_when_it_changed_somebody_elses_work() -> None:
    """Own changes, three minutes or less, no effect, unknown changes and repeats do not count."""
    facts = history(
        change("c1"),
        change("c2"),
        change("mine", "rev"),
        review("r1", "rev", "c1"),
        review("r1b", "rev", "c1"),
        review("r2", "rev", "c2", minutes=3),
        review("r3", "rev", "c2", led=False),
        review("r4", "rev", "mine"),
        review("r5", "rev", "nowhere"),
        review("r6", "rev", "c2", days=5),
    )
    assert review_tallies(facts, WINDOW.matured, WINDOW) == {"rev": Tally(1.0, (("c1", 1.0),))}


def test_reviews_add_up_as_a_logarithm() -> None:
    """R = log2(1 + n)."""
    facts = history(*(change(f"c{i}") for i in range(3)), *(review(f"r{i}", "rev", f"c{i}") for i in range(3)))
    assert review_tallies(facts, WINDOW.matured, WINDOW)["rev"].total == 2


def test_an_incident_counts_when_it_stays_closed() -> None:
    """Reopened and young incidents do not count."""
    facts = history(incident("a", "ops"), incident("b", "ops", reopened=True), incident("c", "ops", days=2))
    assert incident_tallies(facts, WINDOW.matured) == {"ops": Tally(1.0, (("a", 1.0),))}


def test_a_win_needs_two_others() -> None:
    """One giver, or oneself and one giver, is no confirmation."""
    assert wins(win("w1", "a", "b"), win("w2", "a", "a", "b")) == {}
    assert wins(win("w", "a", "b", "c"))["a"].total == pytest.approx(1)


def test_givers_whose_wins_one_confirmed_are_left_out() -> None:
    """Friends who confirm each other confirm nothing."""
    traded = wins(win("w1", "a", "b", "c"), win("w2", "b", "a", "c"))
    assert traded == {}


def test_a_repeat_giver_counts_less() -> None:
    """The second win of the same givers is worth 1/sqrt(2)."""
    twice = wins(win("w1", "a", "b", "c"), win("w2", "a", "b", "c", days=27))
    assert twice["a"].total == pytest.approx(1 + 1 / math.sqrt(2))
    assert math.fsum(worth for _, worth in twice["a"].pieces) == pytest.approx(twice["a"].total)


def test_a_giver_reaches_three_people_a_week() -> None:
    """The fourth person in a week gets nothing from the same giver, and the same rule leaves no second giver."""
    found = wins(*(win(f"w{i}", f"p{i}", "b", "c", days=20 - i / 100) for i in range(4)))
    assert set(found) == {"p0", "p1", "p2"}


def test_young_and_future_wins_do_not_count() -> None:
    """A win matures after 14 days like everything else."""
    assert wins(win("w", "a", "b", "c", days=13), win("x", "a", "b", "c", days=-1)) == {}
