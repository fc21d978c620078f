"""Ranks: ties, ranges, and agreement with counting one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ranking.ranks import Place, places


def test_ties_share_the_best_place() -> None:
    """Two at the top are both first, the next is third."""
    assert places({"a": 1.0, "b": 1.0 + 1e-12, "c": 0.0}) == {
        "a": Place(1, 1, 2),
        "b": Place(1, 1, 2),
        "c": Place(3, 3, 3),
    }


def test_no_people_no_places() -> None:
    """An empty company ranks."""
    assert places({}) == {}
    assert places({}, {}) == {}


def test_uncertainty_widens_the_range() -> None:
    """With large errors everything is open, with tiny ones nothing."""
    values = {"a": 2.0, "b": 1.0, "c": 0.0}
    assert places(values, dict.fromkeys(values, 9.0))["b"] == Place(2, 1, 3)
    assert places(values, dict.fromkeys(values, 0.01))["b"] == Place(2, 2, 2)


@given(st.dictionaries(st.text("abc", max_size=4), st.integers(-5, 5).map(float), min_size=1), st.floats(0.01, 3))
def test_a_rank_lies_in_its_range(values: dict[str, float], error: float) -> None:
    """1 <= low <= rank <= high <= number of people, and the rank is one more than those above."""
    found = places(values, dict.fromkeys(values, error))
    for one, place in found.items():
        assert 1 <= place.low <= place.rank <= place.high <= len(values)
        assert place.rank == 1 + sum(other > values[one] for other in values.values())
