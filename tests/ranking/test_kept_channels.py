"""Reviews, wins and incidents: what counts, and what rings of friends cannot do."""

from __future__ import annotations

import math

import pytest
from scoring_help import AS_OF, change, history, incident, review, win

from ranking.events import Event
from ranking.kept.channels import Tally, effort, incident_tallies, review_tallies, win_tallies
from ranking.window import Window

WINDOW = Window(AS_OF)


def wins(*events: Event) -> dict[str, Tally]:
    return win_tallies(history(*events), WINDOW.matured)


def reviews(landed: dict[str, float], *events: Event) -> dict[str, Tally]:
    return review_tallies(history(*events), landed, WINDOW.matured)


def test_a_review_counts_when_it_changed_somebody_elses_work() -> None:
    """Own changes, three minutes or less, no effect, unknown changes, young reviews and repeats do not count."""
    facts = [
        change("c1"),
        change("c2"),
        change("mine", "rev"),
        review("r1", "rev", "c1", minutes=15),
        review("r1b", "rev", "c1", minutes=9),
        review("r2", "rev", "c2", minutes=3),
        review("r3", "rev", "c2", led=False),
        review("r4", "rev", "mine"),
        review("r5", "rev", "nowhere"),
        review("r6", "rev", "c2", days=5),
    ]
    worth = {"c1": 1.0, "c2": 1.0, "mine": 1.0, "nowhere": 1.0}
    assert reviews(worth, *facts) == {"rev": Tally(1.0, (("c1", 1.0),), 1.0)}


@pytest.mark.parametrize(("minutes", "expected"), [(0, 0), (3, 0), (4.2, 0.01), (9, 0.25), (15, 1), (600, 1)])
def test_effort_grows_with_the_square_of_the_minutes(minutes: float, expected: float) -> None:
    """((minutes - 3)/12)^2, between 0 and 1."""
    assert effort(minutes) == pytest.approx(expected)


def test_reviews_add_up_as_a_logarithm() -> None:
    """R = log2(1 + sum of effort*S*a): three whole looks at changes of three authors, each worth 1, are 2."""
    facts = [
        *(change(f"c{i}", f"a{i}") for i in range(3)),
        *(review(f"r{i}", "rev", f"c{i}", minutes=15) for i in range(3)),
    ]
    found = reviews({f"c{i}": 1.0 for i in range(3)}, *facts)["rev"]
    assert (found.total, found.evidence) == (2, 3)
    assert math.fsum(worth for _, worth in found.pieces) == pytest.approx(found.total)


def test_a_review_is_worth_what_it_helped_to_land() -> None:
    """A change that nobody kept or that does not count is worth no review; S*a of .15 is .15 of one."""
    facts = [change("c"), review("r", "rev", "c", minutes=15)]
    assert reviews({}, *facts) == {}
    assert reviews({"c": 0.0}, *facts) == {}
    assert reviews({"c": 0.15}, *facts)["rev"].total == pytest.approx(math.log2(1.15))


def test_further_reviews_of_one_author_count_less() -> None:
    """1/n by worth, best first: 1 + .6/2 + .3/3 for one author."""
    facts = [*(change(f"c{i}") for i in range(3)), *(review(f"r{i}", "rev", f"c{i}", minutes=15) for i in range(3))]
    assert reviews({"c0": 0.3, "c1": 1.0, "c2": 0.6}, *facts)["rev"].evidence == pytest.approx(1 + 0.6 / 2 + 0.3 / 3)


def test_an_incident_counts_when_it_stays_closed() -> None:
    """Reopened and young incidents do not count."""
    facts = history(incident("a", "ops"), incident("b", "ops", reopened=True), incident("c", "ops", days=2))
    assert incident_tallies(facts, WINDOW.matured) == {"ops": Tally(1.0, (("a", 1.0),), 1.0)}


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
