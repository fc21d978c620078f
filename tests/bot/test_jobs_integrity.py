"""The integrity job: new flags become cases, subjects hear first, nothing is said twice, and time closes cases."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.jobs.integrity import Round, bring_up_to_date, flagged, integrity_round, tend_cases
from commands._ask import House
from commands.blocks.limits import message_problems
from commands.messages.flag import flag_message
from ranking.events import Approval, Change, Event, Person
from storage.cases import case_of, decide, for_review, give_opinion
from storage.engine import Database
from storage.histories import load_history
from storage.ledger import claim, mark_dead, mark_sent
from storage.models import DeliveryRow
from storage.shelves import table_of
from tests.storage.facts import NOW, taken

HOUSE = House(workspace="w", time_zone="UTC")
MATES = tuple(f"m{i}" for i in range(8))


def change(ident: str, owner: str, days: float, by: str, seconds: int, comments: int, lines: int = 60) -> Change:
    return Change(
        id=ident,
        person=owner,
        merged_at=NOW - timedelta(days=days),
        repo="api",
        effective_lines=lines,
        approvals=(Approval(person=by, seconds_after_request=seconds, comments=comments),),
    )


def company(*, slack: bool = True) -> list[Event]:
    """A team that reviews in turn, and x and y who stamp each other's changes within a minute."""
    facts: list[Event] = [
        Person(id=name, team="t", time_zone="Europe/Berlin", slack_user_id=f"U{name.upper()}" if slack else None)
        for name in (*MATES, "x", "y")
    ]
    for i, name in enumerate(MATES):
        for n in range(9):
            giver = MATES[(i + 1 + n % 7) % 8]
            facts.append(change(f"{name}-{n}", name, 1 + 4 * n + i / 10, giver, 3000, 1, lines=50 + 7 * i + n))
    for owner, giver in (("x", "y"), ("y", "x")):
        facts += [change(f"{owner}-{n}", owner, 1 + n, giver, 40, 0, lines=50 + n) for n in range(16)]
    return facts


def ready(database: Database, *, slack: bool = True) -> None:
    taken(database, company(slack=slack))


def messages(database: Database) -> list[tuple[str, str, str]]:
    table = table_of(DeliveryRow)
    with database.read() as connection:
        rows = connection.execute(select(table.c.kind, table.c.target, table.c.person).order_by(table.c.target))
        return [(row.kind, row.target, row.person) for row in rows]


def deliver(database: Database, now: datetime = NOW) -> None:
    with database.write() as connection:
        for one in claim(connection, "w", now, limit=9):
            assert mark_sent(connection, one, now, "1.0")


def test_a_new_flag_opens_a_case_and_tells_its_subject(database: Database) -> None:
    """Both of the pair get a case and one message, to themselves alone; nobody else gets any."""
    ready(database)
    done = integrity_round(database, HOUSE, NOW)
    assert len(done.opened) == 2
    assert messages(database) == [("flag", "UX", "x"), ("flag", "UY", "y")]


def test_doing_it_again_changes_nothing(database: Database) -> None:
    """A second round, and one the day after, open no case and queue no message."""
    ready(database)
    integrity_round(database, HOUSE, NOW)
    assert integrity_round(database, HOUSE, NOW) == Round()
    assert integrity_round(database, HOUSE, NOW + timedelta(days=1)) == Round()
    assert len(messages(database)) == 2


def test_a_company_without_flags_is_left_alone(database: Database) -> None:
    """Usual work makes no case and no message."""
    taken(database, [event for event in company() if event.key[0] != "x" and event.key[0] != "y"])
    assert integrity_round(database, HOUSE, NOW) == Round()
    assert messages(database) == []


def test_reviewers_wait_until_the_message_was_sent(sqlite_database: Database) -> None:
    """The case is nobody's to see until the ledger has sent the message and the next round has noticed."""
    database = sqlite_database
    ready(database)
    integrity_round(database, HOUSE, NOW)
    with database.read() as connection:
        assert for_review(connection, "w", "r1", NOW) == []
    deliver(database)
    done = integrity_round(database, HOUSE, NOW + timedelta(minutes=1))
    assert len(done.told) == 2
    with database.read() as connection:
        assert {row["person"] for row in for_review(connection, "w", "r1", NOW)} == {"x", "y"}


def test_whose_message_failed_is_never_shown(sqlite_database: Database) -> None:
    """A message that was given up leaves the case with the bot, and it lapses."""
    database = sqlite_database
    ready(database)
    integrity_round(database, HOUSE, NOW)
    with database.write() as connection:
        for one in claim(connection, "w", NOW, limit=9):
            mark_dead(connection, one, "user_not_found")
    assert integrity_round(database, HOUSE, NOW + timedelta(days=1)).told == ()
    with database.read() as connection:
        assert for_review(connection, "w", "r1", NOW + timedelta(days=1)) == []


def test_whom_slack_does_not_know_is_told_nothing_and_neither_is_anybody_else(sqlite_database: Database) -> None:
    """Without a Slack id there is a case, no message and no reviewer; it lapses by itself."""
    database = sqlite_database
    ready(database, slack=False)
    assert len(integrity_round(database, HOUSE, NOW).opened) == 2
    assert messages(database) == []
    with database.read() as connection:
        assert for_review(connection, "w", "r1", NOW) == []
    assert len(integrity_round(database, HOUSE, NOW + timedelta(days=7)).lapsed) == 2


def test_overdue_cases_lapse_and_are_not_reopened(sqlite_database: Database) -> None:
    """After a week both cases are closed, and the evidence that is left does not bring them up again."""
    database = sqlite_database
    ready(database)
    integrity_round(database, HOUSE, NOW)
    deliver(database)
    done = integrity_round(database, HOUSE, NOW + timedelta(days=7))
    assert (len(done.lapsed), done.opened) == (2, ())
    for days in (8, 12, 20):
        assert integrity_round(database, HOUSE, NOW + timedelta(days=days)).opened == ()
    assert len(messages(database)) == 2


def test_a_tick_tends_cases_without_looking_for_new_ones(database: Database) -> None:
    """Between two snapshots cases move on as messages go out and time passes, and no new one is opened."""
    ready(database)
    assert tend_cases(database, HOUSE, NOW) == Round()
    opened = integrity_round(database, HOUSE, NOW).opened
    assert tend_cases(database, HOUSE, NOW) == Round()
    deliver(database)
    assert set(tend_cases(database, HOUSE, NOW).told) == set(opened)
    assert set(tend_cases(database, HOUSE, NOW + timedelta(days=7)).lapsed) == set(opened)
    assert tend_cases(database, HOUSE, NOW + timedelta(days=8)) == Round()


def test_a_round_and_its_messages_are_all_or_nothing(database: Database) -> None:
    """A failure in the caller's transaction leaves neither case nor message; the next round does it all."""
    ready(database)
    with database.read() as connection:
        history = load_history(connection, "w", NOW)

    def interrupted() -> None:
        with database.write() as connection:
            bring_up_to_date(connection, HOUSE, history, flagged(history, NOW), NOW)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        interrupted()
    assert messages(database) == []
    assert len(integrity_round(database, HOUSE, NOW).opened) == 2


def test_a_decided_case_stays_decided(sqlite_database: Database) -> None:
    """Two reviewers dismiss it; later rounds leave it alone."""
    database, later = sqlite_database, NOW + timedelta(days=2)
    ready(database)
    integrity_round(database, HOUSE, NOW)
    deliver(database)
    integrity_round(database, HOUSE, NOW)
    with database.write() as connection:
        case = case_of(connection, "w", "x")
        assert case is not None
        give_opinion(connection, "w", case["id"], "r1", "dismiss", "They pair.", later)
        decide(connection, "w", case["id"], "r2", "dismiss", "They do.", later)
    integrity_round(database, HOUSE, NOW + timedelta(days=9))
    with database.read() as connection:
        row = case_of(connection, "w", "x")
    assert row is not None
    assert (row["id"], row["state"]) == (case["id"], "dismissed")


def test_the_deadline_is_counted_in_the_subjects_zone(sqlite_database: Database) -> None:
    """Five working days at the same hour in Berlin."""
    ready(sqlite_database)
    integrity_round(sqlite_database, HOUSE, NOW)
    with sqlite_database.read() as connection:
        row = case_of(connection, "w", "x")
    assert row is not None
    assert (row["time_zone"], row["lapses_at"]) == ("Europe/Berlin", NOW + timedelta(days=7))


def test_the_message_holds_the_evidence_and_names_nobody(sqlite_database: Database) -> None:
    """Each finding stands in it word for word, no colleague's name or Slack id does, and it invites a reply."""
    ready(sqlite_database)
    integrity_round(sqlite_database, HOUSE, NOW)
    table = table_of(DeliveryRow)
    with sqlite_database.read() as connection:
        payload = connection.execute(select(table.c.payload).where(table.c.person == "x")).scalar_one()
        found = flagged(load_history(connection, "w", NOW), NOW)["x"]
    said = json.dumps(payload, ensure_ascii=False)
    assert all(finding.summary in said for finding in found.findings)
    assert "UY" not in said
    assert not any(f" {name} " in said for name in (*MATES, "y"))
    assert "Reply" in said


ACCUSING = ("cheat", "fraud", "gam", "suspicio", "guilty", "violat", "abuse", "manipulat", "fake", "caught")


@pytest.mark.parametrize("count", [1, 3, 8])
def test_the_message_is_neutral_and_fits_slack(count: int) -> None:
    """No accusing word, Slack's limits kept, and the plain text says the same."""
    summaries = [f"{n} of your 14 approvals came within minutes, without a comment." for n in range(count)]
    message = flag_message("abc123", summaries, NOW + timedelta(days=7), "Europe/Berlin")
    said = json.dumps(message.payload()).lower()
    assert not [word for word in ACCUSING if word in said]
    assert message_problems(message.text, list(message.blocks)) == []
    assert all(summary in message.text for summary in summaries)
    assert "lifts by itself" in message.text


def test_what_comes_from_reports_cannot_break_the_message() -> None:
    """A summary with marks or a mention is shown as text."""
    message = flag_message("abc", ["<!channel> *bold*"], NOW, "UTC")
    assert "<!channel>" not in json.dumps(message.payload())
