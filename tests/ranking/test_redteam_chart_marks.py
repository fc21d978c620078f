"""The picture, mark by mark: a bar for every figure, as long as the figure says, and nothing where none is."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from redteam_handmade import a_lift, a_row, a_summary

from ranking.redteam.chart import as_svg
from ranking.redteam.report import titled
from ranking.redteam.summary import Row

SVG = "{http://www.w3.org/2000/svg}"
OURS, THEIRS = "#1b7f5c", "#c2571a"
LEGEND = "44"


def drawn(*rows: Row) -> ElementTree.Element:
    return ElementTree.fromstring(as_svg(a_summary(*rows)))


def bars(root: ElementTree.Element, colour: str = OURS) -> list[ElementTree.Element]:
    return [one for one in root.iter(f"{SVG}rect") if one.get("fill") == colour and one.get("y") != LEGEND]


def whiskers(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [one for one in root.iter(f"{SVG}line") if one.get("y1") == one.get("y2")]


def zero(root: ElementTree.Element) -> float:
    """Where 0 % stands: the one dark line from top to bottom."""
    (axis,) = [line for line in root.iter(f"{SVG}line") if line.get("x1") == line.get("x2") and line.get("y1") == "78"
               and line.get("stroke") == "#1f2328"]  # fmt: skip
    return float(axis.attrib["x1"])


def ticks(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text") if (text.text or "").endswith("%")]


def test_there_is_a_bar_for_every_strategy_and_board() -> None:
    """Three strategies on two boards are three bars of each colour, and each strategy is named once."""
    lifts = [a_lift("T1", 0.1), a_lift("T4", 0.2), a_lift("S1", -0.1)]
    root = drawn(a_row("ours", lifts), a_row("tokens", lifts))
    assert (len(bars(root)), len(bars(root, THEIRS))) == (3, 3)
    told = [text.text for text in root.iter(f"{SVG}text")]
    assert [told.count(titled(key)) for key in ("T1", "T4", "S1")] == [1, 1, 1]


def test_a_third_board_is_not_drawn() -> None:
    """Only the first board and the token board are compared."""
    lifts = [a_lift("T1", 0.1)]
    root = drawn(a_row("ours", lifts), a_row("cost", lifts), a_row("tokens", lifts))
    assert (len(bars(root)), len(bars(root, THEIRS))) == (1, 1)
    assert "cost" not in (root.findtext(f"{SVG}title") or "")


def test_bars_are_as_long_as_their_figures() -> None:
    """A strategy that pays twice as much has a bar of twice the length."""
    short, long = bars(drawn(a_row(lifts=[a_lift("T1", 0.2), a_lift("T4", 0.4)])))
    assert float(long.attrib["width"]) == pytest.approx(2 * float(short.attrib["width"]), abs=0.2)


def test_gains_stand_right_of_zero_and_losses_left() -> None:
    """A gain starts at 0, a loss ends there."""
    root = drawn(a_row(lifts=[a_lift("T1", 0.3), a_lift("T4", -0.3)]))
    gain, loss = bars(root)
    assert float(gain.attrib["x"]) == zero(root)
    assert float(loss.attrib["x"]) + float(loss.attrib["width"]) == pytest.approx(zero(root), abs=0.1)


def test_a_bar_of_nothing_has_no_length() -> None:
    """A lift of exactly 0 is drawn at 0 with no width."""
    (bar,) = bars(drawn(a_row(lifts=[a_lift("T1", 0.0)])))
    assert float(bar.attrib["width"]) == 0.0


def test_what_was_not_measured_has_no_bar() -> None:
    """nan leaves a named row without a mark, and the others as they are."""
    root = drawn(a_row(lifts=[a_lift("T1", float("nan")), a_lift("T4", 0.1)]))
    assert len(bars(root)) == 1
    assert titled("T1") in [text.text for text in root.iter(f"{SVG}text")]


def test_only_intervals_have_whiskers() -> None:
    """A figure of one company has none; one of several is crossed by a line through its bar's middle."""
    root = drawn(a_row(lifts=[a_lift("T1", 0.2), a_lift("T4", 0.2, 0.1, 0.3)]))
    (whisker,) = whiskers(root)
    bar = bars(root)[1]
    middle = float(bar.attrib["x"]) + float(bar.attrib["width"])
    assert float(whisker.attrib["x1"]) < middle < float(whisker.attrib["x2"])
    assert float(whisker.attrib["y1"]) == float(bar.attrib["y"]) + 6


def test_an_interval_beyond_the_possible_is_cut() -> None:
    """Nobody can win more than all ranks: whiskers end at 100 % however few companies there were."""
    root = drawn(a_row(lifts=[a_lift("T1", 0.5, -40.0, 40.0)]))
    assert (ticks(root)[0], ticks(root)[-1]) == ("-100%", "100%")
    assert float(whiskers(root)[0].attrib["x2"]) == 860.0


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [(0.0, 0.05, ["0%", "10%"]), (-0.01, 0.11, ["-10%", "0%", "10%", "20%"]), (0.0, 0.3, ["0%", "10%", "20%", "30%"])],
)
def test_the_scale_has_whole_tenths_and_always_zero(low: float, high: float, shown: list[str]) -> None:
    """It reaches to the next tenth beyond each end, and no further."""
    assert ticks(drawn(a_row(lifts=[a_lift("T1", low), a_lift("T4", high)]))) == shown


def test_the_picture_grows_with_its_strategies() -> None:
    """Each further strategy is one band of 34 units, and the white ground covers all of it."""
    one, two = drawn(a_row(lifts=[a_lift("T1", 0.1)])), drawn(a_row(lifts=[a_lift("T1", 0.1), a_lift("T4", 0.1)]))
    heights = [int(root.attrib["viewBox"].split()[3]) for root in (one, two)]
    assert heights[1] - heights[0] == 34
    ground = two.find(f"{SVG}rect")
    assert ground is not None
    assert ground.attrib["height"] == str(heights[1])


def test_bars_of_one_strategy_do_not_cover_each_other() -> None:
    """No two bars share a unit of height."""
    lifts = [a_lift("T1", 0.1), a_lift("T4", 0.1)]
    root = drawn(a_row("ours", lifts), a_row("tokens", lifts))
    tops = sorted(float(bar.attrib["y"]) for bar in [*bars(root), *bars(root, THEIRS)])
    assert all(below - above >= 12 for above, below in pairwise(tops))


def test_a_name_with_markup_in_it_stays_text() -> None:
    """A board called `a<b & c` leaves the picture well-formed and is read as it is written."""
    root = drawn(a_row("a<b & c", [a_lift("T1", 0.1)]))
    assert "a<b & c" in [text.text for text in root.iter(f"{SVG}text")]
    assert (root.findtext(f"{SVG}desc") or "") == "a<b & c: T1 +10%"
