"""Compose the weekly digests that are due and queue them, once a channel and ISO week."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from bot.cli._common import add_as_of, add_json, moment_and_now, print_json, say, tell, workspace

if TYPE_CHECKING:
    from bot.cli._common import Workspace

SUMMARY = "compose and queue the weekly digests that are due"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The channel, the moment, and whether to look only."""
    parser.add_argument("--channel", metavar="C", help="this channel's digest now, whatever its hour")
    parser.add_argument("--dry-run", action="store_true", help="print the blocks; queue and store nothing")
    add_as_of(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Compose from standings as of the moment; queue unless it is a dry run."""
    from bot.jobs.digests import due_digests, queue_due
    from bot.jobs.standings import refresh_snapshot

    moment, now = moment_and_now(args)
    with workspace() as opened:
        if args.channel is not None and args.channel not in _channels(opened):
            tell(f"kirorank: no team's channel is {args.channel!r}; teams name theirs by id, such as C024BE91L")
            return 1
        if args.dry_run:
            digests = due_digests(opened.database, opened.house, moment, channel=args.channel)
        else:
            refresh_snapshot(opened.database, opened.house, moment, now=now)
            digests = queue_due(opened.database, opened.house, moment, channel=args.channel)
    if args.json or args.dry_run:
        print_json([{"channel": each.channel, "week": each.week, **each.payload} for each in digests])
    elif digests:
        for each in digests:
            say(f"Queued the digest of {each.week} for {each.channel}.")
    else:
        say("No digest is due that was not queued already.")
    return 0


def _channels(opened: Workspace) -> set[str | None]:
    from storage.teams import all_teams

    with opened.database.read() as connection:
        return {team.channel for team in all_teams(connection, opened.house.workspace)}
