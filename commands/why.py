"""`/kirorank why`: the asker's score as parts that sum exactly to it, with the evidence behind the largest."""

from __future__ import annotations

from commands._ask import Ask
from commands._asker import Stranger, asker_standing, stranger_reply
from commands._policies import footnote, words_of
from commands._reasons import holding_back, reason
from commands._words import PURPOSE, part_name, place
from commands.blocks.elements import buttons, context, header, section, table
from commands.blocks.reply import Reply, joined
from commands.blocks.text import plural, rounded_alike, signed, unmarked
from storage.engine import Connection
from storage.shelves import Row

QUICK = True
SUMMARY = "how your score is made up, part by part"
_BUTTONS = [("My card", "me"), ("Badges", "badges"), ("How it is scored", "help")]


def answer(ask: Ask, connection: Connection) -> Row | Stranger:
    """The asker's standing with its parts."""
    return asker_standing(ask, connection)


def reply(found: Row | Stranger) -> Reply:
    """The parts as a table, the sum last."""
    if isinstance(found, Stranger):
        return stranger_reply(found)
    card = found["card"]
    if found["value"] is None:
        return _no_score(card)
    words = words_of(card["policy"])
    rows, score = _rows(found), _score(found)
    behind = _behind(card)
    blocks = joined(
        header("Why you stand where you stand"),
        section(score),
        table(rows, ["left", "right"]),
        section(behind) if behind else None,
        buttons(_BUTTONS),
        context(footnote(card["policy"], f"{plural(found['evidence'], 'piece')} of evidence. {words.parts}", PURPOSE)),
    )
    parts = ", ".join(f"{name} {value}" for name, value in rows[1:])
    return Reply(unmarked(f"{score} {parts}. {behind} {words.warning}"), blocks)


def _no_score(card: Row) -> Reply:
    words = f"There is no score to explain yet: {words_of(card['policy']).nothing}."
    if card["young"] and words_of(card["policy"]).matures:
        verb = "counts once it has" if card["young"] == 1 else "count once they have"
        words = f"{words} {plural(card['young'], 'change')} of yours {verb} lasted 14 days."
    warning = words_of(card["policy"]).warning
    return Reply(
        f"{words} {warning}".strip(),
        joined(section(words), buttons(_BUTTONS), context(footnote(card["policy"], PURPOSE))),
    )


def _score(found: Row) -> str:
    middle = words_of(found["card"]["policy"]).middle
    scale = f"; {middle}" if middle else ""
    return f"Your score is *{found['score']:.0f} of 100*{scale}. Place: {place(found)}."


def _rows(found: Row) -> list[list[str | int | float]]:
    """Part by part, rounded so that what is shown sums to the total that is shown."""
    parts, digits = found["card"]["parts"], words_of(found["card"]["policy"]).digits
    values = rounded_alike([part["value"] for part in parts], digits)
    rows: list[list[str | int | float]] = [["Part", "Adds"]]
    rows += [[part_name(part["name"]), signed(value, digits)] for part, value in zip(parts, values, strict=True)]
    return [*rows, ["Together", signed(sum(values), digits)]]


def _behind(card: Row) -> str:
    digits = words_of(card["policy"]).digits
    lines = [f"• {reason(each, digits)}." for each in card["reasons"]]
    if card["held_back"]:
        lines.append(f"• {holding_back(card['held_back'])}")
    return "\n".join(["*Behind it*", *lines]) if lines else ""
