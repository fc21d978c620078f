"""The window: 56 days of matured outcomes, 14 days of young ones, 28 days of spending."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scoring_help import AS_OF, ago

from ranking.bands import BANDS, band, eased
from ranking.normal import phi
from ranking.window import Window


@pytest.mark.parametrize(
    ("days", "kind"),
    [(-1, "future"), (0, "immature"), (13.99, "immature"), (14, "matured"), (69.99, "matured"), (70, "before")],
)
def test_every_moment_is_one_of_four(days: float, kind: str) -> None:
    """Young, counting, older or not yet: exactly one is true."""
    window, moment = Window(AS_OF), ago(days)
    kinds = {
        "future": not window.visible(moment),
        "immature": window.immature(moment),
        "matured": window.matured(moment),
        "before": window.before(moment),
    }
    assert [name for name, true in kinds.items() if true] == [kind]


def test_spending_is_read_for_28_days_up_to_today() -> None:
    """Today counts, the 28th day before does not, tomorrow does not."""
    window, today = Window(AS_OF), AS_OF.date()
    counted = [window.spend_day(today - timedelta(days=days)) for days in (-1, 0, 27, 28)]
    assert counted == [False, True, True, False]


def test_presence_is_the_share_of_the_window_since_the_start() -> None:
    """(days from start to the window's close)/56, at least a quarter, at most one; without a start, one."""
    closes = ago(14).date()
    shares = [Window(AS_OF).presence(closes - timedelta(days=days)) for days in (400, 56, 42, 14, 3, -9)]
    assert shares == pytest.approx([1, 1, 42 / 56, 14 / 56, 0.25, 0.25])
    assert Window(AS_OF).presence(None) == 1


def test_bands_cover_every_score() -> None:
    """From 0 to 100 there is a word, and none is a number."""
    assert [band(score) for score in (100, 85, 84.9, 50, 15, 0)] == [
        *("in full bloom", "in full bloom", "flourishing", "steady", "growing", "taking root")
    ]
    assert len({word for _, word in BANDS}) == len(BANDS)


def test_phi_is_the_normal_distribution() -> None:
    """Known values."""
    assert phi(0) == 0.5
    assert phi(1.6448536) == pytest.approx(0.95)
    assert phi(-9) < 1e-15


def test_a_lost_source_costs_one_band_at_most() -> None:
    """The band is the better of one's own and the one below what all evidence gives."""
    assert eased("taking root", "flourishing") == "steady"
    assert eased("steady", "flourishing") == eased("steady", "taking root") == "steady"
    assert eased("taking root", "taking root") == "taking root"
