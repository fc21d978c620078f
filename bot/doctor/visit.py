"""The visit: looks at everything in order, and goes on where one thing is broken as far as the others allow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.doctor.contents import check_outbox, check_sources, check_standings
from bot.doctor.database import check_database, has_tables
from bot.doctor.findings import Finding, problem
from bot.doctor.schedule import check_channels, check_schedule
from bot.doctor.settings import check_settings
from bot.doctor.slack import check_app_token, check_bot_token
from bot.failures import sentence
from bot.house import house_of
from bot.service import slack_client, slack_session
from bot.settings import Settings, secret
from ranking.events import Team
from storage.engine import Database
from storage.teams import all_teams


async def examine(settings: Settings, now: Callable[[], datetime]) -> list[Finding]:
    """Every finding, in the order in which to mend them. Changes nothing."""
    findings = list(check_settings(settings))
    stored, teams = await asyncio.to_thread(_look_into_database, settings, now())
    findings += stored
    if settings.slack_bot_token is not None:
        findings += await _look_at_slack(settings, teams, now)
    return findings


def _look_into_database(settings: Settings, now: datetime) -> tuple[list[Finding], list[Team]]:
    try:
        database = Database(secret(settings.database_url))
    except Exception as error:
        return [problem("database", sentence(error), "mend KIRORANK_DATABASE_URL")], []
    try:
        findings = list(check_database(database))
        if not has_tables(findings):
            return findings, []
        house = house_of(settings)
        with database.read() as connection:
            teams = all_teams(connection, house.workspace)
            findings += check_standings(connection, house.workspace, now)
            findings += check_sources(connection, house.workspace, now)
            findings += check_outbox(connection, house.workspace, now)
        return [*findings, *check_schedule(teams, house, now)], teams
    finally:
        database.close()


async def _look_at_slack(settings: Settings, teams: list[Team], now: Callable[[], datetime]) -> list[Finding]:
    async with slack_session() as session:
        client = slack_client(settings, session)
        client.retry_handlers = []  # a visit tells what it meets
        findings = [finding async for finding in check_bot_token(client, now)]
        if settings.slack_app_token is not None:
            findings.append(await check_app_token(client, secret(settings.slack_app_token)))
        if all(finding.level != "problem" for finding in findings if finding.area == "slack"):
            findings += [finding async for finding in check_channels(client, teams)]
    return findings
