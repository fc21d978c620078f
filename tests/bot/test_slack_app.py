"""The app answers: a command inside its own response, a button at its response URL, and trouble with a sentence."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.jobs.standings import take_snapshot
from bot.slack_app import Background, answer_at
from commands.blocks.limits import message_problems
from commands.blocks.reply import Reply
from storage.engine import Database
from tests.bot.company_help import company, move_in, slack_id
from tests.bot.web_help import HOUSE, Site, open_site
from tests.conftest import NOW

SOMEBODY = slack_id(company().people[0].person.id)
CHART = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
REPLY = Reply("Ninth of 24", (CHART, {"type": "divider"}))


@pytest.fixture
async def ranked_site(sqlite_database: Database) -> AsyncIterator[Site]:
    """The bot over HTTP, with a ranked company."""
    move_in(sqlite_database)
    take_snapshot(sqlite_database, HOUSE, NOW)
    async with open_site(sqlite_database) as opened:
        yield opened


@asynccontextmanager
async def response_url(*statuses: int, retry_after: str = "1") -> AsyncIterator[tuple[str, list[Any]]]:
    """Slack's response URL, answering with these statuses in turn and with 200 ever after; what it was sent."""
    left, seen = list(statuses), []

    async def answer(request: web.Request) -> web.Response:
        seen.append(await request.json())
        status = left.pop(0) if left else 200
        return web.Response(status=status, headers={"Retry-After": retry_after} if status == 429 else {})

    application = web.Application()
    application.router.add_post("/", answer)
    async with TestServer(application) as server:
        yield str(server.make_url("/")), seen


async def test_a_command_is_answered_inside_its_response(ranked_site: Site) -> None:
    """One round trip: blocks that Slack takes and text that stands alone, for the asker's eyes."""
    answer = await ranked_site.command(user=SOMEBODY)

    assert answer.status == 200
    assert answer.json["response_type"] == "ephemeral"
    assert len(answer.json["text"]) > 20
    assert answer.json["blocks"]
    assert message_problems(answer.json["text"], answer.json["blocks"]) == []


async def test_every_word_is_answered(ranked_site: Site) -> None:
    """Known words, unknown words and odd ones: always 200 with text."""
    for text in ("me", "team", "top", "why", "badges", "help", "nonsense", "<@U1>", "  ", "\ud83d", "x" * 4000):
        answer = await ranked_site.command(text.encode(errors="replace").decode(), user=SOMEBODY)
        assert answer.status == 200, text
        assert answer.json["text"], text


async def test_a_stranger_and_an_empty_house_are_told_so(ranked_site: Site, tmp_path: Path) -> None:
    """Nobody's Slack id, and a database in which nothing is ranked: a sentence that says what to do."""
    assert "don't know you" in (await ranked_site.command(user="U404")).json["text"]

    from storage.schema import migrate

    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    migrate(empty)
    async with open_site(empty) as site:
        text = (await site.command()).json["text"]
        assert len(text) > 20
        assert "went wrong" not in text
    empty.close()


async def test_a_failing_database_is_a_sentence_and_a_log_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The person is told to come again, without details; the log has the error once."""
    lost = Database(f"sqlite:///{tmp_path}")
    async with open_site(lost) as site:
        answer = await site.command("me")
    lost.close()

    assert (answer.status, answer.json["text"].startswith("Something went wrong")) == (200, True)
    assert len([record for record in caplog.records if record.levelno >= logging.ERROR]) == 1


async def test_a_button_is_answered_where_it_was_pressed(ranked_site: Site) -> None:
    """The press is acknowledged at once; the reply comes to the response URL, beside the message it was under."""
    async with response_url() as (url, seen):
        answer = await ranked_site.press("team", url, user=SOMEBODY)
        await ranked_site.background.drain()

    assert (answer.status, answer.text) == (200, "")
    (sent,) = seen
    assert (sent["response_type"], sent["replace_original"]) == ("ephemeral", False)
    assert sent["text"]


async def test_a_button_without_a_response_url_is_acknowledged(ranked_site: Site) -> None:
    """Where there is nowhere to answer, nothing fails."""
    assert (await ranked_site.press("team", None, user=SOMEBODY)).status == 200


async def test_a_rate_limited_answer_waits_as_asked() -> None:
    """429 from a response URL is waited out by its Retry-After, and the whole answer is sent again."""
    async with response_url(429) as (url, seen):
        started = asyncio.get_running_loop().time()
        assert await answer_at(url, REPLY)

    assert asyncio.get_running_loop().time() - started >= 1
    assert [each["blocks"] for each in seen] == [list(REPLY.blocks)] * 2


async def test_refused_blocks_are_left_out_of_the_answer() -> None:
    """A workspace that refuses native blocks gets the answer without them, at once."""
    async with response_url(400) as (url, seen):
        assert await answer_at(url, REPLY)

    assert CHART in seen[0]["blocks"]
    assert "table" not in {block["type"] for block in seen[1]["blocks"]}
    assert seen[1]["text"] == REPLY.text


async def test_an_answer_that_cannot_be_given_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    """Three of the five uses are tried, then the log says so; a dead address does not raise."""
    async with response_url(404, 404, 404, 404) as (url, seen):
        assert not await answer_at(url, REPLY)
    assert len(seen) == 3
    assert "404" in caplog.text


async def test_background_work_is_waited_for_and_its_failure_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A drain waits for what is under way; what raised is in the log and harms nobody."""
    background, done = Background(), []

    async def work() -> None:
        await asyncio.sleep(0.05)
        done.append(True)

    async def fail() -> None:
        raise ValueError("no")

    background.start(work())
    background.start(fail())
    await background.drain()

    assert done == [True]
    assert "work after an acknowledgement failed" in caplog.text


@pytest.fixture
def oauth_settings_around() -> Iterator[None]:
    """The settings of an OAuth app, in the environment where Bolt looks for them."""
    around = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x", "SLACK_BOT_TOKEN": "xoxb-1"}
    os.environ |= around
    yield
    for name in around:
        del os.environ[name]


async def test_oauth_settings_keep_the_token(
    oauth_settings_around: None, sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """With a client id and secret in the environment the bot answers as its token's owner, and warns of nothing."""
    async with open_site(sqlite_database) as site:
        assert "privacy" in (await site.command("help")).json["text"]
    assert caplog.records == []
