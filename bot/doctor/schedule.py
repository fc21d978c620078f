"""Looks at the digests: when each channel's next one is due, and whether the bot may post it there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor.findings import Finding, listed, ok, problem, warning
from bot.doctor.slack import NO_ANSWER, no_answer
from bot.failures import slack_error_name, slack_refusal
from bot.jobs.digests import weekly_of
from bot.schedule import next_due
from commands._ask import House
from ranking.events import Team

AREA = "schedule"
_MOST = 100  # channels to ask Slack about
_UNCHECKED = "unchecked"
_MENDS = {
    "not_in_channel": "write /invite @KiroRank in that channel",
    "channel_not_found": "correct the team's channel id, or invite the bot if the channel is private",
    "is_archived": "give the team another channel",
}


def check_schedule(teams: Sequence[Team], house: House, now: datetime) -> Iterator[Finding]:
    """The next digest of each channel, in its own time, and the teams that get none."""
    if not teams:
        yield warning(AREA, "no team has been described yet", "import people and teams")
    for channel, team in channels_of(teams).items():
        weekly = weekly_of(team, house)
        local = next_due(weekly, now).due.astimezone(ZoneInfo(weekly.zone))
        yield ok(AREA, f"{channel}: next digest on {local:%A, %Y-%m-%d at %H:%M} ({weekly.zone})")
    without = [team.id for team in teams if not team.channel]
    if without:
        mend = 'import {"type":"team","id":"…","channel":"C…"} for each; until then they get no digest'
        yield warning(AREA, f"no channel is set for {listed(without)}", mend)


async def check_channels(client: AsyncWebClient, teams: Sequence[Team]) -> AsyncIterator[Finding]:
    """Whether the bot may post in each channel."""
    fine = []
    for channel in list(channels_of(teams))[:_MOST]:
        try:
            refusal = await _refusal(client, channel)
        except NO_ANSWER as error:
            yield no_answer(client, error)
            return
        if refusal == _UNCHECKED:
            yield warning(
                AREA,
                "whether the bot is in its channels was not checked: it has neither channels:read nor channels:history",
                "grant one of them, or look in each channel whether the bot is a member",
            )
            return
        if refusal:
            mend = _MENDS.get(refusal, "mend what Slack names")
            yield problem(AREA, f"{channel}: the digest cannot be posted ({_in_words(refusal)})", mend)
        else:
            fine.append(channel)
    if fine:
        yield ok(AREA, f"the bot can post in {listed(fine)}")


def channels_of(teams: Sequence[Team]) -> dict[str, Team]:
    """Each channel and the first team of it, whose schedule counts."""
    channels: dict[str, Team] = {}
    for team in teams:
        if team.channel:
            channels.setdefault(team.channel, team)
    return channels


async def _refusal(client: AsyncWebClient, channel: str) -> str | None:
    """Why the bot cannot post, as Slack's error name; None if it can. Reading the history needs membership as well."""
    try:
        about = (await client.conversations_info(channel=channel))["channel"]
    except SlackApiError as error:
        if slack_error_name(error) != "missing_scope":
            return slack_error_name(error)
        return await _refusal_by_history(client, channel)
    if about.get("is_archived"):
        return "is_archived"
    return None if about.get("is_member") else "not_in_channel"


async def _refusal_by_history(client: AsyncWebClient, channel: str) -> str | None:
    try:
        await client.conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        name = slack_error_name(error)
        return _UNCHECKED if name == "missing_scope" else name
    return None


def _in_words(refusal: str) -> str:
    words = {
        "not_in_channel": "the bot is not in the channel",
        "channel_not_found": "Slack knows no such channel, or does not show it to the bot",
        "is_archived": "the channel is archived",
    }
    return words.get(refusal) or slack_refusal(refusal)
