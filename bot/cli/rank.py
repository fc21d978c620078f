"""Recompute the standings from everything stored, and publish them."""

from __future__ import annotations

import argparse

from bot.cli._common import add_as_of, add_json, moment_and_now, print_json, say, tell, workspace

SUMMARY = "recompute the standings"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The moment."""
    add_as_of(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Take a snapshot as of the moment."""
    from bot.jobs.standings import take_snapshot
    from ranking.report import standings_to_json
    from storage.standings import current_snapshot

    with workspace() as opened:
        as_of, now = moment_and_now(args)
        standings = take_snapshot(opened.database, opened.house, as_of, now=now)
        with opened.database.read() as connection:
            shown = current_snapshot(connection, opened.house.workspace)
    if shown is not None and shown["as_of"] > as_of:
        tell("This is a look back: in Slack the newer standings stay.")
    if standings is None:
        tell("Another process has just published this snapshot.")
    elif args.json:
        print_json(standings_to_json(standings))
    else:
        rated = sum(row.rank is not None for row in standings.people)
        say(f"{rated} of {len(standings.people)} people and {len(standings.teams)} teams ranked by {standings.policy}.")
    return 0
