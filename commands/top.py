"""`/kirorank top`: the first places of those who chose to be seen, by name or by pseudonym. Never a bottom list."""

from __future__ import annotations

from dataclasses import dataclass

from commands._ask import Ask
from commands._pseudonyms import pseudonym
from commands._words import PURPOSE, ordinal
from commands.blocks.elements import buttons, context, header, section, table
from commands.blocks.reply import Reply, joined
from commands.blocks.text import clean
from storage.engine import Connection
from storage.standings import current_snapshot, ranked

SUMMARY = "the first places among those who chose to be seen"
PLACES = 10


@dataclass(frozen=True, slots=True)
class Place:
    """One row: rank, the name its owner chose to show, and band."""

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
    places = []
    for row in rows:
        public = (row["visibility"] or ask.house.visibility) == "public"
        name = clean(row["card"]["name"], 60) if public else pseudonym(ask.house.workspace, row["person"], ask.now)
        team = clean(row["card"]["team_name"] or "", 40) if public else "–"
        places.append(Place(row["rank"], name, team, row["band"] or ""))
    return TopAnswer(tuple(places), snapshot["policy"] if snapshot else None)


def reply(found: TopAnswer) -> Reply:
    """A table of places."""
    choose = buttons([("My card", "me"), ("Show my name", "privacy public"), ("Stay private", "privacy private")])
    if not found.places:
        words = "Nobody who is ranked has chosen to be seen yet. You can be the first, or stay private: both are fine."
        return Reply(words, joined(section(words), choose))
    rows: list[list[str | int | float]] = [["Place", "Name", "Team", "Band"]]
    rows += [[ordinal(place.rank), place.name, place.team, place.band] for place in found.places]
    text = "First places of those who chose to be seen: " + "; ".join(
        f"{ordinal(place.rank)} {place.name} ({place.band})" for place in found.places
    )
    warning = "This board ranks raw tokens, as the administrators chose. " if found.policy == "classic" else ""
    blocks = joined(
        header("First places"),
        table(rows, ["right", "left", "left", "left"]),
        choose,
        context(f"{warning}Only those who chose to be seen. {PURPOSE}"),
    )
    return Reply(text, blocks)
