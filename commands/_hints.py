"""One useful hint, which follows from the person's own facts: a table of observations, the first that holds is said."""

from __future__ import annotations

from collections.abc import Callable

from commands._words import Facts
from commands.blocks.text import escaped, plural


def hint(row: Facts) -> str:
    """The hint for a standing (mrkdwn, escaped)."""
    said = (observe(row) for observe in _BY_POLICY.get(row["card"]["policy"], _GENERAL))
    return next(words for words in said if words)


def _frozen(row: Facts) -> str | None:
    return "Your place stays as it is meanwhile, and nobody else sees why." if row["status"] == "frozen" else None


def _spend(row: Facts) -> str | None:
    held = row["card"]["held_back"]
    if not held or held["kind"] != "spend":
        return None
    cost = f"${held['facts'].get('cost', 0):,.0f}"
    return f"Your tools cost {cost} in four weeks. A smaller model for routine work loses you nothing here."


def _waiting(row: Facts) -> str | None:
    young = row["card"]["young"]
    if row["rank"] is not None or not (young or row["status"] == "provisional"):
        return None
    if not young:
        return "Nothing to do: what you did counts once it has stood for 14 days."
    if young == 1:
        return "Nothing to do: your young change counts once it is 14 days old and still there."
    return f"Nothing to do: your {young:,} young changes count once they are 14 days old and still there."


def _nothing_yet(row: Facts) -> str | None:
    if row["rank"] is not None:
        return None
    return "A change that a colleague asks for and approves counts 14 days after it is merged, if it is still there."


def _faded(row: Facts) -> str | None:
    faded = row["card"]["habits"]["faded"]
    if not faded:
        return None
    what = escaped(str(faded["facts"].get("issue") or faded["ref"]), 60)
    left = f"{faded['facts']['share_alive']:.0%}"
    return f"Of your work for {what}, {left} of the lines are left. A second look before merging helps work to stay."


def _unvouched(row: Facts) -> str | None:
    habits = row["card"]["habits"]
    if habits["unvouched"] * 4 < habits["sets"] or not habits["unvouched"]:
        return None
    return f"{_of_sets(habits['unvouched'], habits['sets'])} no approval by a colleague. With one it counts for more."


def _unasked(row: Facts) -> str | None:
    habits = row["card"]["habits"]
    if habits["unasked"] * 2 < habits["sets"] or not habits["unasked"]:
        return None
    share = _of_sets(habits["unasked"], habits["sets"])
    return f"{share} no sign that somebody asked for it. Linking an issue that a colleague opened is the clearest one."


def _of_sets(count: int, sets: int) -> str:
    if sets == 1:
        return "Your piece of kept work has"
    return f"{count:,} of your {sets:,} pieces of kept work {'has' if count == 1 else 'have'}"


def _one_voucher(row: Facts) -> str | None:
    habits = row["card"]["habits"]
    if habits["vouchers"] != 1 or habits["sets"] < 3:
        return None
    return (
        f"One colleague vouched for all {habits['sets']:,} pieces of your kept work. A second pair of eyes adds more."
    )


def _no_review(row: Facts) -> str | None:
    if row["card"]["habits"]["channels"].get("review") != 0:
        return None
    return "No review of yours has changed a colleague's work in these weeks. One that does counts here too."


def _young(row: Facts) -> str | None:
    young = row["card"]["young"]
    if not young:
        return None
    verb = "counts once it is" if young == 1 else "count once they are"
    return f"{plural(young, 'young change')} of yours {verb} 14 days old. Nothing to do but let good work stand."


def _well(_row: Facts) -> str:
    return "Your work is asked for, approved and still there. Helping a colleague to the same is what is left."


def _no_use(row: Facts) -> str | None:
    if row["rank"] is not None:
        return None
    return "One session with any tool in a week is enough for that week to count."


def _missing_weeks(row: Facts) -> str | None:
    weeks = round(next((part["value"] for part in row["card"]["parts"] if part["name"] == "weeks"), 4))
    if weeks >= 4:
        return None
    return f"{weeks} of the last 4 weeks count. One session in a week is enough; more adds nothing."


def _missing_tools(row: Facts) -> str | None:
    tools = round(next((part["value"] for part in row["card"]["parts"] if part["name"] == "breadth"), 5))
    if tools >= 5:
        return None
    return f"You have tried {plural(tools, 'tool')}; up to 5 count. Trying another once is enough."


def _all_there(_row: Facts) -> str:
    return "Everything that can count does. Using more adds nothing, so use what helps."


def _ask_why(_row: Facts) -> str:
    return "Ask why to see how your place is made up."


def _tokens(_row: Facts) -> str:
    return "There is nothing here worth chasing: more tokens are not better work. Your badges count what lasted."


_Observation = Callable[[Facts], str | None]
_GENERAL: tuple[_Observation, ...] = (_frozen, _ask_why)
_BY_POLICY: dict[str, tuple[_Observation, ...]] = {
    "kept-value": (
        _frozen, _spend, _waiting, _nothing_yet, _faded, _unvouched, _unasked, _one_voucher, _no_review, _young,
        _well,
    ),
    "adoption": (_frozen, _no_use, _missing_weeks, _missing_tools, _all_there),
    "classic": (_frozen, _tokens),
}  # fmt: skip
