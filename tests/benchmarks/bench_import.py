"""Importing the Kiro CSV (read, check, recognise repeats, write) over a bare `sqlite3.executemany`.

The bare way reads the same files with csv.reader and puts the same values into the same tables, unchecked: no types, no
time stamps, no repeats, no rejects, one transaction. It is what one would write in twenty lines.
"""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from bot.cli._common import patient_collector
from sources import load
from sources._reports import open_reports
from storage.engine import Database
from storage.intake import take_in
from storage.schema import migrate
from tests.benchmarks.figures import Figure, in_turn, seconds

PEOPLE, DAYS = 2_000, 20
_HEADER = (
    "Date,UserId,Client_Type,Chat_Conversations,Credits_Used,Overage_Cap,Overage_Credits_Used,Overage_Enabled,"
    "ProfileId,Subscription_Tier,Total_Messages,New_User,User_Email,claude_haiku_4.5_messages,claude_opus_4.8_messages"
).split(",")


def measure() -> Iterator[Figure]:
    """Rows a second of both, on new SQLite files with the same durability."""
    rows = PEOPLE * DAYS
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report"
        report.mkdir()
        _write_reports(report)
        files, names = sorted(map(str, report.iterdir())), iter(range(1000))
        ours, bare = in_turn(
            lambda: _import(files, Path(folder) / f"ours{next(names)}.sqlite3"),
            lambda: _bare(files, Path(folder) / f"bare{next(names)}.sqlite3"),
            rounds=5,
        )
    behind = f"{rows / ours:,.0f} rows/s over {rows / bare:,.0f} rows/s, {rows:,} rows"
    yield Figure("import of the Kiro CSV over bare executemany", bare / ours, ">=", 0.25, behind)


def _write_reports(folder: Path) -> None:
    for back in range(DAYS):
        day = date(2026, 7, 10) + timedelta(days=back)
        name = f"KIRO_CLI_123456789012_user_report_{day:%Y%m%d}0200.csv"
        with (folder / name).open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADER)
            for person in range(PEOPLE):
                writer.writerow(_row(day, person))


def _row(day: date, person: int) -> list[object]:
    user = f"215bb5b0-0000-4000-8000-{person:012d}"
    profile = "arn:aws:codewhisperer:us-east-1:123456789012:profile/ABC"
    credits = 114.45787414391377
    mail = f"dev{person}@example.com"
    return [day, user, "KIRO_CLI", 8, credits, 2500.0, 0.0, "false", profile, "PRO", 131, "false", mail, 8, 123]


def _import(files: list[str], path: Path) -> float:
    database = Database(f"sqlite:///{path}")
    migrate(database)
    now = datetime(2026, 11, 22, tzinfo=UTC)
    source = load("kiro")

    def work() -> None:
        parsed = (item for report in open_reports(files, BytesIO(), now) for item in source.parse(report))
        for _ in take_in(database, "bench", "kiro", parsed, now):
            pass

    with patient_collector():
        took = seconds(work)
    database.close()
    return took


def _bare(files: list[str], path: Path) -> float:
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=FULL")

    def work() -> None:
        for name in files:
            with Path(name).open(newline="") as file:
                reader = csv.reader(file)
                next(reader)
                connection.executemany(_INSERT, map(_canonical, reader))
        connection.commit()

    took = seconds(work)
    connection.close()
    return took


_COLUMNS = (
    "workspace fingerprint reported_at id person day source trust tool model sessions prompts uncached_input_tokens "
    "cache_read_tokens cache_write_tokens output_tokens cost_usd credits lines_suggested lines_accepted active_seconds "
    "extra"
).split()
_INSERT = f"INSERT INTO usage ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"


def _canonical(row: list[str]) -> tuple[object, ...]:
    day, user, client, chats, credits, *rest = row
    extra = f'{{"Total_Messages":{rest[5]},"claude_haiku_4.5_messages":{rest[8]},"claude_opus_4.8_messages":{rest[9]}}}'
    key, person = f"kiro:{day}:{user}:{client}", f"kiro:{user}"
    fixed = ("bench", "0" * 24, day, key, person, day, "kiro", "A", "kiro-cli", None)
    return (*fixed, chats, 0, 0, 0, 0, 0, None, credits, 0, 0, 0, extra)
