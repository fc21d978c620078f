"""Small words from plain facts: places, movement, progress, money, hints in their order, policies and pseudonyms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands._hints import hint
from commands._policies import footnote, words_of
from commands._pseudonyms import pseudonym
from commands._reasons import holding_back, reason
from commands._words import (
    badge_progress,
    days_of,
    kept_and_cost,
    movement,
    name_in,
    new_band,
    ordinal,
    part_name,
    place,
    progress_bar,
    trend_points,
    trend_words,
)
from ranking.bands import BANDS
from storage.shelves import Row

WEEKS = ["2026-W46", "2026-W47"]


def at(rank: int | None, low: int | None, high: int | None, policy: str = "kept-value", ranked: int = 184) -> Row:
    """A standing with its range."""
    return {"rank": rank, "rank_low": low, "rank_high": high, "card": {"ranked": ranked, "policy": policy}}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (at(None, None, None), "not ranked yet"),
        (at(1, 1, 1, ranked=1), "the only one ranked so far"),
        (at(12, 8, 19), "12th of 184, likely between 8th and 19th"),
        (at(12, 12, 12), "12th of 184"),
        (at(12, None, 19), "12th of 184"),
        (at(2, 2, 3, "adoption"), "2nd of 184, shared with 1 other"),
        (at(1, 1, 4, "classic", 60), "1st of 60, shared with 3 others"),
        (at(1_022, 1_001, 1_111, ranked=20_000), "1,022nd of 20,000, likely between 1,001st and 1,111th"),
    ],
)
def test_a_place_tells_its_doubt_or_its_ties(row: Row, words: str) -> None:
    """Doubt is a likely range, ties are people to share with, and certainty is neither."""
    assert place(row) == words


@given(st.integers(0, 10**6))
def test_an_ordinal_is_the_number_with_the_ending_of_its_last_digits(number: int) -> None:
    """Eleven to thirteen end in th in every hundred; otherwise the last digit decides."""
    words = ordinal(number)
    teen, last = number // 10 % 10 == 1, number % 10
    assert words[-2:] == ("th" if teen or last not in {1, 2, 3} else ("st", "nd", "rd")[last - 1])
    assert int(words[:-2].replace(",", "")) == number


@given(st.integers(0, 500), st.integers(1, 500), st.integers(1, 30))
def test_a_progress_bar_is_full_exactly_when_the_goal_is_reached(count: int, goal: int, width: int) -> None:
    """It has one width, never rounds up to full, and grows only to the right."""
    bar = progress_bar(count, goal, width)
    assert len(bar) == width
    assert bar == "".join(sorted(bar, key="▰▱".index))
    assert ("▱" not in bar) is (count >= goal)


def test_a_goal_of_nothing_is_reached() -> None:
    """A threshold of zero divides by nothing and shows a full bar."""
    assert progress_bar(0, 0) == "▰" * 10


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (None, ""),
        ({"rank": None}, "new this week"),
        ({"rank": 3}, "the same place as last week"),
        ({"rank": 4}, "up 1 place since last week"),
        ({"rank": 1_003}, "up 1,000 places since last week"),
        ({"rank": 1}, "down 2 places since last week"),
    ],
)
def test_movement_in_a_sentence(before: Row | None, words: str) -> None:
    """A smaller rank is up, and what was not known is not told."""
    assert movement(3, before) == words
    assert movement(None, before) == ""


@given(st.sampled_from([word for _, word in BANDS]), st.sampled_from([word for _, word in BANDS]))
def test_only_a_better_band_is_announced(now: str, was: str) -> None:
    """Of two bands exactly the climb has a sentence; a fall or the same has none."""
    names = [word for _, word in BANDS]
    climbed = names.index(now) < names.index(was)
    assert new_band(now, {"band": was}) == (f"Your band grew from {was} to {now}." if climbed else "")


def test_trends_are_labelled_by_week_and_end_with_now() -> None:
    """The last week is the running one, and words have separators and no needless decimals."""
    points = trend_points({"weeks": ["2026-W53", "2027-W01", "2027-W02"], "values": [0, 2.5, 1_000]})
    assert points == [("W53", 0), ("W01", 2.5), ("now", 1_000)]
    assert trend_words(points, "Kept") == "Kept a week: W53 0, W01 2.5, now 1,000."
    assert trend_words([], "Kept") == ""


@pytest.mark.parametrize(
    ("values", "cost"),
    [
        ([0.0, 0.49], ""),
        ([0.25, 0.25], ""),
        ([0.0, 0.51], "$1"),
        ([0.3, 0.3], "$1"),
        ([999.5, 0.1], "$1,000"),
        ([0.0, 0.0], ""),
    ],
)
def test_cost_in_words(values: list[float], cost: str) -> None:
    """A cost that would read as nothing is not told at all."""
    card = {"trend": {"weeks": WEEKS, "values": [1, 2]}, "spend": {"weeks": WEEKS, "values": values}}
    assert kept_and_cost(card, WEEKS) == (3, cost)
    assert kept_and_cost(card, ["2026-W47"])[0] == 2
    assert kept_and_cost(card, []) == (0, "")


@pytest.mark.parametrize(
    ("week", "days"),
    [
        ("2026-W01", "29 December – 4 January"),
        ("2026-W09", "23 February – 1 March"),
        ("2026-W27", "29 June – 5 July"),
        ("2026-W48", "23–29 November"),
    ],
)
def test_the_days_of_a_week(week: str, days: str) -> None:
    """One month is named once, two are both named."""
    assert days_of(week) == days


def test_names_and_parts_are_never_empty() -> None:
    """A name of invisible characters has a stand-in, and a part has words."""
    assert name_in({"name": "\u200b \u202e"}) == "(no name)"
    assert name_in({"name": " Ana\n B "}) == "Ana B"
    assert part_name("spend_guard") == "Unusual spend"
    assert badge_progress({"id": "first-keep", "tier": "bronze", "count": 0, "next": 1_000}) == (
        "First Keep",
        "0 of 1,000",
    )


def piece(kind: str, value: float = 0.4, **facts: Any) -> Row:
    """One piece of evidence."""
    return {"part": "code", "kind": kind, "ref": "R", "value": value, "facts": facts}


@pytest.mark.parametrize(
    ("found", "digits", "words"),
    [
        (piece("review", 0.004, pieces=1), 2, "Your review of R led to a better change"),
        (piece("review", 0.006, pieces=1), 2, "+0.01: your review of R led to a better change"),
        (piece("review", -0.5, pieces=2), 2, "−0.50: 2 reviews of yours led to better changes"),
        (piece("weeks", 4.0), 0, "+4: you used an AI tool in 4 of the last 4 weeks"),
        (piece("change_set", 0.4, changes=2, share_alive=0.5), 2, "+0.40: your 2 changes around R are still there"),
        (piece("change_set", 0.4, changes=2, share_alive=0.49), 2, "+0.40: 49% of your 2 changes around R are still"),
    ],
)
def test_a_reason_shows_a_number_only_where_it_shows(found: Row, digits: int, words: str) -> None:
    """What rounds to nothing is told without a number; half of the lines is still whole work."""
    assert reason(found, digits).startswith(words)


@pytest.mark.parametrize("part", ["code", "review", "win", "incident"])
def test_each_part_below_the_middle_has_its_own_way_up(part: str) -> None:
    """No part is told the general way, so that the sentence helps."""
    words = holding_back({**piece("cohort_gap"), "part": part})
    assert words.startswith(f"{part_name(part)}: below the middle of your role for now; ")
    assert words.endswith("brings it up.")
    assert "every further piece" not in words


OBSERVED: Row = {
    "policy": "kept-value",
    "held_back": piece("spend", cost=900),
    "young": 2,
    "habits": {
        "channels": {"review": 0},
        "sets": 4,
        "unasked": 4,
        "unvouched": 4,
        "vouchers": 1,
        "faded": piece("change_set", issue="BILL-7", share_alive=0.25),
    },
}
SOLVED: list[tuple[str, Row, Row]] = [
    ("Your place stays as it is meanwhile", {}, {}),
    ("Your tools cost $900 in four weeks.", {"status": "rated"}, {}),
    ("Of your work for BILL-7, 25% of the lines are left.", {}, {"held_back": None}),
    ("4 of your 4 pieces of kept work have no approval", {}, {"faded": None}),
    ("4 of your 4 pieces of kept work have no sign", {}, {"unvouched": 0}),
    ("One colleague vouched for all 4 pieces", {}, {"unasked": 0}),
    ("No review of yours has changed a colleague's work", {}, {"vouchers": 2}),
    ("2 young changes of yours count once they are", {}, {"channels": {"review": 1}}),
    ("Your work is asked for, approved and still there.", {}, {"young": 0}),
]


def test_hints_come_in_the_order_of_what_matters() -> None:
    """Whoever has every observation hears the first; with each that is solved, the next is heard."""
    row: Row = {"status": "frozen", "rank": 3, "card": {**OBSERVED, "habits": dict(OBSERVED["habits"])}}
    for words, columns, solved in SOLVED:
        row |= columns
        for name, value in solved.items():
            (row["card"]["habits"] if name in row["card"]["habits"] else row["card"])[name] = value
        assert hint(row).startswith(words)


@pytest.mark.parametrize("policy", [None, "kept-value", "adoption", "classic", "own"])
def test_a_footnote_has_no_gaps(policy: str | None) -> None:
    """Empty sentences are left out, and the warning, where there is one, is first."""
    warning = words_of(policy).warning
    assert footnote(policy, "", "A.", "", "B.") == f"{warning} A. B.".strip()


def test_a_pseudonym_changes_exactly_at_the_seasons_first_minute() -> None:
    """Until midnight in UTC on a Monday the old name holds, and the zone of whoever asks is nothing to it."""
    turn = datetime(1970, 1, 5, tzinfo=UTC) + 250 * timedelta(weeks=12)
    last, first = turn - timedelta(seconds=1), turn
    people = [f"p{n}" for n in range(20)]
    old, new = ([pseudonym("w", p, when, b"k") for p in people] for when in (last, first))
    assert old == [pseudonym("w", p, last - timedelta(days=83), b"k") for p in people]
    assert sum(a != b for a, b in zip(old, new, strict=True)) >= 18
