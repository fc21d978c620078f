"""Who asks: the asker's standing, or the plain answer for somebody who has none yet."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands.blocks.elements import buttons, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import unmarked
from storage.engine import Connection
from storage.shelves import Row
from storage.standings import current_snapshot, own_standing, person_by_slack_id


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody without a standing: `known` says whether a directory names them, `empty` whether anybody is ranked."""

    known: bool
    empty: bool


def asker_standing(ask: Ask, connection: Connection) -> Row | Stranger:
    """The asker's row in the current snapshot, with its card."""
    row = own_standing(connection, ask.house.workspace, ask.slack_user_id)
    if row is not None:
        return row
    return Stranger(
        known=person_by_slack_id(connection, ask.house.workspace, ask.slack_user_id) is not None,
        empty=current_snapshot(connection, ask.house.workspace) is None,
    )


def asker_person(ask: Ask, connection: Connection) -> str | Stranger:
    """The asker's person id, ranked or not; a stranger only if no directory names them."""
    standing = asker_standing(ask, connection)
    if not isinstance(standing, Stranger):
        return str(standing["person"])
    return person_by_slack_id(connection, ask.house.workspace, ask.slack_user_id) or standing


def stranger_reply(stranger: Stranger) -> Reply:
    """What somebody without a standing is told, and what they can do."""
    words = _UNKNOWN if not stranger.known else _NOTHING_RANKED if stranger.empty else _NEXT_SNAPSHOT
    return Reply(unmarked(words), joined(section(words), buttons([("Help", "help"), ("Privacy", "privacy")])))


_UNKNOWN = (
    "I don't know you yet: no report or directory ties your Slack account to a person. Ask whoever runs KiroRank to "
    "add your Slack id to the people directory; nothing is counted until then."
)
_NEXT_SNAPSHOT = "I know you, and your first standing comes with the next daily snapshot. There is nothing to do."
_NOTHING_RANKED = (
    "There is nothing to rank yet: no standings have been worked out. An administrator imports reports with "
    "`kirorank import` and ranks them with `kirorank rank`; after that it happens by itself every day."
)
