"""Helpers for the tests of sources: reports from bytes, and what a source hears in them."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from ranking.events import Event, Located, Reject, Usage
from sources import load
from sources._reports import Report, open_reports

SAMPLES = Path(__file__).parent / "samples"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
HEADER = [
    "Date",
    "UserId",
    "Client_Type",
    "Chat_Conversations",
    "Credits_Used",
    "Overage_Cap",
    "Overage_Credits_Used",
    "Overage_Enabled",
    "ProfileId",
    "Subscription_Tier",
    "Total_Messages",
    "New_User",
    "User_Email",
    "claude_haiku_4.5_messages",
]


def report(data: bytes | str, name: str = "report.csv", modified_at: datetime = NOW) -> Report:
    """A report that lies in memory."""
    return Report(name, modified_at, BytesIO(data.encode() if isinstance(data, str) else data))


def hear(source: str, said: Report) -> tuple[list[Event], list[Reject]]:
    """The events and the rejects of one report."""
    heard = list(load(source).parse(said))
    return [item.event for item in heard if isinstance(item, Located)], [i for i in heard if isinstance(i, Reject)]


def hear_paths(source: str, paths: list[Path], now: datetime = NOW) -> tuple[list[Event], list[Reject]]:
    """The events and the rejects of files and folders on disk."""
    events: list[Event] = []
    rejects: list[Reject] = []
    for opened in open_reports(paths, BytesIO(), now):
        if isinstance(opened, Reject):
            rejects.append(opened)
        else:
            more, wrong = hear(source, opened)
            events += more
            rejects += wrong
    return events, rejects


def usages(events: list[Event]) -> list[Usage]:
    """Only the usage."""
    return [event for event in events if isinstance(event, Usage)]


def kiro_row(number: int = 1, **cells: object) -> dict[str, str]:
    """A good row of a user report, with whatever cells are to be different."""
    row = dict.fromkeys(HEADER, "")
    row |= {"Date": "2026-07-10", "UserId": f"215bb5b0-0000-4000-8000-{number:012}", "Client_Type": "KIRO_CLI"}
    row |= {"Chat_Conversations": "8", "Credits_Used": "1.5", "Total_Messages": "131", "Overage_Enabled": "false"}
    return row | {name: str(value) for name, value in cells.items()}


def table(*rows: dict[str, str], header: list[str] | None = None) -> str:
    """A CSV of these rows, every cell quoted if it has to be."""
    names = header or list(rows[0])
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines)


def _quoted(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if any(mark in cell for mark in ',"\r\n') else cell
