"""The words that depend on the scoring policy: what it counts, what its parts add up to, what must be warned of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PolicyWords:
    """One policy's words.

    `warning` is said on every surface that shows its places; `digits` are those of a part; `range_is` says what the
    range of a rank comes from; `matures` that young changes will count.
    """

    scored: str
    parts: str
    middle: str = ""
    nothing: str = "nothing of yours is known that it could count"
    warning: str = ""
    digits: int = 2
    range_is: Literal["doubt", "ties"] = "doubt"
    matures: bool = False


_KEPT_VALUE = PolicyWords(
    scored=(
        "Work that shipped, was still there after 14 days, and that somebody else approved, reviewed or asked for; "
        "measured against people in your role. Tokens, cost, sessions and hours add nothing, and spending far more "
        "than others takes some away."
    ),
    parts="Each part is measured against people in your role; 0 is the middle. Tokens, cost and hours add nothing.",
    middle="50 is the middle",
    nothing="no work of yours is known yet that has lasted 14 days",
    matures=True,
)
_ADOPTION = PolicyWords(
    scored=(
        "In how many of the last four weeks you used an AI tool, and how many different tools you tried, up to five. "
        "How much you used them adds nothing."
    ),
    parts="Up to four weeks and up to five tools count, 9 in all. How much you use them adds nothing.",
    nothing="no use of an AI tool by you is known in the last four weeks",
    range_is="ties",
)
_CLASSIC = PolicyWords(
    scored="Tokens of the last four weeks, and nothing else, because the administrators chose so.",
    parts="The parts are tokens of the last four weeks.",
    middle="100 is the highest count",
    nothing="no tokens of yours are known in the last four weeks",
    warning=(
        "Careful: this ranks raw tokens, as the administrators chose. It says who used most, not whose work was good, "
        "and it is easy to game."
    ),
    digits=0,
    range_is="ties",
)
_POLICIES: Mapping[str, PolicyWords] = {"kept-value": _KEPT_VALUE, "adoption": _ADOPTION, "classic": _CLASSIC}


def words_of(policy: str | None) -> PolicyWords:
    """A policy's words; one that nobody has described yet is said in plain ones."""
    known = _POLICIES.get(policy or "")
    return known or PolicyWords(scored=f"By the policy “{policy}”.", parts="The parts add up to your value.")


def footnote(policy: str | None, *sentences: str) -> str:
    """The small line below a reply: the policy's warning first, then the rest."""
    return " ".join(filter(None, [words_of(policy).warning, *sentences]))
