"""The vocabulary of blocks: each within Slack's limits whatever it is given, and sayable in words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commands.blocks.elements import BUTTON_PREFIX, buttons, chart, context, divider, header, section, table
from commands.blocks.limits import problems
from commands.blocks.reply import Reply, joined, plain_payload

words = st.text(min_size=1, max_size=5_000)


@given(words)
def test_texts_are_cut_to_the_limit(text: str) -> None:
    """Headings, paragraphs and footnotes of any length pass."""
    assert problems([header(text), section(text), context(text), divider()]) == []


typed = st.sampled_from(["me", "why", "privacy public"])
choices_of_buttons = st.lists(
    st.tuples(st.text(min_size=1, max_size=100), typed), min_size=1, max_size=3, unique_by=lambda pair: pair[1]
)


@given(choices_of_buttons)
def test_buttons_carry_their_words(choices: list[tuple[str, str]]) -> None:
    """A button's value is what would have been typed, and its id is one that the bot listens to."""
    block = buttons(choices)
    assert problems([block]) == []
    assert [element["value"] for element in block["elements"]] == [words_typed for _, words_typed in choices]
    assert all(element["action_id"].startswith(BUTTON_PREFIX) for element in block["elements"])


@given(st.dictionaries(st.text(min_size=1, max_size=40), st.just([("W46", 1.0), ("W47", 2.5)]), min_size=1, max_size=9))
def test_a_chart_has_at_most_six_series_of_different_names(series: dict[str, list[tuple[str, float]]]) -> None:
    """Long names that would be alike when cut are told apart."""
    assert problems([chart("A title " * 20, series, "changes")]) == []


def test_a_table_keeps_numbers_as_numbers() -> None:
    """Numbers sort as numbers and read with separators; an empty text is a dash; rows are cut at a hundred."""
    block = table([["Team", "Members"], ["", 12_000], ["x", -3]], ["left", "right"])
    assert problems([block]) == []
    assert block["rows"][1] == [
        {"type": "raw_text", "text": "–"},
        {"type": "raw_number", "value": 12_000, "text": "12,000"},
    ]
    assert block["rows"][2][1]["text"] == "−3"
    assert len(table([["a"]] * 150, ["left"])["rows"]) == 100


def test_charts_and_tables_in_words() -> None:
    """A client that refuses native blocks gets the same figures as text, escaped; the other blocks are untouched."""
    blocks = joined(
        header("H"),
        chart("Kept", {"<!here>": [("W46", 1.0), ("now", 1200.0)]}, "changes"),
        table([["Team", "Members"], ["<!channel>", 9]], ["left", "right"]),
        None,
        [divider()],
    )
    plain = plain_payload(Reply("text", blocks).payload())
    assert [block["type"] for block in plain["blocks"]] == ["header", "section", "section", "divider"]
    assert plain["blocks"][1]["text"]["text"] == "*Kept*\n&lt;!here&gt;: W46 1, now 1,200"
    assert plain["blocks"][2]["text"]["text"] == "*Team · Members*\n&lt;!channel&gt; · 9"
    assert plain["text"] == "text"
    assert plain_payload({"text": "only text"}) == {"text": "only text", "blocks": []}
