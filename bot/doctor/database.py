"""Looks at the database: whether it answers, has the right schema, is intact and has room."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.doctor.findings import Finding, ok, problem, warning
from bot.failures import sentence
from storage.engine import Database
from storage.health import database_file, integrity_complaints
from storage.schema import current_revision, newest_revision

AREA = "database"
_SCARCE = 500_000_000  # bytes
_GONE = 50_000_000


def check_database(database: Database) -> Iterator[Finding]:
    """Every finding about the database itself. An SQLite file that does not exist is not made by looking."""
    file = database_file(database)
    if file is not None and not file.exists():
        yield warning(AREA, f"there is no database file {file} yet", "run kirorank migrate, or import a first report")
        return
    try:
        yield from _schema(database)
        with database.read() as connection:
            complaints = integrity_complaints(connection)
    except Exception as error:
        # Whatever a driver raises, the visit goes on and tells it.
        yield problem(AREA, sentence(error), "mend what it names, then look again")
        return
    if complaints:
        yield problem(AREA, f"the file is damaged: {complaints[0]}", "stop the bot and restore a backup")
    if file is not None:
        yield from _room(shutil.disk_usage(file.parent).free, file)
        yield ok(AREA, "SQLite serves one process (kirorank run); several processes need PostgreSQL")


def has_tables(findings: list[Finding]) -> bool:
    """Whether the findings so far allow to look at what the database holds."""
    return all(finding.level == "ok" or finding.mend.startswith("free") for finding in findings if finding.area == AREA)


def _schema(database: Database) -> Iterator[Finding]:
    revision, newest = current_revision(database), newest_revision()
    if revision == newest:
        yield ok(AREA, f"{database.engine.dialect.name} answers, schema {revision}")
    elif revision is None:
        yield warning(AREA, "the database has no tables yet", "run kirorank migrate")
    elif revision < newest:
        yield problem(AREA, f"the schema is {revision}, this program needs {newest}", "run kirorank migrate")
    else:
        yield problem(AREA, f"the schema is {revision}, newer than this program knows", "upgrade this program")


def _room(free: int, file: Path) -> Iterator[Finding]:
    megabytes = f"{free / 1e6:,.0f} MB are left where {file} lies"
    if free < _GONE:
        yield problem(AREA, megabytes, "free some space now; without it nothing can be written")
    elif free < _SCARCE:
        yield warning(AREA, megabytes, "free some space")
