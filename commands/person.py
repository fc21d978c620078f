"""`/kirorank @someone`: what that person made public, and nothing else; who looked is written to the access log."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask, mentioned
from commands._policies import footnote, words_of
from commands._words import PURPOSE, best_titles, name_in
from commands.blocks.elements import buttons, context, header, section
from commands.blocks.reply import Reply, joined
from commands.blocks.text import escaped, plain
from storage.badges import held_by
from storage.engine import Connection
from storage.personal_data import log_access
from storage.standings import person_by_slack_id, standing_of

SUMMARY = "what somebody made public"
USAGE = "@someone"
WRITES = True
_LOOKED_AT = "band and badges"
_BUTTONS = [("My card", "me"), ("Privacy", "privacy")]
# One sentence for private, pseudonymous and unknown people alike: a difference would give one of them away.
_NOTHING = "There is nothing public to show. People appear here by name only if they chose to."


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """What somebody made public. `oneself` says that the asker asked about the asker."""

    name: str | None = None
    band: str | None = None
    badges: tuple[str, ...] = ()
    policy: str | None = None
    oneself: bool = False


def answer(ask: Ask, connection: Connection) -> PersonAnswer:
    """The mentioned person's public side; noted in the access log where there was something to see."""
    workspace, wanted = ask.house.workspace, mentioned(ask.argument)
    if wanted is None or wanted == ask.slack_user_id:
        return PersonAnswer(oneself=wanted is not None)
    row = standing_of(connection, workspace, wanted)
    if row is None or (row["visibility"] or ask.house.visibility) != "public":
        return PersonAnswer()
    viewer = person_by_slack_id(connection, workspace, ask.slack_user_id) or ask.slack_user_id
    log_access(connection, workspace, row["person"], viewer, _LOOKED_AT, ask.now)
    titles = best_titles(held_by(connection, workspace, row["person"]))
    return PersonAnswer(name_in(row["card"]), row["band"], tuple(titles), row["card"]["policy"])


def reply(found: PersonAnswer) -> Reply:
    """Band and badges; never a score or a rank."""
    if found.oneself:
        words = "That is you. Your own card shows more than anybody else can see."
        return Reply(words, joined(section(words), buttons(_BUTTONS)))
    if found.name is None:
        return Reply(_NOTHING, joined(section(_NOTHING), buttons(_BUTTONS)))
    badges = f"Badges: {'; '.join(found.badges)}." if found.badges else "No badge yet."
    band = found.band or "not ranked yet"
    blocks = joined(
        header(f"{plain(found.name, 60)} · {band}"),
        section(badges),
        buttons(_BUTTONS),
        context(footnote(found.policy, "They chose to show this. That you looked is noted.", PURPOSE)),
    )
    text = f"{escaped(found.name, 60)}, {band}. {badges} {words_of(found.policy).warning}".strip()
    return Reply(text, blocks)
