"""`/kirorank why`: the asker's score as parts that sum exactly to it, with the evidence behind the largest."""

from __future__ import annotations

from commands._ask import Ask
from commands._asker import Stranger, asker_standing, stranger_reply
from commands._words import part_name, place, reason
from commands.blocks.elements import buttons, context, header, section, table
from commands.blocks.reply import Reply, joined
from commands.blocks.text import plural, signed
from storage.engine import Connection
from storage.shelves import Row

QUICK = True
SUMMARY = "how your score is made up, part by part"


def answer(ask: Ask, connection: Connection) -> Row | Stranger:
    """The asker's standing with its parts."""
    return asker_standing(ask, connection)


def reply(found: Row | Stranger) -> Reply:
    """The parts as a table, the sum last."""
    if isinstance(found, Stranger):
        return stranger_reply(found)
    card = found["card"]
    choices = buttons([("My card", "me"), ("Badges", "badges"), ("How it is scored", "help")])
    if found["value"] is None:
        young = card["young"]
        words = "There is no score yet, so there is nothing to explain." + (
            f" {plural(young, 'change')} of yours will count after 14 days." if young else ""
        )
        return Reply(words, joined(section(words), choices))
    rows: list[list[str | int | float]] = [["Part", "Adds"]]
    rows += [[part_name(part["name"]), signed(part["value"], 2)] for part in card["parts"]]
    rows.append(["Together", signed(found["value"], 2)])
    reasons = "\n".join(f"• {reason(each)}" for each in card["reasons"])
    text = f"Your score, {place(found)}: " + ", ".join(f"{name} {value}" for name, value in rows[1:])
    blocks = joined(
        header("Why you stand where you stand"),
        table(rows, ["left", "right"]),
        section(f"*Behind it*\n{reasons}") if reasons else None,
        choices,
        context(
            f"{plural(found['evidence'], 'piece')} of evidence. The parts are measured against people in your role; "
            "0 is the middle. Tokens, cost and hours add nothing."
        ),
    )
    return Reply(text, blocks)
