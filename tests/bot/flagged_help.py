"""A company in which x and y begin to stamp each other's changes: flagged on one day, and not on the day before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.jobs.daily import make_round
from commands._ask import Ask, House, parse_words
from commands._dispatch import respond, writes
from commands.blocks.reply import Reply
from ranking.events import Approval, Change, Event, Person, Team
from storage.cases import audit_log, case_of, mark_told
from storage.engine import Database
from storage.ledger import claim, mark_sent
from storage.models import DeliveryRow
from storage.shelves import Row, table_of
from storage.standings import current_snapshot, people_of
from tests.storage.facts import NOW, taken

MATES = tuple(f"m{n}" for n in range(8))
QUIET = NOW + timedelta(days=1, hours=14, minutes=55)  # the evening before, when nothing is seen yet
FLAGGED = QUIET + timedelta(days=1)  # a Wednesday, shortly before midnight UTC
DAY = timedelta(days=1)
HOUSE = House("w")


def change(ident: str, owner: str, days: float, by: str, seconds: int = 3000, comments: int = 1) -> Change:
    """A change merged so many days before NOW, approved by one colleague."""
    return Change(
        id=ident,
        person=owner,
        merged_at=NOW - timedelta(days=days),
        repo="api",
        effective_lines=50 + len(ident) + int(days),
        approvals=(Approval(person=by, seconds_after_request=seconds, comments=comments),),
    )


def flagged_company() -> list[Event]:
    """Eight who review in turn, and two who stamp each other's twelve newest changes within a minute."""
    facts: list[Event] = [Team(id="t", name="Team T", channel="CTEAM")]
    facts += [
        Person(id=name, name=f"Name {name}", team="t", time_zone="Europe/Berlin", slack_user_id=f"U{name.upper()}")
        for name in (*MATES, "x", "y")
    ]
    for i, name in enumerate(MATES):
        facts += [change(f"{name}-{n}", name, 1 + 4 * n + i / 10, MATES[(i + 1 + n % 7) % 8]) for n in range(9)]
    for owner, giver in (("x", "y"), ("y", "x")):
        facts += [change(f"{owner}-{n}", owner, n - 6, giver, 40, 0) for n in range(12)]
        facts += [change(f"{owner}-old{n}", owner, 16 + 2 * n, MATES[n % 8]) for n in range(8)]
    return facts


@dataclass(frozen=True, slots=True)
class Company:
    """The company in a database, with what a test does to it and sees of it."""

    database: Database
    house: House = HOUSE

    def move_in(self) -> Company:
        """Import everything."""
        taken(self.database, flagged_company(), workspace=self.house.workspace)
        return self

    def round(self, now: datetime, *, tell: bool = True) -> None:
        """The daily round as of a moment."""
        assert make_round(self.database, self.house, now, f"round:{now.isoformat()}", tell=tell)

    def deliver(self, now: datetime) -> None:
        """Everything that waits is sent, and the cases hear of it."""
        with self.database.write() as connection:
            for one in claim(connection, self.house.workspace, now, limit=99):
                assert mark_sent(connection, one, now, "1.0")
            mark_told(connection, self.house.workspace)

    def ask(self, user: str, text: str, now: datetime) -> Reply:
        """What the bot answers."""
        ask = Ask(self.house, user, *parse_words(text), now)
        with self.database.write() if writes(ask) else self.database.read() as connection:
            return respond(ask, connection)

    def case(self, person: str) -> Row | None:
        """Somebody's newest case."""
        with self.database.read() as connection:
            return case_of(connection, self.house.workspace, person)

    def name(self, person: str) -> str:
        """The name of the case that somebody has."""
        case = self.case(person)
        assert case is not None
        return str(case["id"])

    def steps(self, person: str) -> list[tuple[str, str | None]]:
        """Every step of somebody's case, with who did it."""
        with self.database.read() as connection:
            log = audit_log(connection, self.house.workspace, self.name(person))
        return [(row["step"], row["actor"]) for row in log]

    def status(self, person: str) -> str:
        """Somebody's status in the current snapshot."""
        with self.database.read() as connection:
            snapshot = current_snapshot(connection, self.house.workspace)
            assert snapshot is not None
            return str(people_of(connection, self.house.workspace, snapshot["id"])[person]["status"])

    def flag_messages(self) -> list[tuple[str, str]]:
        """To whom and in which state the messages about flags are."""
        table = table_of(DeliveryRow)
        query = select(table.c.target, table.c.state).where(
            table.c.kind == "flag", table.c.workspace == self.house.workspace
        )
        with self.database.read() as connection:
            return sorted((row.target, row.state) for row in connection.execute(query))
