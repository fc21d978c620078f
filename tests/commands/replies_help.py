"""A small company in a real database, asked as Slack would ask it, and what every reply must hold to."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.jobs.standings import take_snapshot
from commands._ask import Ask, House, parse_words
from commands._dispatch import respond, writes
from commands.blocks.limits import message_problems, shown_length
from commands.blocks.reply import Reply
from ranking.events import Approval, Change, Event, Located, Person, Review, Survival, Team, Usage
from storage.engine import Database
from storage.intake import take_in
from storage.preferences import choose
from storage.shelves import Row
from storage.standings import current_snapshot, people_of, publish, teams_of

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, in 2026-W48
HOUSE = House("w", policy="kept-value", minimum_group=8)
EVERYTHING = (
    "", "me", "why", "team", "team payments", "team tiny", "team <!channel>", "teams", "top", "badges", "history",
    "help", "hepl", "person", "privacy", "privacy public", "privacy <!here>", "quiet", "quiet on", "quiet <@U1>",
    "<@U0>", "<@U1|ana>", "<@UNOBODY>", "@ana", "flag", "flag abc", "flag abc <!here>",
)  # fmt: skip
STATES = ("U0", "U1", "U2", "UYOUNG", "UNEW", "USMALL", "UALONE", "UNOBODY")
_SMUGGLED = re.compile(r"<[!@#](?!date\^)")


def kept(ident: str, owner: str, days: float, **more: Any) -> Change:
    """A change that a colleague asked for and approved, so many days ago."""
    approval = Approval(person="p9", seconds_after_request=900, comments=1)
    usual = {"repo": "api", "area": ident, "issue": ident.upper(), "issue_opened_by": "p9", "approvals": (approval,)}
    merged = NOW - timedelta(days=days)
    return Change(id=ident, person=owner, merged_at=merged, **{"effective_lines": 100, **usual, **more})


def company(names: tuple[str, ...] = (), team_name: str = "Payments", members: int = 10) -> list[Event]:
    """`members` rated people in payments (U0 is the best, U9 vouches), and one person in every other state."""
    shown = dict(enumerate(names))
    people: list[Event] = [
        Person(id=f"p{n}", name=shown.get(n, f"Person {n}"), team="payments", role="swe", slack_user_id=f"U{n}")
        for n in range(members)
    ]
    people += [
        Person(id="young", name="Yuri", team="payments", role="swe", slack_user_id="UYOUNG"),
        Person(id="new", name="Noor", team="payments", role="swe", slack_user_id="UNEW"),
        Person(id="small", name="Sam", team="tiny", role="swe", slack_user_id="USMALL"),
        Person(id="alone", name="Alex", role="swe", slack_user_id="UALONE"),
    ]
    teams: list[Event] = [Team(id="payments", name=team_name, channel="C1"), Team(id="tiny", name="Tiny", channel="C2")]
    work: list[Event] = [
        kept(f"c{n}-{k}", f"p{n}", 15 + 3 * k, effective_lines=60 + 20 * (members - n))
        for n in range(members)
        for k in range(members - n)
    ]
    work += [kept("young-1", "young", 3), Review(id="r1", person="p0", change="c1-0", at=NOW - timedelta(days=16),
                                                minutes=12, led_to_change=True)]  # fmt: skip
    work.append(Survival(change="c0-1", at=NOW - timedelta(days=4), share_alive=0.4))
    used = [
        Usage(id=f"u{n}", person=f"p{n}", day=(NOW - timedelta(days=n)).date(), source="s", trust="A", tool="kiro-cli",
              sessions=1, cost_usd="12.5", output_tokens=1_000_000 * (members - n))
        for n in range(members)
    ]  # fmt: skip
    return [*people, *teams, *work, *used]


def fill(database: Database, events: list[Event], house: House = HOUSE, weeks: int = 2) -> None:
    """Take the events in, and rank as of the last weeks up to now."""
    for _ in take_in(database, house.workspace, "events", [Located(e, "f", n) for n, e in enumerate(events)], NOW):
        pass
    for back in reversed(range(weeks)):
        take_snapshot(database, house, NOW - timedelta(weeks=back))


def settle(database: Database, **visibilities: str) -> None:
    """Note who chose what."""
    with database.write() as connection:
        for person, visibility in visibilities.items():
            choose(connection, HOUSE.workspace, person, visibility=visibility)


def republish(database: Database, change: Any, house: House = HOUSE) -> None:
    """Publish the current people again, as `change(rows)` makes them."""
    with database.write() as connection:
        snapshot = current_snapshot(connection, house.workspace)
        assert snapshot is not None
        rows = change(list(people_of(connection, house.workspace, snapshot["id"]).values()))
        teams = list(teams_of(connection, house.workspace, snapshot["id"]).values())
        head: Row = {name: snapshot[name] for name in ("as_of", "policy", "policy_version", "rated")}
        publish(connection, house.workspace, {"id": "again", **head}, rows, teams)


def asked(database: Database, user: str, text: str, house: House = HOUSE) -> Reply:
    """What the bot would answer, in the transaction that it would use."""
    ask = Ask(house, user, *parse_words(text), NOW)
    with database.write() if writes(ask) else database.read() as connection:
        return respond(ask, connection)


def everything_in(value: Any) -> str:
    """All text inside blocks, in order."""
    if isinstance(value, list | tuple):
        return "\n".join(everything_in(item) for item in value)
    if not isinstance(value, dict):
        return ""
    own = [value[name] for name in ("text", "name", "label", "title") if isinstance(value.get(name), str)]
    return "\n".join([*own, *(everything_in(item) for item in value.values() if isinstance(item, dict | list))])


def assert_fit(reply: Reply) -> None:
    """Slack takes it, it is not too long, its text stands alone, and nothing was smuggled in."""
    blocks = list(reply.blocks)
    assert message_problems(reply.text, blocks) == []
    assert 0 < len(reply.text) <= 4_000
    assert shown_length(blocks) <= 12_000
    assert not _SMUGGLED.search(reply.text)
    assert not _SMUGGLED.search(everything_in(blocks))
    assert "  " not in reply.text
    assert "None" not in reply.text + everything_in(blocks)
