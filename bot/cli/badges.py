"""Award the badges that are due and queue their messages."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from bot.cli._common import add_as_of, add_json, moment_or_now, print_json, say, workspace

SUMMARY = "award the badges that are due and queue the messages"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The moment, and whether to look only."""
    parser.add_argument("--dry-run", action="store_true", help="tell what is due and award nothing")
    add_as_of(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Award what is due."""
    from bot.jobs.badges import award_due, due_awards

    with workspace() as opened:
        work = due_awards if args.dry_run else award_due
        awards = work(opened.database, opened.house, moment_or_now(args))
    if args.json:
        print_json([asdict(award) for award in awards])
    else:
        for award in awards:
            say(f"{award.person}: {award.badge}, {award.tier}. {award.reason}")
        say(f"{len(awards)} badges {'are due' if args.dry_run else 'awarded'}.")
    return 0
