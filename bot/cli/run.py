"""Run the bot: by Socket Mode if SLACK_APP_TOKEN is set, else over HTTP on $PORT."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Awaitable
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
    from bot.cli._common import open_database
    from bot.service import Service
    from bot.settings import load_settings

    log_to_stderr()
    settings = load_settings()
    database = open_database(settings)
    try:
        return asyncio.run(_serve(Service(settings, role=args.role, database=database)))
    finally:
        database.close()


async def _serve(service: Service) -> int:
    """Start, run, stop. Who asks to stop while the start still waits for Slack does not have to wait with it."""
    stop, starting = asyncio.Event(), asyncio.create_task(_start(service))
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait({starting, asked}, return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.wait({starting})
        return 0
    await starting
    try:
        tell("KiroRank is running; stop it with Ctrl-C.")
        if service.ticker is not None:
            await service.ticker.tick()
        await asked
        tell("Stopping: finishing what is under way.")
    finally:
        await service.__aexit__()
    return 0


async def _start(service: Service) -> None:
    await _check_tokens(service)
    await service.__aenter__()


async def _check_tokens(service: Service) -> None:
    """Raise `SettingsError` for a token that Slack refuses; a Slack that does not answer now may do so soon.

    Slack's own client would ask for a connection again and again, whatever the reason of the refusal.
    """
    from bot.doctor.slack import NO_ANSWER
    from bot.service import slack_client, slack_session
    from bot.settings import secret

    settings = service.settings
    async with slack_session() as session:
        client = slack_client(settings, session)
        client.retry_handlers = []
        try:
            await _accepted("SLACK_BOT_TOKEN", client.auth_test())
            if settings.slack_app_token is not None and service.role != "worker":
                opening = client.apps_connections_open(app_token=secret(settings.slack_app_token))
                await _accepted("SLACK_APP_TOKEN", opening)
        except NO_ANSWER as error:
            tell(f"kirorank: Slack does not answer yet ({type(error).__name__}); going on, and trying again")


async def _accepted(setting: str, call: Awaitable[object]) -> None:
    from slack_sdk.errors import SlackApiError

    from bot.failures import TOKEN_REFUSALS, slack_error_name, slack_refusal
    from bot.settings import SettingsError

    try:
        await call
    except SlackApiError as error:
        name = slack_error_name(error)
        if name in TOKEN_REFUSALS:
            raise SettingsError(f"{setting}: {slack_refusal(name)}") from None
