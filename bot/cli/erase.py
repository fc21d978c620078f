"""Remove everything that is stored about one person, and print a receipt.

Salted hashes of the names stay, so that a later report does not bring the person back.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from bot.cli._common import add_json, add_person, print_json, say, tell, workspace

SUMMARY = "remove everything that is stored about a person"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The person, and whether to let somebody back."""
    add_person(parser)
    parser.add_argument(
        "--let-back",
        action="store_true",
        help="erase nothing; take somebody who was erased off the list, so that later imports are taken again",
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Erase, or let back; exit status 1 if nobody is known, or was erased, by that name."""
    return _let_back(args) if args.let_back else _erase(args)


def _erase(args: argparse.Namespace) -> int:
    from storage.personal_data import erase_person, find_person

    with workspace() as opened, opened.database.write() as connection:
        person = find_person(connection, opened.house.workspace, args.person)
        if person is None:
            tell(f"kirorank: nobody is known as {args.person!r}; there was nothing to remove")
            return 1
        removed = erase_person(connection, opened.house.workspace, person)
    receipt = {"person": person, "erased_at": datetime.now(UTC).isoformat(), "removed": removed}
    if args.json:
        print_json(receipt)
    else:
        rows = ", ".join(f"{kind} {count}" for kind, count in removed.items() if count)
        say(f"Receipt: {person} was erased at {receipt['erased_at']}: rows removed: {rows or 'none'}.")
    return 0


def _let_back(args: argparse.Namespace) -> int:
    from storage.erased import let_back

    with workspace() as opened, opened.database.write() as connection:
        names = let_back(connection, opened.house.workspace, args.person)
    if args.json:
        print_json({"let_back": names > 0})
    elif names:
        say("Later imports will be taken again. What was erased stays erased.")
    if not names:
        tell(f"kirorank: nobody known as {args.person!r} was erased")
    return 0 if names else 1
