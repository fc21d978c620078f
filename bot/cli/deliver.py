"""Send everything that waits in the outbox, then exit."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from bot.cli._common import add_json, log_to_stderr, print_json, say, workspace

if TYPE_CHECKING:
    from bot.cli._common import Workspace

SUMMARY = "send what waits in the outbox"


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
    waiting = after.get("waiting", 0) + after.get("sending", 0)
    if args.json:
        print_json({"sent": sent, "given_up": given_up, "waiting": waiting})
    else:
        say(f"{sent} sent, {given_up} given up, {waiting} still waiting.")
    return 1 if given_up or waiting else 0


async def _deliver(opened: Workspace) -> tuple[dict[str, int], dict[str, int]]:
    import aiohttp

    from bot.delivery import Delivery
    from bot.service import slack_client, utc_now
    from storage.ledger import counts

    async with aiohttp.ClientSession() as session:
        client = slack_client(opened.settings, session)
        delivery = Delivery(opened.database, opened.house.workspace, client, utc_now)
        with opened.database.read() as connection:
            before = counts(connection, opened.house.workspace)
        await delivery.run_once()
        with opened.database.read() as connection:
            return before, counts(connection, opened.house.workspace)
