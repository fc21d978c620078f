"""`/kirorank help`: what can be asked, how the score works, and what is never counted; also for unknown words."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands._dispatch import nearest, subcommands
from commands.blocks.elements import buttons, context, divider, header, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import clean, escaped
from storage.engine import Connection

SUMMARY = "this page"
_SCORED = (
    "*How it is scored*  Work that shipped, was still there after 14 days, and that somebody else approved, reviewed "
    "or asked for; measured against people in your role. Tokens, cost, sessions and hours add nothing, and spending "
    "far more than others takes some away."
)


@dataclass(frozen=True, slots=True)
class HelpAnswer:
    """The subcommands with their summaries; `unknown` is the word that was not understood, `meant` the nearest."""

    lines: tuple[tuple[str, str], ...]
    unknown: str | None = None
    meant: str | None = None


def answer(ask: Ask, _connection: Connection) -> HelpAnswer:
    """Every subcommand; for an unknown word also the nearest one."""
    lines = tuple((word, module.SUMMARY) for word, module in subcommands().items())
    if ask.word in subcommands():
        return HelpAnswer(lines)
    return HelpAnswer(lines, unknown=ask.word, meant=nearest(ask.word))


def reply(found: HelpAnswer) -> Reply:
    """The list of what can be asked."""
    sorry = _sorry(found)
    words = "\n".join(f"`/kirorank {word}`  {summary}" for word, summary in found.lines)
    text = " ".join(filter(None, [sorry, "You can ask:", ", ".join(word for word, _ in found.lines)]))
    blocks = joined(
        section(escaped(sorry, 300)) if sorry else header("KiroRank"),
        buttons([(f"/kirorank {found.meant}", found.meant)]) if found.meant else None,
        section(words),
        divider(),
        section(_SCORED),
        buttons([("My card", "me"), ("My team", "team"), ("Privacy", "privacy")]),
        context("For learning and fun, never for reviews. You decide who sees you; private is the default."),
    )
    return Reply(text, blocks)


def _sorry(found: HelpAnswer) -> str | None:
    if found.unknown is None:
        return None
    guess = f" Did you mean {found.meant}?" if found.meant else ""
    return f"I don't know “{clean(found.unknown, 40)}”.{guess}"
