"""Run the bot: by Socket Mode if SLACK_APP_TOKEN is set, else over HTTP on $PORT."""

from __future__ import annotations

import argparse
import asyncio
import signal
from typing import TYPE_CHECKING

from bot.cli._common import log_to_stderr, tell

if TYPE_CHECKING:
    from bot.service import Service

SUMMARY = "run the bot"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which halves run in this process."""
    parser.add_argument(
        "--role", choices=["all", "web", "worker"], default="all", help="answer, work in the background, or both"
    )


def run(args: argparse.Namespace) -> int:
    """Run until SIGINT or SIGTERM."""
    from bot.service import Service
    from bot.settings import load_settings

    log_to_stderr()
    return asyncio.run(_serve(Service(load_settings(), role=args.role)))


async def _serve(service: Service) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    async with service:
        if service.ticker is not None:
            await service.ticker.tick()
        tell("KiroRank is running; stop it with Ctrl-C.")
        await stop.wait()
        tell("Stopping: finishing what is under way.")
    return 0
