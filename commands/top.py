"""`/kirorank top`: the first places of those who chose to be seen, by name or by pseudonym. Never a bottom list."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands._policies import footnote, words_of
from commands._pseudonyms import pseudonym
from commands._words import PURPOSE, name_in, ordinal
from commands.blocks.elements import buttons, context, header, section, table
from commands.blocks.reply import Reply, joined
from commands.blocks.text import escaped, plain
from storage.engine import Connection
from storage.shelves import Row
from storage.standings import current_snapshot, ranked

SUMMARY = "the first places among those who chose to be seen"
PLACES = 10


@dataclass(frozen=True, slots=True)
class Place:
    """One row: rank, the name its owner chose to show (not escaped), and band."""

    rank: int
    name: str
    team: str
    band: str


@dataclass(frozen=True, slots=True)
class TopAnswer:
    """The places, and under which policy; `policy` is None where nothing has been ranked."""

    places: tuple[Place, ...]
    policy: str | None


def answer(ask: Ask, connection: Connection) -> TopAnswer:
    """The first places whose owners are public or pseudonymous."""
    snapshot = current_snapshot(connection, ask.house.workspace)
    rows = ranked(
        connection,
        ask.house.workspace,
        visible=["public", "pseudonym"],
        default_visible=ask.house.visibility != "private",
        team=None,
        limit=PLACES,
    )
    places = tuple(_place(ask, row) for row in rows)
    return TopAnswer(places, snapshot["policy"] if snapshot else None)


def reply(found: TopAnswer) -> Reply:
    """A table of places."""
    choose = buttons([("My card", "me"), ("Who sees me", "privacy")])
    if not found.places:
        words = _NOBODY if found.policy else _NOTHING
        return Reply(words, joined(section(words), choose))
    rows: list[list[str | int | float]] = [["Place", "Name", "Team", "Band"]]
    rows += [[ordinal(one.rank), plain(one.name, 60), plain(one.team, 40), one.band] for one in found.places]
    said = "; ".join(f"{ordinal(one.rank)} {escaped(one.name, 60)} ({one.band})" for one in found.places)
    blocks = joined(
        header("First places"),
        table(rows, ["right", "left", "left", "left"]),
        choose,
        context(footnote(found.policy, "Only those who chose to be seen.", PURPOSE)),
    )
    text = f"First places of those who chose to be seen: {said}. {words_of(found.policy).warning}".strip()
    return Reply(text, blocks)


_NOBODY = "Nobody who is ranked has chosen to be seen yet. You can be the first, or stay private: both are fine."
_NOTHING = "Nobody is ranked yet. Places come with the first daily snapshot after reports have come in."


def _place(ask: Ask, row: Row) -> Place:
    house, card = ask.house, row["card"]
    if (row["visibility"] or house.visibility) == "public":
        return Place(row["rank"], name_in(card), card["team_name"] or "–", row["band"] or "")
    shown = pseudonym(house.workspace, row["person"], ask.now, house.pseudonym_key)
    return Place(row["rank"], shown, "–", row["band"] or "")
