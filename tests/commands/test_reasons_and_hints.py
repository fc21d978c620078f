"""Reasons, what holds back, and hints: each a sentence that follows from facts."""

from __future__ import annotations

from typing import Any

import pytest

from commands._hints import hint
from commands._policies import words_of
from commands._reasons import holding_back, reason
from commands._words import days_of, moved, new_band, ordinal, part_name, progress_bar, trend_points, trend_words
from ranking.policies import POLICIES
from storage.shelves import Row


def fact(kind: str, ref: str = "R1", value: float = 0.4, part: str = "code", **facts: Any) -> Row:
    """One piece of a card's evidence."""
    return {"part": part, "kind": kind, "ref": ref, "value": value, "facts": facts}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (fact("change_set", changes=2, issue="BILL-7"), "+0.40: your 2 changes for BILL-7 are still there"),
        (fact("change_set", changes=1), "+0.40: your change R1 is still there after 14 days"),
        (fact("change_set", changes=3), "+0.40: your 3 changes around R1 are still there after 14 days"),
        (fact("change_set", value=0.0, changes=1, issue="B"), "Your change for B is still there after 14 days"),
        (fact("change_set", changes=1, issue="B", share_alive=0.2), "+0.40: 20% of your change for B is still"),
        (fact("review", pieces=1), "+0.40: your review of R1 led to a better change"),
        (fact("review", pieces=3), "+0.40: 3 reviews of yours led to better changes"),
        (fact("win", pieces=1), "+0.40: a win of yours was confirmed by colleagues (R1)"),
        (fact("win", pieces=2), "+0.40: 2 wins of yours were confirmed by colleagues"),
        (fact("incident", pieces=1), "+0.40: an incident that you closed stayed closed (R1)"),
        (fact("incident", pieces=12), "+0.40: 12 incidents that you closed stayed closed"),
        (fact("weeks", value=1.0, part="weeks", of=4), "+1.00: you used an AI tool in 1 of the last 4 weeks"),
        (fact("tool", "kiro", 1.0, "breadth"), "+1.00: you used kiro"),
        (fact("tool", "kiro", 9.0, "output_tokens"), "+9.00: output tokens in kiro"),
        (fact("new_kind", "<!here>", part="new_part"), "+0.40: new part (&lt;!here&gt;)"),
    ],
)  # fmt: skip
def test_reasons(found: Row, words: str) -> None:
    """Every kind of evidence has its sentence, one and many; what does not lift has no number."""
    assert reason(found).startswith(words)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (
            fact("cohort_gap", part="review"),
            "Reviews that helped: below the middle of your role for now; a review",
        ),
        (fact("cohort_gap", part="other"), "Other: below the middle of your role for now; every further piece of it"),
        (fact("certainty", part="uncertainty", pieces=1), "Caution: 1 piece of evidence so far. It fades with every"),
        (fact("spend", part="spend_guard"), "Unusual spend: your tools cost far more than is usual in your role."),
        (fact("else", part="else"), "Else: else (R1)."),
    ],
)
def test_what_holds_back_says_what_would_change_it(found: Row, words: str) -> None:
    """A lack is told with the way out of it."""
    assert holding_back(found).startswith(words)


HABITS = {"channels": {"code": 4, "review": 2}, "sets": 4, "unasked": 0, "unvouched": 0, "vouchers": 2, "faded": None}


def row(policy: str = "kept-value", status: str = "rated", rank: int | None = 3, **card: Any) -> Row:
    """A standing of somebody about whom there is nothing to remark, but for what is given."""
    habits = {**HABITS, **card.pop("habits", {})}
    usual = {"policy": policy, "held_back": None, "young": 0, "parts": [], "habits": habits}
    return {"status": status, "rank": rank, "card": {**usual, **card}}


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (row(status="frozen"), "Your place stays as it is meanwhile"),
        (row(held_back=fact("spend", cost=1240.4)), "Your tools cost $1,240 in four weeks. A smaller model"),
        (row(status="provisional", rank=None, young=3), "Nothing to do: your 3 young changes count once they are"),
        (row(status="provisional", rank=None), "Nothing to do: what you did counts once it has stood for 14 days."),
        (row(status="unrated", rank=None), "A change that a colleague asks for and approves counts"),
        (row(habits={"faded": fact("change_set", "*B*", share_alive=0.3)}), "Of your work for ∗B∗, 30% of the lines"),
        (row(habits={"unvouched": 1}), "1 of your 4 pieces of kept work has no approval by a colleague."),
        (row(habits={"unasked": 2}), "2 of your 4 pieces of kept work have no sign that somebody asked for it."),
        (row(habits={"unasked": 1, "sets": 1}), "Your piece of kept work has no sign that somebody asked for it."),
        (row(habits={"vouchers": 1}), "One colleague vouched for all 4 pieces of your kept work."),
        (row(habits={"channels": {"code": 4, "review": 0}}), "No review of yours has changed a colleague's work"),
        (row(habits={"channels": {"code": 4}}), "Your work is asked for, approved and still there."),
        (row(young=1), "1 young change of yours counts once it is 14 days old."),
        (row(young=2), "2 young changes of yours count once they are 14 days old."),
        (row(), "Your work is asked for, approved and still there."),
        (row("adoption", "unrated", None), "One session with any tool in a week is enough"),
        (row("adoption", parts=[{"name": "weeks", "value": 2.0}]), "2 of the last 4 weeks count."),
        (row("adoption", parts=[{"name": "breadth", "value": 1.0}]), "You have tried 1 tool; up to 5 count."),
        (row("adoption"), "Everything that can count does."),
        (row("classic"), "There is nothing here worth chasing"),
        (row("somebody's own"), "Ask why to see how your place is made up."),
    ],
)  # fmt: skip
def test_a_hint_follows_from_the_facts(standing: Row, words: str) -> None:
    """Each observation is said when it holds, and what matters most is said first."""
    assert hint(standing).startswith(words)


def test_every_policy_has_words() -> None:
    """The policies that ship are described; another one is told plainly, without a false claim."""
    for name in POLICIES:
        assert "By the policy" not in words_of(name).scored
    assert words_of("somebody's own").scored == "By the policy “somebody's own”."
    assert [name for name in POLICIES if words_of(name).warning] == ["classic"]


def test_small_words() -> None:
    """Ordinals, parts, progress, weeks."""
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112, 1_001)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th", "1,001st",
    ]  # fmt: skip
    assert part_name("a_new_part") == "A new part"
    assert [progress_bar(*pair, width=4) for pair in ((0, 4), (3, 4), (19, 20), (9, 4))] == [
        "▱▱▱▱",
        "▰▰▰▱",
        "▰▰▰▱",
        "▰▰▰▰",
    ]
    assert days_of("2026-W47") == "16–22 November"
    assert days_of("2026-W53") == "28 December – 3 January"


def test_movement_words() -> None:
    """No ranking before, not in it, up, down, the same."""
    places = [None, {"rank": None}, {"rank": 5}, {"rank": 2}, {"rank": 3}]
    assert [moved(3, before) for before in places] == ["", "new", "up 2 places", "down 1 place", "same place"]
    assert moved(None, {"rank": 1}) == ""
    assert new_band("steady", {"band": "growing"}) == "Your band grew from growing to steady."
    assert new_band("growing", {"band": "steady"}) == new_band("steady", None) == new_band(None, {"band": "x"}) == ""


def test_trend_words() -> None:
    """The current week is `now`; nothing is said where there is nothing."""
    points = trend_points({"weeks": ["2026-W46", "2026-W47"], "values": [1234, 0.5]})
    assert trend_words(points, "Kept") == "Kept a week: W46 1,234, now 0.5."
    assert trend_words([("W46", 0.0)], "Kept") == ""
