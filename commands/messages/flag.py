"""The flag message: what looked unusual, for the person whom it is about, before anybody else can know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from commands._words import PURPOSE
from commands.blocks.elements import buttons, context, header, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import escaped, moment


def flag_message(case: str, summaries: Sequence[str], lapses_at: datetime, zone: str) -> Reply:
    """A case as a message to its subject: what was seen, what happens now, how to reply.

    `summaries` are neutral sentences that name nobody else; `lapses_at` is when it lifts by itself.
    """
    until = moment(lapses_at, zone)
    seen = "\n".join(f"• {escaped(summary, 300)}" for summary in summaries)
    blocks = joined(
        header("Something in your figures looks unusual"),
        section(
            "It may well have a good reason: pairing, a mirror, a migration, a report that was sent twice. "
            "You are the first to hear of it, and you know best."
        ),
        section(f"*What was seen*\n{seen}"),
        section(
            "*What happens now*\nYour score rests for up to five working days. Two reviewers, neither of them you, may "
            "look at it with your reply beside it; each decides alone, and in doubt it is dropped. "
            f"If they have not decided by {until}, it lifts by itself. Nothing is shown to your team."
        ),
        section("*How to reply*\nPress Reply to see how. A line is enough, and you need not."),
        buttons([("Reply", f"flag {case}"), ("Why my score is what it is", "why")]),
        context(f"Working at night or with much AI is never evidence of anything by itself. {PURPOSE}"),
    )
    said = " ".join(escaped(summary, 300) for summary in summaries)
    text = (
        f"Something in your figures looks unusual, and you are the first to hear of it. {said} You can reply. "
        "It lifts by itself after five working days."
    )
    return Reply(text, blocks)
