"""Looks at what the database holds: standings, sources and the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.doctor.findings import Finding, listed, ok, problem, warning
from storage.engine import Connection
from storage.health import newest_usage, oldest_due
from storage.ledger import counts, dead_letters
from storage.rejects import reject_counts
from storage.standings import current_snapshot

_STALE_STANDINGS = timedelta(hours=26)  # one a day, at a minute that moves
_STALE_USAGE = timedelta(days=4)  # a weekend and a day
_OVERDUE = timedelta(minutes=15)


def check_standings(connection: Connection, workspace: str, now: datetime) -> Iterator[Finding]:
    """Whether there are standings, and of when."""
    current = current_snapshot(connection, workspace)
    if current is None:
        yield warning("standings", "there are no standings yet", "import a report, then run kirorank rank")
        return
    age = now - current["as_of"]
    what = f"{current['rated']} people ranked by {current['policy']}, {_age(age)} old"
    if age > _STALE_STANDINGS:
        yield warning("standings", what, "check that kirorank run (role all or worker) is up, or run kirorank rank")
    else:
        yield ok("standings", what)


def check_sources(connection: Connection, workspace: str, now: datetime) -> Iterator[Finding]:
    """What was reported lately, and what was rejected."""
    newest = newest_usage(connection, workspace)
    if not newest:
        yield warning("sources", "no usage has been imported yet", "run kirorank import FILE --source NAME")
    for source, day in sorted(newest.items()):
        what = f"{source} reported usage up to {day.isoformat()}"
        if now.date() - day > _STALE_USAGE:
            yield warning("sources", what, f"import newer reports of {source}")
        else:
            yield ok("sources", what)
    for source, count in sorted(reject_counts(connection, workspace).items()):
        yield warning(
            "sources",
            f"{count} rows from {source} were rejected",
            "import that report again to see each row's reason; mend it where it comes from",
        )


def check_outbox(connection: Connection, workspace: str, now: datetime) -> Iterator[Finding]:
    """What waits to be sent, and what was given up."""
    found, oldest = counts(connection, workspace), oldest_due(connection, workspace, now)
    waiting = found.get("waiting", 0) + found.get("sending", 0)
    if oldest is not None and now - oldest > _OVERDUE:
        mend = "check that kirorank run (role all or worker) is up, or run kirorank deliver --once"
        yield problem("outbox", f"{waiting} messages wait, the oldest for {_age(now - oldest)}", mend)
    else:
        yield ok("outbox", f"{waiting} messages wait, {found.get('sent', 0)} were sent")
    dead = dead_letters(connection, workspace)
    if dead:
        reasons = listed([f"{key} ({reason})" for key, reason in dead], 3)
        yield warning("outbox", f"{found.get('dead', 0)} messages were given up: {reasons}", "mend the reason it names")


def _age(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    return f"{hours:.0f} hours" if hours >= 2 else f"{age.total_seconds() / 60:.0f} minutes"
