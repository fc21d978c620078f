"""The badge message: what was earned, why, and the evidence, for its owner alone."""

from __future__ import annotations

from commands._words import PURPOSE, badge_title
from commands.blocks.elements import buttons, context, header, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import escaped
from ranking.badges import Award

_EVIDENCE = 5


def badge_message(award: Award) -> Reply:
    """One award as a message."""
    title, reason = badge_title(award.badge, award.tier), escaped(award.reason, 300)
    shown = [f"• {escaped(ref)}" for ref in award.evidence[-_EVIDENCE:]]
    more = len(award.evidence) - len(shown)
    evidence = "\n".join(shown) + (f"\nand {more:,} more" if more else "")
    blocks = joined(
        header(f"🏅 {title}"),
        section(reason),
        section(f"*What it rests on*\n{evidence}") if shown else None,
        buttons([("My badges", "badges"), ("My card", "me"), ("No more messages", "quiet on")]),
        context(f"Only you got this. No badge grows with tokens, cost or hours. {PURPOSE}"),
    )
    return Reply(f"You earned a badge: {title}. {reason}", blocks)
