"""Print the JSON Schema of what KiroRank reads."""

from __future__ import annotations

import argparse

from bot.cli._common import print_json

SUMMARY = "print the JSON Schema of the event format"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which schema."""
    parser.add_argument("what", choices=["events"], help="the canonical events, one JSON object a line")


def run(_args: argparse.Namespace) -> int:
    """Print it."""
    from ranking.events import event_schema

    print_json(event_schema())
    return 0
