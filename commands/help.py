"""`/kirorank help`: what can be asked, how the score works, and what is never counted; also for unknown words."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands._dispatch import nearest, subcommands, usages
from commands._policies import words_of
from commands._words import PURPOSE
from commands.blocks.elements import buttons, context, divider, header, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import escaped
from storage.engine import Connection

SUMMARY = "this page"
_FIRST = ("me", "why", "badges", "history", "team", "teams", "top", "privacy", "quiet")


@dataclass(frozen=True, slots=True)
class HelpAnswer:
    """How everything is typed, with summaries; `unknown` is the word that was not understood, `meant` the nearest."""

    lines: tuple[tuple[str, str], ...]
    policy: str
    visibility: str
    unknown: str | None = None
    meant: str | None = None


def answer(ask: Ask, _connection: Connection) -> HelpAnswer:
    """Every subcommand; for an unknown word also the nearest one."""
    house = ask.house
    if ask.word in subcommands():
        return HelpAnswer(usages(_FIRST), house.policy, house.visibility)
    return HelpAnswer(usages(_FIRST), house.policy, house.visibility, unknown=ask.word, meant=nearest(ask.word))


def reply(found: HelpAnswer) -> Reply:
    """The list of what can be asked."""
    sorry, words = _sorry(found), words_of(found.policy)
    lines = "\n".join(f"`/kirorank {usage}`  {summary}" for usage, summary in found.lines)
    scored = f"*How it is scored*  {words.scored}"
    notes = " ".join([PURPOSE, f"You decide who sees you; {found.visibility} is the default."])
    blocks = joined(
        section(sorry) if sorry else header("KiroRank"),
        buttons([(f"/kirorank {found.meant}", found.meant)]) if found.meant else None,
        section(lines),
        divider(),
        section(f"{scored} {words.warning}".strip()),
        buttons([("My card", "me"), ("My team", "team"), ("Privacy", "privacy")]),
        context(notes),
    )
    asked = "; ".join(f"{usage}: {summary}" for usage, summary in found.lines)
    text = " ".join(filter(None, [sorry, f"You can ask: {asked}.", words.scored, words.warning, notes]))
    return Reply(text, blocks)


def _sorry(found: HelpAnswer) -> str | None:
    if found.unknown is None:
        return None
    guess = f" Did you mean {found.meant}?" if found.meant else ""
    return f"I don't know “{escaped(found.unknown, 40)}”.{guess}"
