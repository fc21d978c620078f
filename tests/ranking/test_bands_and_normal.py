"""Bands and the normal distribution: every edge, every easing, and published values."""

from __future__ import annotations

from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.bands import BANDS, band, eased
from ranking.normal import phi

WORDS = [word for _, word in BANDS]
scores = st.floats(0, 100)


@pytest.mark.parametrize(("least", "word"), BANDS)
def test_a_band_begins_at_its_edge(least: float, word: str) -> None:
    """The edge itself belongs to the upper band, a hair below it to the next one down."""
    assert band(least) == word
    assert band(least - 1e-9) == WORDS[min(WORDS.index(word) + 1, len(WORDS) - 1)]


@given(scores, scores)
def test_a_higher_score_never_has_a_lower_band(one: float, other: float) -> None:
    """Bands follow scores."""
    low, high = sorted((one, other))
    assert WORDS.index(band(high)) <= WORDS.index(band(low))


def test_bands_mirror_each_other_around_the_middle() -> None:
    """As many points for the top as for the bottom: edges sum to 100 in pairs."""
    edges = [least for least, _ in BANDS[:-1]]
    assert [low + high for low, high in zip(edges, reversed(edges), strict=True)] == [100.0] * 4


@given(st.sampled_from(WORDS), st.sampled_from(WORDS))
def test_a_lost_source_costs_one_band_at_most(word: str, whole: str) -> None:
    """The eased band is never worse than the band of today, and at most one below that with all evidence (P9)."""
    found = WORDS.index(eased(word, whole))
    assert found <= WORDS.index(word)
    assert found <= WORDS.index(whole) + 1
    assert found in {WORDS.index(word), WORDS.index(whole) + 1}


def test_easing_lifts_a_fall_to_one_band_and_leaves_the_rest() -> None:
    """From full bloom to the ground is `flourishing`; a band that did not fall stays; a rise is kept."""
    assert eased("taking root", "in full bloom") == "flourishing"
    assert eased("steady", "steady") == "steady"
    assert eased("in full bloom", "taking root") == "in full bloom"
    assert eased("taking root", "taking root") == "taking root"


def test_an_unknown_word_is_no_band() -> None:
    """A misspelt band is an error rather than the lowest one."""
    with pytest.raises(ValueError, match="steadyy"):
        eased("steadyy", "steady")


@pytest.mark.parametrize(("x", "share"), [(0.0, 0.5), (1.0, 0.8413447461), (1.6449, 0.95000), (-1.95996, 0.025)])
def test_phi_has_its_published_values(x: float, share: float) -> None:
    """The values that every table prints."""
    assert phi(x) == pytest.approx(share, abs=1e-5)


@given(st.floats(-6, 6))
def test_phi_is_the_normal_distribution(x: float) -> None:
    """It agrees with the standard library's and mirrors itself around 0."""
    assert phi(x) == pytest.approx(NormalDist().cdf(x), rel=1e-9)
    assert phi(x) + phi(-x) == pytest.approx(1.0)


def test_phi_keeps_its_far_lower_tail() -> None:
    """Ten deviations below is 7.6e-24 and not 0: the tail is not lost to rounding."""
    assert phi(-10) == pytest.approx(7.619853e-24, rel=1e-6, abs=0)
