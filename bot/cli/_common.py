"""What subcommands share: the workspace they work on, times, JSON on standard output, sentences for failures."""

from __future__ import annotations

import argparse
import gc
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.settings import Settings
    from commands._ask import House
    from storage.engine import Database

_WRONG_URL = (
    "KIRORANK_DATABASE_URL names a driver or an address that cannot be used; write sqlite:///kirorank.sqlite3 "
    "or postgresql+psycopg://user:password@host/name"
)


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened workspace: its settings, its rules, and a database with the newest schema."""

    settings: Settings
    house: House
    database: Database


@contextmanager
def workspace() -> Iterator[Workspace]:
    """Open the configured workspace and bring its database to the newest schema."""
    from bot.house import open_house
    from bot.settings import load_settings

    settings = load_settings()
    database = open_database(settings)
    try:
        yield Workspace(settings, open_house(settings, database), database)
    finally:
        database.close()


def open_database(settings: Settings) -> Database:
    """The configured database. Raises `SettingsError` for a URL that names none we can open."""
    from bot.settings import SettingsError, secret
    from storage.engine import Database

    try:
        return Database(secret(settings.database_url))
    except (ValueError, ImportError) as error:
        raise SettingsError(str(error) if str(error).startswith("KIRORANK_") else _WRONG_URL) from None


@contextmanager
def patient_collector() -> Iterator[None]:
    """Collect garbage seldom while very many short-lived objects pass by: it took a third of an import's time."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """`--as-of T`: the moment to work as of, now by default."""
    parser.add_argument(
        "--as-of", type=moment, default=None, metavar="T", help="an ISO 8601 time such as 2026-12-14T12:00:00+00:00"
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """`--json`: one JSON document on standard output."""
    parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")


def add_person(parser: argparse.ArgumentParser) -> None:
    """The person, by any name."""
    parser.add_argument("person", metavar="PERSON", help="an id, an e-mail address or a Slack id")


def positive(text: str) -> int:
    """A whole number of at least one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is too small; the least is 1")
    return number


def port(text: str) -> int:
    """A TCP port; 0 takes a free one."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port; ports are 0 to 65535")
    return number


def moment(text: str) -> datetime:
    """An aware time; one without an offset is taken as UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not an ISO 8601 time; write it like 2026-12-14T12:00:00+00:00"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def moment_or_now(args: argparse.Namespace) -> datetime:
    """`--as-of`, or the time it is."""
    return moment_and_now(args)[0]


def moment_and_now(args: argparse.Namespace) -> tuple[datetime, datetime]:
    """`--as-of`, or the time it is; and the time it is."""
    now = datetime.now(UTC)
    return args.as_of or now, now


def say(text: str) -> None:
    """A line for people, on standard output."""
    print(text)


def tell(text: str) -> None:
    """A line beside the result, on standard error."""
    print(text, file=sys.stderr)


def print_json(document: Any) -> None:
    """One JSON document on standard output."""
    json.dump(document, sys.stdout, ensure_ascii=False, default=str, indent=2 if sys.stdout.isatty() else None)
    sys.stdout.write("\n")


def log_to_stderr(level: int = logging.INFO) -> None:
    """Structured enough to grep, quiet enough to read; Slack's client may not log bodies."""
    logging.basicConfig(stream=sys.stderr, level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in ("slack_bolt", "slack_sdk", "apscheduler", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
