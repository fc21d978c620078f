"""The service as a whole: by HTTP and by Socket Mode, in every role, from its start to a clean stop."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.manifest import manifest
from bot.sandbox import ControlClient, LocalWorkspace
from bot.service import SLACK_TIMEOUT, Service, slack_session, utc_now
from bot.settings import Settings, SettingsError
from storage.engine import Database
from storage.ledger import Message, counts, queue

PERSON, CHANNEL = "U0ANA", "C0TEAM"


@pytest.fixture
async def workspace() -> AsyncIterator[LocalWorkspace]:
    """A local workspace with a person and a channel."""
    async with LocalWorkspace(seed=1) as opened:
        opened.install(manifest())
        opened.add_user("ana", id=PERSON)
        opened.add_channel("team", members=[PERSON], id=CHANNEL)
        yield opened


def settings_for(workspace: LocalWorkspace, url: str, **more: Any) -> Settings:
    """Settings of a bot in this workspace, listening on a free port."""
    given = {"slack_bot_token": workspace.bot_token, "slack_api_url": workspace.api_url, "port": 0, **more}
    return Settings(_env_file=None, database_url=SecretStr(url), **given)


def by_http(workspace: LocalWorkspace, url: str) -> Settings:
    """Settings with which Slack calls the bot."""
    return settings_for(workspace, url, slack_signing_secret=workspace.signing_secret)


def by_socket(workspace: LocalWorkspace, url: str) -> Settings:
    """Settings with which the bot calls Slack."""
    return settings_for(workspace, url, slack_app_token=workspace.app_token)


class SlowDatabase(Database):
    """A database whose reads take a while."""

    @property
    def is_local(self) -> bool:
        """Answers go through a thread."""
        return False

    def read(self) -> Any:
        """A slow connection."""
        time.sleep(0.3)
        return super().read()


async def test_it_answers_over_http_and_by_socket_mode(workspace: LocalWorkspace, sqlite_url: str) -> None:
    """The same command in the same workspace, whichever way it comes, has the same answer."""
    answers = []
    async with ControlClient(workspace.url) as control:
        async with Service(by_http(workspace, sqlite_url)) as service:
            workspace.request_url = f"http://127.0.0.1:{service.port}/slack/events"
            answers.append(await control.command(PERSON, CHANNEL, "help"))
        workspace.request_url = None
        async with Service(by_socket(workspace, sqlite_url)):
            await control.until(_connected(workspace))
            answers.append(await control.command(PERSON, CHANNEL, "help"))
        messages = await control.messages(CHANNEL, PERSON)

    assert all(answer["ok"] for answer in answers)
    assert len(messages) == 2
    assert messages[0]["text"] == messages[1]["text"]


def _posted(workspace: LocalWorkspace) -> Any:
    async def look() -> bool:
        return bool(workspace.log.named("chat.postMessage"))

    return look


def _connected(workspace: LocalWorkspace) -> Any:
    async def look() -> bool:
        return workspace.connected

    return look


async def test_a_button_is_answered_by_socket_mode(workspace: LocalWorkspace, sqlite_url: str) -> None:
    """A press under an ephemeral answer brings another ephemeral answer, through the real response URL."""
    async with ControlClient(workspace.url) as control, Service(by_socket(workspace, sqlite_url)):
        await control.until(_connected(workspace))
        await control.command(PERSON, CHANNEL, "me")
        (first,) = await control.messages(CHANNEL, PERSON)
        button = next(e for block in first["blocks"] for e in block.get("elements", []) if e["type"] == "button")
        await control.press(PERSON, CHANNEL, first["ts"], button["action_id"], value=button.get("value"))

        async def two() -> Any:
            found = await control.messages(CHANNEL, PERSON)
            return found if len(found) == 2 else None

        assert (await control.until(two))[1]["text"]


@pytest.mark.parametrize("settings", [by_http, by_socket])
async def test_a_stop_waits_for_the_command_under_way(
    workspace: LocalWorkspace, sqlite_url: str, settings: Any
) -> None:
    """Who has just asked is answered, though the service was told to stop meanwhile."""
    database = SlowDatabase(sqlite_url)
    async with ControlClient(workspace.url) as control:
        async with Service(settings(workspace, sqlite_url), role="web", database=database) as service:
            if settings is by_http:
                workspace.request_url = f"http://127.0.0.1:{service.port}/slack/events"
            await control.until(_connected(workspace))
            asked = asyncio.create_task(control.command(PERSON, CHANNEL, "me"))
            await asyncio.sleep(0.1)
        answer = await asked
        messages = await control.messages(CHANNEL, PERSON)
    database.close()

    assert answer["ok"]
    assert "went wrong" not in messages[0]["text"]
    assert len(messages) == 1


async def test_a_stop_waits_for_the_delivery_under_way(workspace: LocalWorkspace, sqlite_url: str) -> None:
    """A tick that the scheduler started is finished, not cut off: what was posted is marked."""
    async with Service(by_http(workspace, sqlite_url), role="worker") as service:
        with service.database.write() as connection:
            messages = [Message(f"k{n}", "digest", CHANNEL, {"text": "x"}) for n in range(60)]
            queue(connection, service.settings.workspace, messages, utc_now())
        assert service.ticker is not None
        service.ticker._scheduler.get_jobs()[0].modify(next_run_time=utc_now())
        async with ControlClient(workspace.url) as control:
            await control.until(_posted(workspace))
    database = Database(sqlite_url)
    with database.read() as connection:
        found = counts(connection, "default")
    database.close()

    assert found.get("sending", 0) == 0
    assert found["sent"] == len(workspace.log.named("chat.postMessage"))


async def test_the_roles_split_the_work(workspace: LocalWorkspace, sqlite_url: str) -> None:
    """`web` answers and does not tick; `worker` ticks and does not listen; `all` does both."""
    async with Service(by_http(workspace, sqlite_url), role="web") as service:
        assert service.ticker is None
        assert service.port
    async with Service(settings_for(workspace, sqlite_url), role="worker") as service:
        assert service.ticker is not None
        assert service.port == 0
    async with Service(by_http(workspace, sqlite_url)) as service:
        assert service.ticker is not None
        assert service.port


async def test_health_is_served_in_socket_mode_too(workspace: LocalWorkspace, sqlite_url: str) -> None:
    """Whoever watches the process needs its pages; Slack's own route is not there, since nobody may use it."""
    async with Service(by_socket(workspace, sqlite_url)) as service, aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{service.port}/readyz") as response:
            assert response.status == 200
        async with session.post(f"http://127.0.0.1:{service.port}/slack/events") as response:
            assert response.status == 404


def test_missing_settings_are_one_sentence_that_names_them_all(sqlite_url: str) -> None:
    """Both names at once, what to do, and the way to try it without Slack."""
    bare = Settings(_env_file=None, database_url=SecretStr(sqlite_url))
    with pytest.raises(SettingsError, match=r"SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET are not set.*kirorank demo"):
        Service(bare)
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN is not set"):
        Service(bare, role="worker")


async def test_a_start_that_fails_leaves_nothing_open(workspace: LocalWorkspace, sqlite_url: str) -> None:
    """The port is taken: the error comes out, and session, tasks and database are closed (warnings are errors)."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = by_http(workspace, sqlite_url).model_copy(update={"port": taken.getsockname()[1]})
        before = len(asyncio.all_tasks())
        with pytest.raises(OSError, match="address"):
            await Service(settings).__aenter__()
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) <= before


async def test_calls_to_slack_end_in_time() -> None:
    """Slack's client applies no timeout to a session it was given, so the session has its own."""
    async with slack_session() as session:
        assert session.timeout.total == SLACK_TIMEOUT


def test_the_time_is_aware(tmp_path: Path) -> None:
    """Every time in the product has its zone."""
    assert isinstance(utc_now(), datetime)
    assert utc_now().tzinfo is not None
