"""Send everything that waits in the outbox, then exit."""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import TYPE_CHECKING

from bot.cli._common import add_json, log_to_stderr, print_json, say, workspace

if TYPE_CHECKING:
    from bot.cli._common import Workspace
    from bot.delivery import Delivery

SUMMARY = "send what waits in the outbox"
PATIENCE = 30  # seconds to wait for what Slack asked us to send later


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--once` is the only way there is; a running bot delivers by itself."""
    parser.add_argument("--once", action="store_true", help="send what waits now, then exit (the default)")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Deliver; exit status 1 if messages still wait or were given up."""
    log_to_stderr()
    with workspace() as opened:
        opened.settings.require("slack_bot_token")
        before, after = asyncio.run(_deliver(opened))
    sent = after.get("sent", 0) - before.get("sent", 0)
    given_up = after.get("dead", 0) - before.get("dead", 0)
    waiting = _waiting(after)
    if args.json:
        print_json({"sent": sent, "given_up": given_up, "waiting": waiting})
    else:
        say(f"{sent} sent, {given_up} given up, {waiting} still waiting.")
    return 1 if given_up or waiting else 0


async def _deliver(opened: Workspace) -> tuple[dict[str, int], dict[str, int]]:
    from bot.delivery import Delivery
    from bot.service import slack_client, slack_session, utc_now

    async with slack_session() as session:
        client = slack_client(opened.settings, session)
        before = _counts(opened)
        if _waiting(before):
            # With a token that Slack refuses, every message would be given up.
            await client.auth_test()
            await _until_sent(opened, Delivery(opened.database, opened.house.workspace, client, utc_now))
        return before, _counts(opened)


async def _until_sent(opened: Workspace, delivery: Delivery) -> None:
    give_up = time.monotonic() + PATIENCE
    await delivery.run_once()
    while _waiting(_counts(opened)) and time.monotonic() < give_up:
        await asyncio.sleep(1)
        await delivery.run_once()


def _counts(opened: Workspace) -> dict[str, int]:
    from storage.ledger import counts

    with opened.database.read() as connection:
        return counts(connection, opened.house.workspace)


def _waiting(found: dict[str, int]) -> int:
    return found.get("waiting", 0) + found.get("sending", 0)
