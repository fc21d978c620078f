"""Looks at the settings: what is missing for the bot to run, what stands in the wrong place, what is unwise."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from bot.doctor.findings import Finding, ok, problem, warning
from bot.settings import Settings, secret

AREA = "settings"
_KINDS = {"xoxb-": "a bot token", "xapp-": "an app token", "xoxp-": "a person's token", "xoxe": "a rotating token"}
_SHORTEST_API_TOKEN = 16


def check_settings(settings: Settings, env_file: Path = Path(".env")) -> Iterator[Finding]:
    """Every finding about the settings alone. Tells no secret, only which kind of token it looks like."""
    found = [*_missing(settings), *_misplaced(settings), *_unwise(settings, env_file)]
    yield from found
    if not found:
        way = "Socket Mode" if settings.slack_app_token else f"HTTP on {settings.host}:{settings.port}"
        yield ok(AREA, f"complete; Slack reaches the bot by {way}")


def _missing(settings: Settings) -> Iterator[Finding]:
    if settings.slack_bot_token is None:
        yield problem(
            AREA,
            "SLACK_BOT_TOKEN is not set, so the bot cannot speak to Slack",
            "make the app from kirorank manifest, install it, and copy the Bot User OAuth Token (xoxb-…) into .env",
        )
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        yield problem(
            AREA,
            "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set, so Slack cannot reach the bot",
            "for Socket Mode copy an app-level token (xapp-…) into .env; for HTTP copy the signing secret",
        )


def _misplaced(settings: Settings) -> Iterator[Finding]:
    places = (
        ("SLACK_BOT_TOKEN", settings.slack_bot_token, "xoxb-"),
        ("SLACK_APP_TOKEN", settings.slack_app_token, "xapp-"),
    )
    for name, value, prefix in places:
        if value is not None and not secret(value).startswith(prefix):
            yield problem(
                AREA, f"{name} holds {_kind(secret(value))}", f"put {_KINDS[prefix]} there; it begins with {prefix}"
            )
    if settings.slack_signing_secret is not None and _kind(secret(settings.slack_signing_secret)) in _KINDS.values():
        yield problem(
            AREA,
            f"SLACK_SIGNING_SECRET holds {_kind(secret(settings.slack_signing_secret))}",
            "copy the Signing Secret from Basic Information on the app's page",
        )


def _unwise(settings: Settings, env_file: Path) -> Iterator[Finding]:
    if settings.policy == "classic":
        yield warning(AREA, "KIRORANK_POLICY is classic, which rewards burning tokens", "set it to kept-value")
    if settings.api_token is not None and len(secret(settings.api_token)) < _SHORTEST_API_TOKEN:
        yield warning(AREA, "KIRORANK_API_TOKEN is short enough to be guessed", "make one with openssl rand -hex 32")
    if env_file.is_file() and env_file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        yield warning(AREA, f"other people on this machine can read {env_file}", f"chmod 600 {env_file}")


def _kind(token: str) -> str:
    return next((words for prefix, words in _KINDS.items() if token.startswith(prefix)), "something that is no token")
