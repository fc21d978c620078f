"""Looks at Slack: whether the tokens are taken, the scopes granted, and the clocks agree."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor.findings import Finding, ok, problem, warning
from bot.failures import slack_error_name, slack_refusal
from bot.manifest import SCOPES

NO_ANSWER = (aiohttp.ClientError, SlackClientError, TimeoutError, OSError)
_DRIFT = timedelta(seconds=60)
_TOO_FAR = timedelta(minutes=5)  # Slack's signatures are refused when older
Now = Callable[[], datetime]


async def check_bot_token(client: AsyncWebClient, now: Now) -> AsyncIterator[Finding]:
    """auth.test with the bot token, and what its headers tell: scopes and Slack's time."""
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        yield _refused("SLACK_BOT_TOKEN", error)
        return
    except NO_ANSWER as error:
        yield no_answer(client, error)
        return
    if not answer.get("bot_id"):
        yield problem(
            "slack", "SLACK_BOT_TOKEN speaks for a person, not for the bot", "use the token that begins with xoxb-"
        )
        return
    yield ok("slack", f"Slack knows the bot as @{answer.get('user')} in {answer.get('team')}")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    for finding in (*_scopes(headers), *_clock(headers, now())):
        yield finding


async def check_app_token(client: AsyncWebClient, token: str) -> Finding:
    """Whether Slack would open a Socket Mode connection. The one it offers is not used, and lapses."""
    try:
        await client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        return _refused("SLACK_APP_TOKEN", error)
    except NO_ANSWER as error:
        return no_answer(client, error)
    return ok("slack", "Slack opens Socket Mode connections for the app token")


def no_answer(client: AsyncWebClient, error: Exception) -> Finding:
    """Nobody answered."""
    what = f"Slack does not answer at {client.base_url} ({type(error).__name__})"
    return problem("slack", what, "check the network, a proxy in between, and SLACK_API_URL")


def _refused(setting: str, error: SlackApiError) -> Finding:
    name = slack_error_name(error)
    if name == "ratelimited":
        return warning("slack", slack_refusal(name), "look again in a minute")
    return problem("slack", f"{setting}: {slack_refusal(name)}", f"mend {setting} in .env, then look again")


def _scopes(headers: Mapping[str, str]) -> Iterator[Finding]:
    granted = {scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")} - {""}
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        yield problem(
            "scopes",
            f"not granted: {', '.join(missing)}",
            "add them under OAuth & Permissions (or apply kirorank manifest), then install the app again",
        )
    else:
        yield ok("scopes", f"granted: {', '.join(SCOPES)}")


def _clock(headers: Mapping[str, str], now: datetime) -> Iterator[Finding]:
    try:
        theirs = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError, TypeError):
        return
    apart = abs(now - (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)))
    what = f"this machine's clock and Slack's are {apart.total_seconds():.0f} seconds apart"
    mend = "set the clock by NTP (timedatectl set-ntp true)"
    if apart >= _TOO_FAR:
        yield problem("clock", f"{what}; Slack's signed requests would be refused", mend)
    elif apart >= _DRIFT:
        yield warning("clock", what, mend)
    else:
        yield ok("clock", what)
