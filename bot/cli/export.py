"""Print everything that is stored about one person, as JSON with a key for each kind."""

from __future__ import annotations

import argparse

from bot.cli._common import add_json, add_person, print_json, tell, workspace

SUMMARY = "print everything that is stored about a person"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The person."""
    add_person(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Print the data; exit status 1 if nobody is known by that name."""
    from storage.personal_data import export_person, find_person

    with workspace() as opened, opened.database.read() as connection:
        person = find_person(connection, opened.house.workspace, args.person)
        if person is None:
            tell(f"kirorank: nobody is known as {args.person!r}; nothing is stored about them")
            return 1
        print_json(export_person(connection, opened.house.workspace, person))
    return 0
