"""The tables of terminal and page: every row whole, every figure where its head says."""

from __future__ import annotations

import json
import math
import re

import pytest
from redteam_handmade import NAN, a_lift, a_row, a_summary, the_flags

from ranking.redteam.bystanders import Toll
from ranking.redteam.document import as_markdown
from ranking.redteam.measure import Estimate
from ranking.redteam.report import (
    as_json,
    as_text,
    figure,
    flag_table,
    laid_out,
    lift_matrix,
    percent,
    ranker_table,
    strategy_table,
    target_table,
    titled,
    toll_table,
)
from ranking.redteam.summary import Summary
from ranking.redteam.targets import targets

TOLLS = (
    Toll("a", "one planner", "the formula", Estimate(-0.02)),
    Toll("a", "one planner", "one voice", Estimate(0.01)),
    Toll("b", "four", "the formula", Estimate(0.0)),
    Toll("b", "four", "one voice", NAN),
)


def full() -> Summary:
    """Two boards, one of them with a star and a bar in its name, three strategies, flags and tolls."""
    lifts = [a_lift("T1", -0.1, rate=Estimate(-2.0)), a_lift("T6", math.nan), a_lift("S1", 0.2, 0.1, 0.3)]
    ours = a_row("ours", lifts, flags=the_flags(by_persona={"deleter": NAN, "steady": Estimate(0.0)}))
    return a_summary(ours, a_row("output*cache|input", lifts), tolls=TOLLS)


def tables(page: str) -> list[list[list[str]]]:
    """The cells of each Markdown table; a bar with a backslash does not part cells."""
    blocks = [block.splitlines() for block in page.split("\n\n") if block.startswith("|")]
    return [[re.split(r"(?<!\\)\|", line)[1:-1] for line in block] for block in blocks]


def test_every_markdown_table_has_equal_columns() -> None:
    """Whatever a board is called, no row of any table is longer or shorter than its head."""
    found = tables(as_markdown(full(), weeks=8))
    assert len(found) == 6
    for rows in found:
        assert {len(row) for row in rows} == {len(rows[0])}


def test_the_second_line_of_a_markdown_table_is_its_rule() -> None:
    """First column to the left, all others to the right."""
    for _, rule, *rows in tables(as_markdown(full(), weeks=8)):
        assert [cell.strip() for cell in rule] == ["---", *["---:"] * (len(rule) - 1)]
        assert rows


def test_stars_and_bars_are_escaped_on_the_page_and_not_in_the_terminal() -> None:
    """A name is read as it is in both."""
    assert r"output\*cache\|input" in as_markdown(full(), weeks=8)
    assert "output*cache|input" in as_text(full())


def test_a_page_without_misses_says_so_and_one_with_two_names_both() -> None:
    """The verdict stands in the first paragraph; what was not measured is no miss."""
    assert "Every target that was measured is met." in as_markdown(a_summary(), weeks=8).split("\n\n")[1]
    bad = a_summary(a_row(lift=Estimate(0.02), coverage=Estimate(0.5), tau_clean=NAN))
    expected = "Missed: mean lift, T1-T10; 90 % rank range holds the true rank."
    assert expected in as_markdown(bad, weeks=8).split("\n\n")[1]


def test_a_page_without_chart_or_flags_leaves_them_out_in_words() -> None:
    """No broken picture and no empty table."""
    page = as_markdown(a_summary(), weeks=8)
    assert "![" not in page
    assert "No policy raised a flag in this run." in page


def test_no_placeholder_is_left_on_the_page() -> None:
    """Shares and the end date are filled in."""
    page = as_markdown(full(), weeks=8)
    assert not re.search(r"\{\w*[:}]", page)
    assert "About 8% of the people climb" in page
    assert "13% are gamers" in page
    assert "Everything ends on 2026-12-14" in page


def test_the_matrix_has_a_row_a_strategy_and_a_column_a_board() -> None:
    """Means without intervals; a dash for what nobody could play."""
    head, *rows = lift_matrix(full())
    assert head == ["", "ours", "output*cache|input"]
    assert rows == [[titled("T1"), "-10.0%", "-10.0%"], [titled("T6"), "–", "–"], [titled("S1"), "+20.0%", "+20.0%"]]


def test_the_full_table_of_one_board_has_interval_and_rate() -> None:
    """Each cell stands beneath its head."""
    head, first, _, last = strategy_table(full().rows[0])
    assert dict(zip(head, first, strict=True)) == {
        "": titled("T1"),
        "mean lift": "-10.0%",
        "p95": "-10.0%",
        "worst": "-10.0%",
        "ranks/100 USD": "-2.0",
        "flagged": "0%",
    }
    assert dict(zip(head, last, strict=True))["mean lift"] == "+20.0% (+10.0..+30.0)"
    assert dict(zip(head, last, strict=True))["ranks/100 USD"] == "–"


def test_boards_are_compared_cell_by_cell() -> None:
    """Every figure of a row stands beneath its own head; the worst strategy carries its key."""
    row = a_row(
        tau_clean=Estimate(0.61),
        tau_gamed=Estimate(0.52),
        top_gamed=Estimate(1.5),
        lift=Estimate(0.03),
        lift_beyond_waste=Estimate(0.04),
        worst=a_lift("T9", 0.05),
        rate=Estimate(0.7),
        waste_rate=None,
    )
    head, cells = ranker_table(a_summary(row))
    assert dict(zip(head, cells, strict=True)) == {
        "": "ours",
        "tau clean": "0.61",
        "tau gamed": "0.52",
        "top tenth": "1.5x",
        "mean lift T": "+3.0%",
        "T3-T9": "+4.0%",
        "worst T": "+5.0% T9",
        "ranks/100 USD": "+0.7",
        "same, waste": "–",
    }


def test_flags_are_told_with_every_persona() -> None:
    """Four shares and one a persona; a persona without people is a dash; no flags are one row."""
    names = [row[0] for row in flag_table(full().rows[0])]
    assert names[1:5] == ["precision", "recall", "flagged or neutralised", "false, honest people"]
    assert flag_table(full().rows[0])[5:] == [["false, deleter", "–"], ["false, steady", "0.0%"]]
    assert flag_table(a_row()) == [["flags", "none raised"]]


def test_tolls_have_a_row_a_habit_and_a_column_a_lever() -> None:
    """Each change stands in its lever's column; the formula itself is not `without`."""
    assert toll_table(full()) == [
        ["", "the formula", "without one voice"],
        ["a one planner", "-2.0%", "+1.0%"],
        ["b four", "+0.0%", "–"],
    ]
    assert toll_table(a_summary()) == [[""]]


def test_a_target_has_one_of_three_marks() -> None:
    """Met, MISSED or not measured, row by row as judged."""
    summary = a_summary(a_row(lift=Estimate(0.5)), p1_worlds=0)
    marks = {True: "met", False: "MISSED", None: "not measured"}
    assert [row[3] for row in target_table(summary)[1:]] == [marks[one.met] for one in targets(summary)]
    assert {row[3] for row in target_table(summary)[1:]} == set(marks.values())


def test_json_writes_null_for_every_figure_that_is_none() -> None:
    """nan and infinity are null at any depth, and finite figures are as they were."""
    summary = a_summary(a_row(tau_clean=NAN, tau_gamed=Estimate(0.4, -math.inf, math.inf)))
    document = json.loads(json.dumps(as_json(summary), allow_nan=False))
    assert document["rows"][0]["tau_clean"]["value"] is None
    assert document["rows"][0]["tau_gamed"] == {"value": 0.4, "low": None, "high": None}
    assert document["rows"][0]["flags"] is None


def test_lines_of_a_laid_out_table_are_equally_long() -> None:
    """Names to the left, figures to the right, two spaces between."""
    lines = laid_out(ranker_table(full())).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[1].startswith("ours  ")


@pytest.mark.parametrize(
    ("estimate", "form", "shown"),
    [
        (Estimate(1.25, 1.0, 1.5), "{:.1f}x", "1.2x (1.0..1.5)"),
        (Estimate(-0.1, -0.2, 0.0), "{:+.0%}", "-10% (-20..+0)"),
        (Estimate(math.inf), "{:.1f}", "–"),
        (Estimate(0.5, 0.4, None), "{:.1f}", "0.5"),
    ],
)
def test_a_figure_tells_its_unit_once(estimate: Estimate, form: str, shown: str) -> None:
    """The unit follows the value and not the ends; half an interval is none; infinity is a dash."""
    assert figure(estimate, form) == shown


def test_a_share_always_has_its_sign() -> None:
    """A gain is `+`, so that nobody reads it as a loss."""
    assert [percent(Estimate(value)) for value in (0.005, 0.0, -0.25)] == ["+0.5%", "+0.0%", "-25.0%"]
