"""Text helpers: nothing smuggled in, nothing too long, numbers as people write them."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.blocks.text import clean, clipped, escaped, listed, moment, plain, plural, rounded_alike, signed, unmarked


@given(st.text(max_size=200), st.integers(10, 120))
def test_cleaned_text_is_one_short_line(text: str, limit: int) -> None:
    """No control or bidirectional character survives but our own isolates, and the limit holds."""
    shown = clean(text, limit)
    assert len(shown) <= limit
    assert shown == " ".join(shown.split())
    inner = shown.removeprefix("\u2068").removesuffix("\u2069").replace("\u200d", "").replace("\u200c", "")
    assert not {unicodedata.category(c) for c in inner} & {"Cc", "Cf", "Cs"}


@given(st.text(max_size=200))
def test_escaped_text_has_no_markup(text: str) -> None:
    """No angle bracket and no formatting mark is left."""
    assert not set("<>*~`") & set(escaped(text))


@given(st.text(alphabet="<!@#abc ", max_size=60))
def test_plain_text_calls_nobody(text: str) -> None:
    """Where Slack does not escape, a call is broken up; an innocent bracket stays."""
    assert not {"<!", "<@", "<#"} & {plain(text)[at : at + 2] for at in range(60)}


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("<!channel> & co", "&lt;!channel&gt; &amp; co"),
        ("*bold* _it_ ~no~ `x`", "∗bold∗ ˍitˍ ∼no∼ ˋxˋ"),
        ("snake_case_id", "snake_case_id"),
        ("two\nlines\tand  more", "two lines and more"),
        ("\u202eevil\u202c", "evil"),
        ("👩\u200d💻 Ana", "👩\u200d💻 Ana"),
        ("می\u200cخواهم", "\u2068می\u200cخواهم\u2069"),
        ("سلمى", "\u2068سلمى\u2069"),
        ("\u200b", ""),
        ("x" * 100, "x" * 79 + "…"),
    ],
)
def test_escaped(given_text: str, shown: str) -> None:
    """What names may hold, and what is shown of it."""
    assert escaped(given_text) == shown


def test_plain_keeps_what_is_harmless() -> None:
    """A heading may hold a heart and stars."""
    assert plain("I <3 *this*") == "I <3 *this*"
    assert plain("<!here>") == "‹!here>"


def test_clipped_ends_with_an_ellipsis() -> None:
    """What fits is untouched."""
    assert clipped("abc", 3) == "abc"
    assert clipped("abcd", 3) == "ab…"


@pytest.mark.parametrize(
    ("number", "digits", "words"),
    [(0.4, 2, "+0.40"), (-0.4, 2, "−0.40"), (0.004, 2, "0.00"), (-0.0, 0, "0"), (-1234567, 0, "−1,234,567")],
)
def test_signed(number: float, digits: int, words: str) -> None:
    """A typographic minus, thousands, and no sign on nothing."""
    assert signed(number, digits) == words


@given(st.lists(st.floats(-3, 3), max_size=8), st.integers(0, 3))
def test_rounded_parts_sum_to_the_rounded_sum(values: list[float], digits: int) -> None:
    """Each part is at most one step off, and together they are exact."""
    parts = rounded_alike(values, digits)
    step = 10**-digits
    assert abs(sum(parts) - round(sum(values) / step) * step) < step / 100
    assert all(abs(part - value) < step * 1.001 for part, value in zip(parts, values, strict=True))


def test_plural_and_listed() -> None:
    """Counts with nouns, and lists that say what they leave out."""
    assert [plural(n, "change") for n in (0, 1, 2, 10_000)] == ["0 changes", "1 change", "2 changes", "10,000 changes"]
    assert plural(2, "branch", "branches") == "2 branches"
    assert listed(["a", "b"], 5) == "a; b"
    assert listed(["a", "b", "c"], 1) == "a; and 2 more"


def test_unmarked() -> None:
    """A title before a line break or a double space gets a colon; marks and squares go."""
    assert unmarked("*Next badge: Keeper*\n▰▰▱ 2 of 3. *Bold* `code`") == "Next badge: Keeper: 2 of 3. Bold code"
    assert unmarked("*A hint*  Rest.\n• one.\n• two.") == "A hint: Rest. one. two."


def test_moment() -> None:
    """Slack shows it in each reader's zone; the fallback is in the given one."""
    when = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    shown = moment(when, "Asia/Tokyo")
    assert shown == "<!date^1795424400^{date_short_pretty} at {time}|Mon 23 Nov 2026, 18:00>"
