"""`/kirorank flag [case] [words]`: the asker's own open case, and their reply to it. Nobody sees another's."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands._asker import Stranger, asker_person
from commands.blocks.elements import buttons, context, header, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import escaped, moment, unmarked
from storage import cases
from storage.engine import Connection
from storage.shelves import Row

SUMMARY = "what looked unusual in your own figures, and your reply to it"
USAGE = "flag [case] [words]"
WRITES = True
_QUOTE = 500  # characters; escaped, they still fit in one of Slack's paragraphs
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_STANDS = {
    "open": "You are the first to hear of it. Nobody else can see it yet.",
    "subject_told": "Nobody has given an opinion yet.",
    "replied": "Your reply stands beside it. Nobody has given an opinion yet.",
    "first_opinion": "One reviewer has given an opinion. A second one decides; in doubt it is dropped.",
}
_NOTHING = (
    "Nothing about you is open. If something in your figures ever looks unusual, you are the first to hear of it, "
    "in private."
)
_NO_SUCH_CASE = "No open case of yours has that name. `/kirorank flag` shows what is open."


@dataclass(frozen=True, slots=True)
class FlagAnswer:
    """The asker's open case, if any; `named` says that one was asked for by name, `kept` that a reply was stored, and
    `cut` that its end was not."""

    case: Row | None
    named: bool = False
    kept: bool = False
    cut: bool = False


def answer(ask: Ask, connection: Connection) -> FlagAnswer:
    """The asker's own open case; with words after its name, those are stored as the reply."""
    name, _, words = ask.argument.partition(" ")
    found = _own(ask, connection)
    if found is None or name.lower() not in ("", found["id"]):
        return FlagAnswer(None, named=bool(name))
    if not words:
        return FlagAnswer(found, named=bool(name))
    said = _as_typed(words)
    cases.reply(connection, ask.house.workspace, found["id"], found["person"], said, ask.now)
    return FlagAnswer(_own(ask, connection), named=True, kept=True, cut=len(said) > cases.LONGEST_WORDS)


def reply(found: FlagAnswer) -> Reply:
    """The case in neutral words, where it stands, and how to reply."""
    if found.case is None:
        return _without_case(_NO_SUCH_CASE if found.named else _NOTHING)
    case, thanks = found.case, _thanks(found)
    seen = "\n".join(f"• {escaped(item['summary'], 300)}" for item in case["evidence"])
    lapses = f"It lifts by itself {moment(case['lapses_at'], case['time_zone'])} if nothing is decided before."
    said = [
        f"*What was seen*\n{seen}",
        f"*Where it stands*\n{_STANDS[case['state']]} {lapses}",
        f"*How to reply*\nType `/kirorank flag {case['id']}` and then what you would like to say. A line is enough, "
        "and you need not. A later reply replaces an earlier one.",
    ]
    note = "Two reviewers, neither of them you, may see this and your reply. Nothing is shown to your team."
    blocks = joined(
        section(thanks) if thanks else header("Something in your figures looks unusual"),
        [section(words) for words in said[:2]],
        _quoted(case["reply"]),
        section(said[2]),
        buttons([("Why my score is what it is", "why"), ("My card", "me")]),
        context(note),
    )
    opening = thanks or "Something in your figures looks unusual."
    return Reply(unmarked(" ".join([opening, *said, note])), blocks)


def _own(ask: Ask, connection: Connection) -> Row | None:
    person = asker_person(ask, connection)
    if isinstance(person, Stranger):
        return None
    return cases.live_case_of(connection, ask.house.workspace, person, ask.now)


def _as_typed(words: str) -> str:
    """What somebody typed, without the escapes that Slack puts into a command's text."""
    for escape, character in _ESCAPES:
        words = words.replace(escape, character)
    return words


def _without_case(words: str) -> Reply:
    return Reply(unmarked(words), joined(section(words), buttons([("My card", "me"), ("Privacy", "privacy")])))


def _thanks(found: FlagAnswer) -> str:
    if not found.kept:
        return ""
    cut = f" Its first {cases.LONGEST_WORDS:,} characters, that is: more is not kept." if found.cut else ""
    return f"Thank you, your reply is kept.{cut}"


def _quoted(words: str | None) -> list[dict[str, object]]:
    """The reply whole, in as many paragraphs as it needs."""
    if not words:
        return []
    pieces = [words[at : at + _QUOTE] for at in range(0, len(words), _QUOTE)]
    first, *rest = [escaped(piece, _QUOTE) for piece in pieces]
    return [section(f"*Your reply*\n{first}"), *(section(piece) for piece in rest if piece)]
