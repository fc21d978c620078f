"""Print the Slack app manifest: paste it at api.slack.com to create the app."""

from __future__ import annotations

import argparse

from bot.cli._common import print_json

SUMMARY = "print the Slack app manifest"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where Slack should call, if it should."""
    parser.add_argument(
        "--url", type=_public_url, metavar="URL", help="the bot's public address, for HTTP; without it Socket Mode"
    )


def _public_url(text: str) -> str:
    if not text.startswith("https://") or len(text) == len("https://"):
        raise argparse.ArgumentTypeError(f"{text!r} is no address that Slack calls; it begins with https://")
    return text


def run(args: argparse.Namespace) -> int:
    """Print it."""
    from bot.manifest import manifest

    print_json(manifest(args.url))
    return 0
