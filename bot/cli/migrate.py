"""Bring the database to the newest schema."""

from __future__ import annotations

import argparse

from bot.cli._common import say, workspace

SUMMARY = "bring the database to the newest schema"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to choose."""


def run(_args: argparse.Namespace) -> int:
    """Opening the workspace migrates it."""
    from storage.schema import current_revision

    with workspace() as opened:
        say(f"The schema is at revision {current_revision(opened.database)}.")
    return 0
