"""Native charts and tables said in words, and the vocabulary of blocks at its edges."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.blocks._in_words import in_words
from commands.blocks.elements import buttons, chart, context, divider, header, section, table
from commands.blocks.limits import message_problems, problems
from commands.blocks.reply import Block, Reply, joined, plain_payload

POINTS = [("W46", 1.0), ("now", 1_234.5)]


def test_a_chart_in_words_has_a_line_a_series() -> None:
    """The title is bold, every point keeps its label, and numbers have separators."""
    block = chart("Kept", {"Payments": POINTS, "Search": [("W46", 0.0), ("now", 2.0)]}, "changes")
    words = "*Kept*\nPayments: W46 1, now 1,234.5\nSearch: W46 0, now 2"
    assert in_words(block) == {"type": "section", "text": {"type": "mrkdwn", "text": words}}


def test_a_table_in_words_has_a_line_a_row() -> None:
    """The heading is bold, an empty cell stays a dash, and a negative number keeps its typographic minus."""
    block = table([["Name", "Adds"], ["", -3], ["Kept code", 1_000]], ["left", "right"])
    assert in_words(block)["text"]["text"] == "*Name · Adds*\n– · −3\nKept code · 1,000"


def test_a_table_of_only_a_heading_is_one_line() -> None:
    """Nothing but the heading is no error."""
    assert in_words(table([["Week", "Place"]], ["left", "left"]))["text"]["text"] == "*Week · Place*"


def test_words_in_cells_labels_and_titles_are_escaped() -> None:
    """What was harmless in a native block could call or format in a section, so it is made harmless again."""
    shown = in_words(chart("*<!here>*", {"<@U1>": [("`W46`", 1.0)]}, "changes"))["text"]["text"]
    assert shown == "*∗&lt;!here&gt;∗*\n&lt;@U1&gt;: ˋW46ˋ 1"
    assert in_words(table([["a"], ["<#C1> _x_"]], ["left"]))["text"]["text"] == "*a*\n&lt;#C1&gt; ˍxˍ"


@pytest.mark.parametrize(
    "block", [header("H"), section("*s*"), context("c"), divider(), buttons([("My card", "me")]), {}, {"type": "new"}]
)
def test_other_blocks_stay_as_they_are(block: dict[str, object]) -> None:
    """Only charts and tables are refused, so nothing else is touched, known or not."""
    assert in_words(block) is block


@given(st.integers(1, 100), st.integers(1, 8), st.text(min_size=1, max_size=300))
def test_a_table_of_any_size_in_words_is_one_paragraph(rows: int, columns: int, text: str) -> None:
    """However many cells there are, Slack takes the section."""
    block = in_words(table([[text] * columns] * rows, ["left"] * columns))
    assert problems([block]) == []


def test_a_plain_payload_keeps_every_other_field_and_the_original() -> None:
    """Channel and thread are kept, the order of blocks too, and the message itself is not changed."""
    blocks = [section("s"), chart("Kept", {"P": POINTS}, "changes"), table([["a"]], ["left"]), divider()]
    payload = {"channel": "C1", "thread_ts": "1.2", "text": "t", "blocks": blocks}
    before = copy.deepcopy(payload)
    plain = plain_payload(payload)
    assert payload == before
    assert {name: plain[name] for name in ("channel", "thread_ts", "text")} == {
        "channel": "C1",
        "thread_ts": "1.2",
        "text": "t",
    }
    assert [block["type"] for block in plain["blocks"]] == ["section", "section", "section", "divider"]
    assert message_problems(plain["text"], plain["blocks"]) == []


def test_a_plain_payload_said_again_is_the_same() -> None:
    """A second refusal finds nothing left to say in words."""
    once = plain_payload(Reply("t", joined(chart("Kept", {"P": POINTS}, "changes"), divider())).payload())
    assert plain_payload(once) == once


def test_joined_keeps_order_and_drops_nothing_but_none() -> None:
    """Single blocks, lists, empty lists and None become one flat tuple."""
    a, b, c = header("a"), section("b"), context("c")
    assert joined(None, a, [], [b, c], None, (a,)) == (a, b, c, a)
    assert joined() == ()


@pytest.mark.parametrize(
    ("make", "most"), [(header, 150), (section, 3_000), (context, 2_000)], ids=["header", "section", "context"]
)
def test_a_text_is_cut_only_beyond_its_limit(make: Callable[[str], Block], most: int) -> None:
    """At the limit every character stays; one more becomes an ellipsis at the limit's last place."""
    for length in (most, most + 1):
        block = make("é" * length)
        shown = (block.get("text") or block["elements"][0])["text"]
        assert len(shown) == most
        assert shown.endswith("…") is (length > most)
        assert problems([block]) == []


def test_a_button_at_its_limits() -> None:
    """A long label is cut and its words are not; spaces in the id become colons."""
    (button,) = buttons([("L" * 80, "flag abc and words")])["elements"]
    assert len(button["text"]["text"]) == 75
    assert button["value"] == "flag abc and words"
    assert button["action_id"] == "kirorank:flag:abc:and:words"


def test_a_chart_cuts_points_series_and_names_alike() -> None:
    """Twenty categories, six series, and two long names that begin alike stay apart by number."""
    points = [(f"W{n:02d}", float(n)) for n in range(25)]
    names = ["The payments platform team", "The payments platform tools", *(f"T{n}" for n in range(6))]
    block = chart("Kept", dict.fromkeys(names, points), "changes")
    shown = [series["name"] for series in block["chart"]["series"]]
    assert shown == ["The payments plat… 1", "The payments plat… 2", "T0", "T1", "T2", "T3"]
    assert len(block["chart"]["axis_config"]["categories"]) == 20
    assert {len(series["data"]) for series in block["chart"]["series"]} == {20}
    assert problems([block]) == []


def test_a_table_wraps_words_and_not_numbers() -> None:
    """Left columns may break lines, right ones keep figures whole."""
    settings = table([["a", "b"]], ["left", "right"])["column_settings"]
    assert settings == [{"align": "left", "is_wrapped": True}, {"align": "right", "is_wrapped": False}]
