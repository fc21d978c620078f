"""The whole walk: reports in, ranked, asked for in Slack, told in Slack; each message once, however often tried."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.manifest import manifest
from bot.sandbox import Clock, ControlClient, LocalWorkspace
from bot.service import Service
from bot.settings import load_settings
from tests.bot.company_help import at_home, channel_of, company, slack_id
from tests.conftest import NOW

AS_OF = (NOW + timedelta(hours=1)).isoformat()
CHANNELS = sorted(channel_of(team.id) for team in company().teams)


@pytest.fixture
async def workspace() -> AsyncIterator[LocalWorkspace]:
    """The simulated company's Slack, on the Monday on which its work ends."""
    async with LocalWorkspace(seed=1, clock=Clock(NOW + timedelta(hours=1))) as opened:
        opened.install(manifest())
        for one in company().people:
            opened.add_user(one.person.id, id=slack_id(one.person.id))
        for team in company().teams:
            members = [slack_id(one.person.id) for one in company().people if one.person.team == team.id]
            opened.add_channel(team.id, members=members, id=channel_of(team.id))
        yield opened


@pytest.fixture
def at_work(workspace: LocalWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the company's reports, and an environment that names the workspace and a database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIRORANK_DATABASE_URL", f"sqlite:///{tmp_path / 'walk.sqlite3'}")
    monkeypatch.setenv("SLACK_BOT_TOKEN", workspace.bot_token)
    monkeypatch.setenv("SLACK_SIGNING_SECRET", workspace.signing_secret)
    monkeypatch.setenv("SLACK_API_URL", workspace.api_url)
    monkeypatch.setenv("PORT", "0")
    lines = [event.model_dump_json(exclude_none=True) for event in at_home(company().events)]
    (tmp_path / "reports.ndjson").write_text("\n".join(lines))
    return tmp_path


async def kirorank(*words: str) -> int:
    """Run the command line beside the workspace; its exit status."""
    return await asyncio.to_thread(main, list(words))


def digests(workspace: LocalWorkspace) -> list[str]:
    """The channel of every digest that arrived."""
    channels = workspace.core.state.channels.values()
    return sorted(c.id for c in channels if not c.is_im for m in c.messages.values() if m.metadata)


def badge_messages(workspace: LocalWorkspace) -> list[str]:
    """The text of every direct message that the bot wrote."""
    return [m.text for c in workspace.core.state.channels.values() if c.is_im for m in c.messages.values()]


def badge_marks(workspace: LocalWorkspace) -> list[str]:
    """The mark of every direct message that the bot wrote."""
    ims = (channel for channel in workspace.core.state.channels.values() if channel.is_im)
    return [str(m.metadata["event_payload"]["key"]) for channel in ims for m in channel.messages.values() if m.metadata]


async def test_from_a_report_to_slack_through_the_service(workspace: LocalWorkspace, at_work: Path) -> None:
    """Import, rank, ask over signed HTTP, tick twice: an answer, a digest a channel, and badges, all once."""
    assert await kirorank("import", "reports.ndjson", "--source", "events") == 0
    assert await kirorank("import", "reports.ndjson", "--source", "events") == 0
    assert await kirorank("rank", "--as-of", AS_OF) == 0

    somebody = company().people[0].person
    async with Service(load_settings(), now=workspace.clock.now) as service, ControlClient(workspace.url) as control:
        workspace.request_url = f"http://127.0.0.1:{service.port}/slack/events"
        channel = channel_of(str(somebody.team))
        answer = await control.command(slack_id(somebody.id), channel, "")
        (card,) = await control.messages(channel, slack_id(somebody.id))
        assert service.ticker is not None
        await service.ticker.tick()
        first = len(badge_messages(workspace))
        await service.ticker.tick()

    assert answer["ok"]
    assert card["blocks"]
    assert card["text"]
    assert digests(workspace) == CHANNELS
    assert first == len(badge_messages(workspace)) == len(set(badge_marks(workspace))) > 0
    assert all("You earned a badge" in text for text in badge_messages(workspace))


async def test_from_a_report_to_slack_by_the_command_line(
    workspace: LocalWorkspace, at_work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Import, rank, digest, badges, deliver; the second time nothing is due and nothing more arrives."""
    assert await kirorank("import", "reports.ndjson", "--source", "events") == 0
    assert await kirorank("rank", "--as-of", AS_OF) == 0
    for _ in range(2):
        assert await kirorank("digest", "--as-of", AS_OF) == 0
        assert await kirorank("badges", "--as-of", AS_OF) == 0
        assert await kirorank("deliver", "--once") == 0

    assert digests(workspace) == CHANNELS
    assert len(badge_marks(workspace)) == len(set(badge_marks(workspace))) > 0
    capsys.readouterr()
    assert await kirorank("deliver", "--once", "--json") == 0
    told: Any = json.loads(capsys.readouterr().out)
    assert told == {"sent": 0, "given_up": 0, "waiting": 0}


async def test_a_week_later_the_next_digest_comes(workspace: LocalWorkspace, at_work: Path) -> None:
    """The clock goes on by a week, by way of a night's downtime: one more digest for each channel."""
    assert await kirorank("import", "reports.ndjson", "--source", "events") == 0
    async with Service(load_settings(), role="worker", now=workspace.clock.now) as service:
        assert service.ticker is not None
        await service.ticker.tick()
        workspace.clock.advance(timedelta(days=7, hours=11))
        await service.ticker.tick()

    assert digests(workspace) == sorted(CHANNELS * 2)
