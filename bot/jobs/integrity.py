"""Turns new flags into cases and tells their subjects first; closes the cases whose time is over.

A case and the message that tells its subject are written in one transaction. The case says `subject_told` only after
the ledger has sent that message, and until then no function of `storage.cases` shows it to anybody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from commands._ask import House
from commands.messages.flag import flag_message
from ranking.history import History
from ranking.integrity import Verdict, detect
from storage.cases import any_live, lapse_overdue, mark_told, message_key, open_case
from storage.engine import Connection, Database
from storage.histories import load_history
from storage.ledger import Message, queue
from storage.shelves import Row


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did: ids of cases that were opened, whose subjects were found told, and that lapsed."""

    opened: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()


def flagged(history: History, as_of: datetime) -> dict[str, Verdict]:
    """Everybody whose figures a human should look at, as of a moment (aware), by person."""
    return {name: one for name, one in detect(history, as_of).items() if one.flagged}


def integrity_round(database: Database, house: House, now: datetime) -> Round:
    """Look at everything as of `now` and bring the cases up to date. Doing it twice changes nothing more."""
    with database.read() as connection:
        history = load_history(connection, house.workspace, now)
    found = flagged(history, now)
    with database.write() as connection:
        return bring_up_to_date(connection, house, history, found, now)


def bring_up_to_date(
    connection: Connection, house: House, history: History, found: Mapping[str, Verdict], now: datetime
) -> Round:
    """The same inside the caller's writing transaction, for what was `found` in `history` before it began."""
    told, lapsed = mark_told(connection, house.workspace), lapse_overdue(connection, house.workspace, now)
    people = {person.id: person for person in history.people}
    opened = []
    for name, verdict in found.items():
        zone = people[name].time_zone or house.time_zone
        case = open_case(connection, house.workspace, name, verdict.findings, zone, now)
        if case is not None:
            opened.append(case["id"])
            _tell(connection, house, case, people[name].slack_user_id, now)
    return Round(tuple(opened), tuple(told), tuple(lapsed))


def tend_cases(database: Database, house: House, now: datetime) -> Round:
    """Note who has been told by now and close what is overdue. For every tick: without a live case it is one read."""
    with database.read() as connection:
        if not any_live(connection, house.workspace):
            return Round()
    with database.write() as connection:
        told, lapsed = mark_told(connection, house.workspace), lapse_overdue(connection, house.workspace, now)
    return Round(told=tuple(told), lapsed=tuple(lapsed))


def _tell(connection: Connection, house: House, case: Row, target: str | None, now: datetime) -> None:
    """Queue the subject's message. Whom Slack does not know cannot be told, so nobody else will be: it lapses."""
    if target is None:
        return
    summaries = [item["summary"] for item in case["evidence"]]
    reply = flag_message(case["id"], summaries, case["lapses_at"], case["time_zone"])
    message = Message(message_key(case["id"]), "flag", target, reply.payload(), person=case["person"])
    queue(connection, house.workspace, [message], now)
