"""A flag from the round that finds it to the humans who decide: told once, to its subject alone, and lifted in time."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import delete, select

from bot.delivery import Delivery
from bot.jobs.integrity import Round, tend_cases
from bot.jobs.standings import score_everybody
from bot.manifest import manifest
from bot.metrics import exposition
from bot.sandbox import Clock, LocalWorkspace
from bot.slack_app import Answers
from bot.ticker import Ticker
from commands._ask import House
from ranking.events import Event
from storage.cases import LIVE, decide, for_review, give_opinion
from storage.engine import Database
from storage.ledger import counts
from storage.models import CaseRow, CaseStepRow, DeliveryRow
from storage.personal_data import erase_person, export_person
from storage.shelves import table_of
from tests.bot.company_help import WORKSPACE, move_in
from tests.bot.flagged_help import DAY, FLAGGED, MATES, QUIET, Company, change
from tests.conftest import NOW
from tests.storage.facts import taken

OTHERS = ("me", "why", "team", "team t", "teams", "top", "badges", "history", "help", "privacy", "quiet", "flag")


@dataclass
class Office:
    """The company, its Slack, and the bot's ticker between them."""

    company: Company
    workspace: LocalWorkspace
    ticker: Ticker
    answers: Answers

    async def evening(self, moment: datetime) -> None:
        """Come to a moment and tick twice: what the first tick sent, the second has noticed."""
        if moment > self.workspace.clock.now():
            self.workspace.clock.move_to(moment)
        for _ in range(2):
            await self.ticker.tick()

    def direct(self, word: str) -> list[str]:
        """Whom direct messages with a word went to, one entry a message."""
        ims = [channel for channel in self.workspace.core.state.channels.values() if channel.is_im]
        bot = self.workspace.bot_user_id
        return sorted(
            next(iter(set(channel.members) - {bot}))
            for channel in ims
            for message in channel.messages.values()
            if word in message.text
        )

    def in_channels(self) -> str:
        """Everything that was said where several can read it."""
        channels = [channel for channel in self.workspace.core.state.channels.values() if not channel.is_im]
        return json.dumps([[m.text, m.blocks] for c in channels for m in c.messages.values()])


@asynccontextmanager
async def open_office(database: Database) -> AsyncIterator[Office]:
    """Everybody has an account, the team has its channel, and it is the evening before anything is seen."""
    company = Company(database).move_in()
    async with LocalWorkspace(seed=1, clock=Clock(QUIET)) as workspace, aiohttp.ClientSession() as session:
        workspace.install(manifest())
        accounts = [workspace.add_user(name, id=f"U{name.upper()}") for name in (*MATES, "x", "y")]
        workspace.add_channel("team", members=accounts, id="CTEAM")
        now = workspace.clock.now
        client = AsyncWebClient(token=workspace.bot_token, base_url=workspace.api_url, session=session)
        ticker = Ticker(database, company.house, Delivery(database, "w", client, now), now)
        yield Office(company, workspace, ticker, Answers(database, company.house, now))


async def test_the_whole_walk_of_a_flag(sqlite_database: Database) -> None:
    """Found, told once in private, replied to, judged by two, lifted at the next round; the other one lapses."""
    async with open_office(sqlite_database) as office:
        company = office.company
        await office.evening(QUIET)
        assert (company.case("x"), company.status("x"), office.direct("unusual")) == (None, "rated", [])

        await office.evening(FLAGGED)
        assert (company.status("x"), company.status("y")) == ("frozen", "frozen")
        assert office.direct("unusual") == ["UX", "UY"]

        said = await office.answers.to("UX", f"flag {company.name('x')} We pair &amp; swap the keyboard.")
        assert said.text.startswith("Thank you, your reply is kept.")
        for reviewer, judge in (("m0", give_opinion), ("m1", decide)):
            with sqlite_database.write() as connection:
                judge(connection, "w", company.name("x"), reviewer, "dismiss", "They pair.", FLAGGED)
            await office.evening(FLAGGED + timedelta(minutes=1))
            assert company.status("x") == "frozen", "only a round lifts"

        await office.evening(FLAGGED + DAY)
        assert (company.status("x"), company.status("y")) == ("rated", "frozen")
        lapses = FLAGGED + 7 * DAY
        await office.evening(lapses - timedelta(minutes=1))
        y = company.case("y")
        assert y is not None
        assert y["state"] in LIVE
        await office.evening(lapses)

        assert company.steps("x") == [
            ("opened", None),
            ("subject_told", None),
            ("replied", "x"),
            ("first_opinion:dismiss", "m0"),
            ("dismissed:dismiss", "m1"),
        ]
        assert company.steps("y") == [("opened", None), ("subject_told", None), ("lapsed", None)]
        assert office.direct("unusual") == ["UX", "UY"], "nobody hears more, and nobody else hears anything"
        assert "unusual" not in office.in_channels().lower()
        assert company.name("x") not in office.in_channels()


async def test_the_reply_button_leads_to_the_case(sqlite_database: Database) -> None:
    """Pressed in the message that arrived, it shows its owner the case and how to reply by typing."""
    async with open_office(sqlite_database) as office:
        await office.evening(FLAGGED)
        ims = [channel for channel in office.workspace.core.state.channels.values() if "UX" in channel.members]
        (message,) = [m for c in ims if c.is_im for m in c.messages.values() if "unusual" in m.text]
        values = [e["value"] for b in message.blocks if b["type"] == "actions" for e in b["elements"]]
        case = office.company.name("x")
        assert f"flag {case}" in values
        shown = await office.answers.to("UX", f"flag {case}")
        assert f"Type /kirorank flag {case} and then" in shown.text.replace("ˋ", "")


def test_what_nobody_decides_lifts_when_its_time_is_over_and_not_before(sqlite_database: Database) -> None:
    """Day after day the score rests, one opinion alone or an upheld case changes nothing; after a week it is over."""
    company = Company(sqlite_database).move_in()
    for day in range(7):
        company.round(FLAGGED + day * DAY)
        company.deliver(FLAGGED + day * DAY)
        assert (company.status("x"), company.status("y")) == ("frozen", "frozen")
        if day == 2:
            with sqlite_database.write() as connection:
                give_opinion(connection, "w", company.name("x"), "m0", "uphold", None, FLAGGED + day * DAY)
                give_opinion(connection, "w", company.name("y"), "m0", "dismiss", None, FLAGGED + day * DAY)
        if day == 4:
            with sqlite_database.write() as connection:
                decide(connection, "w", company.name("x"), "m1", "uphold", None, FLAGGED + day * DAY)
    company.round(FLAGGED + 7 * DAY)
    assert (company.status("x"), company.status("y")) == ("rated", "rated")
    assert [company.steps(name)[-1][0] for name in "xy"] == ["upheld:uphold", "lapsed"]


def test_dismissing_lifts_at_the_next_round(database: Database) -> None:
    """On both kinds of database: the day after the second opinion the score moves again, and stays so."""
    company = Company(database).move_in()
    company.round(FLAGGED)
    company.deliver(FLAGGED)
    dismiss(company, FLAGGED + DAY)
    for day in (2, 3, 5, 8):
        company.round(FLAGGED + day * DAY)
        assert company.status("x") == "rated"
        assert company.status("y") == ("frozen" if day < 7 else "rated")
    assert company.flag_messages() == [("UX", "sent"), ("UY", "sent")], "what was dismissed is not brought up again"


def dismiss(company: Company, now: datetime) -> None:
    """Two reviewers drop x's case."""
    with company.database.write() as connection:
        give_opinion(connection, company.house.workspace, company.name("x"), "m0", "dismiss", None, now)
        decide(connection, company.house.workspace, company.name("x"), "m1", "dismiss", None, now)


def test_a_look_back_sees_what_was_known_then(sqlite_database: Database) -> None:
    """A dismissal does not reach into standings as of a moment before it."""
    company = Company(sqlite_database).move_in()
    company.round(FLAGGED)
    company.deliver(FLAGGED)
    dismiss(company, FLAGGED + DAY)
    for moment, status in ((FLAGGED + DAY - timedelta(seconds=1), "frozen"), (FLAGGED + DAY, "rated")):
        scored = score_everybody(sqlite_database, company.house, moment)
        assert {row["person"]: row["status"] for row in scored.people}["x"] == status


def test_a_silent_round_opens_no_case(sqlite_database: Database) -> None:
    """History that is filled in without messages opens nothing that its subject would not hear of."""
    company = Company(sqlite_database).move_in()
    company.round(FLAGGED, tell=False)
    assert (company.case("x"), company.flag_messages()) == (None, [])


def test_nothing_about_a_case_reaches_anybody_else(sqlite_database: Database) -> None:
    """Replies to others are word for word what they are without any case; exports and metrics know nothing of it."""
    company = Company(sqlite_database).move_in()
    company.round(FLAGGED)
    company.deliver(FLAGGED)
    case = company.name("x")
    company.ask("UX", f"flag {case} A secret of mine.", FLAGGED)
    asked = (*OTHERS, "<@UX>", "@x", f"flag {case}", f"flag {case} It was me.")

    def said() -> list[object]:
        return [company.ask(user, text, FLAGGED) for user in ("UM0", "UNOBODY") for text in asked]

    with_cases = said()
    with sqlite_database.read() as connection:
        exported = json.dumps([export_person(connection, "w", name) for name in MATES])
        page = exposition(counts(connection, "w")).decode()
    with sqlite_database.write() as connection:
        for model in (CaseRow, CaseStepRow, DeliveryRow):
            connection.execute(delete(table_of(model)))
    assert said() == with_cases
    for shown in (exported, page):
        assert not [word for word in (case, "flag", "unusual", "secret", "approvals came") if word in shown]


def test_an_erasure_takes_the_case_with_it(sqlite_database: Database) -> None:
    """Case, steps and message of the person go, reply and all; the other one's stay."""
    company = Company(sqlite_database).move_in()
    company.round(FLAGGED)
    company.deliver(FLAGGED)
    company.ask("UX", f"flag {company.name('x')} Something only x would say.", FLAGGED)
    with sqlite_database.write() as connection:
        removed = erase_person(connection, "w", "x")
    assert (removed["cases"], removed["case_steps"]) == (1, 3)
    assert (company.case("x"), company.flag_messages()) == (None, [("UY", "sent")])
    with sqlite_database.read() as connection:
        left = [
            str(row)
            for model in (CaseRow, CaseStepRow, DeliveryRow)
            for row in connection.execute(select(table_of(model)))
        ]
    assert company.case("y") is not None
    assert not [row for row in left if "only x would say" in row or "'UX'" in row or "'x'" in row]


def test_an_erased_reviewer_is_forgotten(sqlite_database: Database) -> None:
    """Who gave an opinion on another's case and is erased leaves an alias, so that two stay two."""
    company = Company(sqlite_database).move_in()
    company.round(FLAGGED)
    company.deliver(FLAGGED)
    dismiss(company, FLAGGED + DAY)
    with sqlite_database.write() as connection:
        erase_person(connection, "w", "m0")
    actors = [actor for _, actor in company.steps("x") if actor]
    assert "m0" not in actors
    assert len(set(actors)) == 2


def test_two_workspaces_keep_their_cases_apart(sqlite_database: Database) -> None:
    """In one database another workspace sees no case of this one, and a dismissal here lifts nothing there."""
    here = Company(sqlite_database).move_in()
    there = Company(sqlite_database, replace(here.house, workspace="other"))
    here.round(FLAGGED)
    here.deliver(FLAGGED)
    there.move_in()
    assert there.case("x") is None
    with sqlite_database.read() as connection:
        assert for_review(connection, "other", None, FLAGGED) == []
    unknown = there.ask("UX", "flag nothing", FLAGGED)
    assert there.ask("UX", f"flag {here.name('x')} Hello.", FLAGGED) == unknown

    there.round(FLAGGED)
    assert there.name("x") != here.name("x")
    dismiss(here, FLAGGED + DAY)
    for company, status in ((here, "rated"), (there, "frozen")):
        company.round(FLAGGED + 2 * DAY)
        assert company.status("x") == status


async def test_an_honest_company_hears_nothing(sqlite_database: Database) -> None:
    """The simulated company of the demo has no case and no message about one, and tending costs one read."""
    move_in(sqlite_database)
    house = House(WORKSPACE)
    ticker = Ticker(sqlite_database, house, None, lambda: NOW + timedelta(hours=12))
    await ticker.tick()
    assert Company(sqlite_database, house).flag_messages() == []
    assert tend_cases(sqlite_database, house, NOW + timedelta(hours=12)) == Round()


@pytest.mark.parametrize("times", [1, 3])
def test_new_evidence_after_a_dismissal_is_a_new_case(sqlite_database: Database, times: int) -> None:
    """What was dismissed stays so; what mostly came later freezes again and opens another case, however often tried."""
    company = Company(sqlite_database).move_in()
    company.round(FLAGGED)
    company.deliver(FLAGGED)
    first = company.name("x")
    dismiss(company, FLAGGED + DAY)
    company.round(FLAGGED + 2 * DAY)
    assert company.status("x") == "rated"
    taken(sqlite_database, later_stamps())
    for minute in range(times):
        company.round(FLAGGED + 12 * DAY + timedelta(minutes=minute))
    assert company.name("x") != first
    assert company.status("x") == "frozen"
    assert company.flag_messages()[:2] == [("UX", "sent"), ("UX", "waiting")]


def later_stamps() -> list[Event]:
    """A second series, longer than the first, that begins after the first was dismissed."""
    return [
        change(f"{owner}-late{n}", owner, -(7.5 + n / 3), giver, 40, 0)
        for owner, giver in (("x", "y"), ("y", "x"))
        for n in range(20)
    ]
