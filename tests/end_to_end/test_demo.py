"""The demo: a company with a past, a bot that answers, and a Monday that can be reached by moving the clock."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import aiohttp

from bot.demo import Demo, running_demo
from bot.sandbox import ControlClient
from tests.conftest import NOW

ROOT = Path(__file__).parents[2]


def digests(demo: Demo) -> Counter[str]:
    """How many digests each team's channel has."""
    channels = [channel for channel in demo.workspace.core.state.channels.values() if not channel.is_im]
    return Counter(c.id for c in channels for m in c.messages.values() if m.user == demo.workspace.bot_user_id)


async def test_the_demo_answers_and_lives(tmp_path: Path) -> None:
    """It starts with last week's digests and badges; /kirorank answers; Monday brings one more digest, once."""
    async with (
        running_demo(tmp_path, port=0, people=24, seed=1, now=NOW.replace(hour=15)) as demo,
        ControlClient(demo.workspace.url) as control,
    ):
        before = digests(demo)
        person = next(user for user in demo.workspace.core.state.users.values() if not user.is_bot)
        somewhere = next(iter(before))
        answer = await control.command(person.id, somewhere, "")
        ims = [channel for channel in demo.workspace.core.state.channels.values() if channel.is_im]

        assert answer["ok"]
        assert len(before) == len(demo.company.teams)
        assert set(before.values()) <= {1, 2}
        assert any("You earned a badge" in m.text for im in ims for m in im.messages.values())

        await control.post("clock", to="monday", time="23:00")
        for _ in range(2):
            evening = digests(demo)
            moved = await control.post("clock", to="monday", time="23:00")
            assert "problems" not in moved
            assert digests(demo) - evening == Counter(before.keys())
        await control.post("clock", advance_seconds=60)
        assert digests(demo) - evening == Counter(before.keys())


async def test_another_seed_is_another_company_and_the_same_seed_the_same(tmp_path: Path) -> None:
    """What a visitor sees can be shown again: people and digests follow from the seed."""
    texts = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        async with running_demo(folder, port=0, people=24, seed=3, now=NOW.replace(hour=15)) as demo:
            channels = demo.workspace.core.state.channels.values()
            texts.append(sorted(m.text for c in channels if not c.is_im for m in c.messages.values()))

    assert texts[0] == texts[1] != []


async def test_the_demo_as_a_process() -> None:
    """`kirorank demo --headless` prints its address, serves its page, and Ctrl-C ends it with status 0."""
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--headless", "--port", "0", "--people", "24"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    address = None
    async with asyncio.timeout(60):
        while address is None:
            line = (await process.stdout.readline()).decode()
            assert line, (await process.communicate())[1].decode()
            address = re.search(r"http://127\.0\.0\.1:\d+/", line)
    async with aiohttp.ClientSession() as session, session.get(address.group()) as page:
        assert (page.status, page.content_type) == (200, "text/html")
    process.send_signal(signal.SIGINT)
    _, errors = await asyncio.wait_for(process.communicate(), 20)

    assert process.returncode == 0, errors.decode()
    assert "Traceback" not in errors.decode()
    print(f"\nThe demo ran from start to stop in {time.monotonic() - started:.1f} s")  # noqa: T201  # pytest -s shows it
