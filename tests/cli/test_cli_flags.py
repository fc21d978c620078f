"""`kirorank flags`: what reviewers see and when, who may judge, and what is left in the logs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cli_help import Office, Ran, company

from bot.jobs.integrity import tend_cases
from commands._ask import House
from ranking.integrity import Finding
from storage.cases import audit_log, case_of, message_key, open_case, reply
from storage.engine import Database
from storage.ledger import Message, claim, mark_sent, queue

FINDINGS = (
    Finding("reciprocity", 9, "20 of the 20 approvals came from one colleague.", ("acme/api#0-1", "acme/api#0-2")),
    Finding("fast", 6, "12 of your 14 approvals came within minutes.", ("acme/api#0-1", "acme/api#0-2")),
)
W = "default"


@dataclass
class Desk:
    """An office whose database has a case about p1, opened two days ago; its subject is told and replies on demand."""

    office: Office
    database: Database
    case: str
    opened_at: datetime

    def told(self) -> Desk:
        """The message was sent, this very minute."""
        now = datetime.now(UTC)
        with self.database.write() as connection:
            queue(connection, W, [Message(message_key(self.case), "flag", "UP1", {"text": "x"}, person="p1")], now)
            (one,) = claim(connection, W, now)
            assert mark_sent(connection, one, now, "1.0")
        tend_cases(self.database, House(W), now)
        return self

    def replied(self, words: str = "We pair.") -> Desk:
        """The subject replied."""
        with self.database.write() as connection:
            reply(connection, W, self.case, "p1", words, datetime.now(UTC))
        return self

    def run(self, *words: str) -> Ran:
        """`kirorank flags …`."""
        return self.office.run("flags", *words)

    def judge(self, action: str, opinion: str, reviewer: str, *more: str) -> Ran:
        """An opinion of somebody."""
        return self.run(action, self.case, opinion, "--reviewer", reviewer, *more)

    def steps(self) -> list[tuple[str, str | None, str | None]]:
        """The audit log."""
        with self.database.read() as connection:
            return [(row["step"], row["actor"], row["words"]) for row in audit_log(connection, W, self.case)]

    def state(self) -> str:
        """The case's state."""
        with self.database.read() as connection:
            row = case_of(connection, W, "p1")
        assert row is not None
        return str(row["state"])


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    """A case that nobody has been told of yet."""
    assert office.run("import", office.write("e.ndjson", company()), "--source", "events").status == 0
    database, opened = office.database(), datetime.now(UTC) - timedelta(days=2)
    with database.write() as connection:
        row = open_case(connection, W, "p1", FINDINGS, "UTC", opened)
    assert row is not None
    yield Desk(office, database, str(row["id"]), opened)
    database.close()


def test_nobody_sees_a_case_before_its_subject_was_told(desk: Desk) -> None:
    """Neither in the list, nor by name, nor to judge it: it is as if it did not exist."""
    assert desk.run("list").out == "No case is open.\n"
    assert desk.run("list", "--json").json == []
    for ran in (desk.run("show", desk.case), desk.judge("opinion", "dismiss", "p2")):
        assert (ran.status, ran.out, ran.err) == (1, "", "kirorank: there is no such case\n")


def test_the_list_has_evidence_and_age_and_no_name(desk: Desk) -> None:
    """What was seen, how old, in what state, until when; no person and no score."""
    desk.told()
    said, (listed,) = desk.run("list"), desk.run("list", "--json").json

    assert said.status == 0
    assert said.out.startswith(f"{desk.case}: the person has been told, 2 days old, lapses ")
    assert all(finding.summary in said.out for finding in FINDINGS)
    assert not [word for word in ("p1", "P1", "UP1", "score", "acme") if word in said.out]
    assert set(listed) == {"case", "state", "age_days", "opened_at", "lapses_at", "evidence"}
    assert (listed["case"], listed["state"], listed["age_days"]) == (desk.case, "subject_told", 2)
    assert "p1" not in json.dumps(listed)


def test_show_has_everything_and_is_logged(desk: Desk) -> None:
    """Subject, references, reply and every step; the subject can see that somebody looked."""
    desk.told().replied("We pair.\x1b[31m")
    said, shown = desk.run("show", desk.case), desk.run("show", desk.case, "--json").json

    assert "About p1." in said.out
    assert "The person says: We pair.[31m\n" in said.out
    assert "acme/api#0-1, acme/api#0-2" in said.out
    assert (shown["person"], shown["state"]) == ("p1", "replied")
    assert [step["step"] for step in shown["log"]] == ["opened", "subject_told", "replied"]
    assert shown["evidence"][0]["refs"] == ["acme/api#0-1", "acme/api#0-2"]
    looked = desk.office.run("export", "p1").json["access"]
    assert {(row["viewer"], row["what"]) for row in looked} == {("a reviewer, on the command line", "flag case")}


def test_two_reviewers_decide(desk: Desk) -> None:
    """By e-mail and Slack id they are found; the first waits for the second, who closes it; every step is kept."""
    desk.told().replied()
    first = desk.judge("opinion", "dismiss", "p2@example.com", "--note", "They pair.")
    second = desk.judge("decide", "dismiss", "UP3", "--json")

    assert (first.status, first.out) == (0, "Your opinion is kept. A second person decides.\n")
    assert second.json == {"case": desk.case, "state": "dismissed"}
    assert desk.state() == "dismissed"
    assert desk.steps()[-2:] == [("first_opinion:dismiss", "p2", "They pair."), ("dismissed:dismiss", "p3", None)]
    assert desk.run("list").out == "No case is open.\n"
    assert "dismissed" in desk.run("show", desk.case).out.splitlines()[0]


@pytest.mark.parametrize(
    ("first", "second", "state"), [("uphold", "uphold", "upheld"), ("uphold", "dismiss", "dismissed")]
)
def test_in_doubt_it_is_dismissed(desk: Desk, first: str, second: str, state: str) -> None:
    """It is upheld only if both would, and the answer says what follows."""
    desk.told().replied()
    assert desk.judge("opinion", first, "p2").status == 0
    said = desk.judge("decide", second, "p3")
    assert said.out.lower().startswith(state)
    assert desk.state() == state


def test_the_second_does_not_read_the_first(desk: Desk) -> None:
    """Until it is decided an opinion and its note are nobody's to read, so that each is formed alone."""
    desk.told().replied()
    desk.judge("opinion", "uphold", "p2", "--note", "Plainly odd.")
    for ran in (desk.run("show", desk.case), desk.run("show", desk.case, "--json")):
        assert "first_opinion" in ran.out
        assert "uphold" not in ran.out
        assert "Plainly odd" not in ran.out
    desk.judge("decide", "uphold", "p3", "--note", "Agreed.")
    after = desk.run("show", desk.case).out
    assert "first_opinion:uphold, p2: Plainly odd." in after
    assert "upheld:uphold, p3: Agreed." in after


@pytest.mark.parametrize(
    ("action", "reviewer", "why"),
    [
        ("opinion", "p1", "nobody reviews what is about themselves"),
        ("opinion", "UP1", "nobody reviews what is about themselves"),
        ("opinion", "P1@example.com", "nobody reviews what is about themselves"),
        ("opinion", "stranger", "nobody in the people directory is known as 'stranger'"),
        ("opinion", "github:ana", "nobody in the people directory is known as 'github:ana'"),
        ("decide", "p2", "somebody else has to give a first opinion before it is decided"),
    ],
)
def test_whose_it_is_not_to_judge(desk: Desk, action: str, reviewer: str, why: str) -> None:
    """Status 1, one sentence, and nothing has changed."""
    desk.told().replied()
    before = desk.steps()
    ran = desk.judge(action, "uphold", reviewer)
    assert (ran.status, ran.out, ran.err) == (1, "", f"kirorank: {why}\n")
    assert (desk.steps(), desk.state()) == (before, "replied")


@pytest.mark.parametrize("again", ["p2", "UP2"])
def test_the_first_reviewer_is_not_the_second(desk: Desk, again: str) -> None:
    """By whatever name."""
    desk.told().replied()
    desk.judge("opinion", "dismiss", "p2")
    assert "a second person decides" in desk.judge("decide", "dismiss", again).err
    assert desk.state() == "first_opinion"


def test_the_subject_has_a_day_to_reply(desk: Desk) -> None:
    """Told this minute and without a reply, it is too early for an opinion."""
    desk.told()
    ran = desk.judge("opinion", "dismiss", "p2")
    assert ran.status == 1
    assert "a working day to reply first" in ran.err


def test_an_empty_note_changes_nothing(desk: Desk) -> None:
    """A note may be left out, but not be empty; the case has not moved."""
    desk.told().replied()
    ran = desk.judge("opinion", "dismiss", "p2", "--note", "  ")
    assert (ran.status, ran.err) == (1, "kirorank: please write a few words\n")
    assert desk.state() == "replied"


@pytest.mark.parametrize(
    "words",
    [[], ["nonsense"], ["show"], ["opinion", "x", "uphold"], ["opinion", "x", "perhaps", "--reviewer", "p2"]],
)
def test_a_wrong_use_is_status_2(desk: Desk, words: list[str]) -> None:
    """As of every command."""
    ran = desk.run(*words)
    assert (ran.status, ran.out) == (2, "")


def test_the_order_of_the_words_is_free(desk: Desk) -> None:
    """The reviewer may stand before the opinion."""
    desk.told().replied()
    ran = desk.run("opinion", desk.case, "--reviewer", "p2", "uphold", "--json")
    assert ran.json == {"case": desk.case, "state": "first_opinion"}


def test_an_erased_subject_leaves_no_case(desk: Desk) -> None:
    """After an erasure there is nothing to list and nothing to show."""
    desk.told().replied()
    removed: Any = desk.office.run("erase", "p1", "--json").json["removed"]
    assert (removed["cases"], removed["case_steps"]) == (1, 3)
    assert desk.run("list").out == "No case is open.\n"
    assert desk.run("show", desk.case).status == 1
