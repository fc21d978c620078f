"""Hears Kiro: its daily user activity report per client, and the older one that Amazon Q Developer writes too.

Both are CSV files in an S3 bucket, and are told apart by their header, so a copy of the whole bucket may be imported.
Prompt logs lie in that bucket as well (`.json.gz`); they are passed over unread.

A row becomes a `Usage` of the person `kiro:<user id>`, whose id is `kiro:<day>:<user id>:<client>`. The older report
names no client: there it is `LEGACY` and the tool `kiro-legacy`. It has lines and no credits or sessions, the newer
one has credits and sessions and no lines, so where both speak of one day nothing counts twice.

An e-mail address in a row also becomes a `Person` `kiro:<user id>:<address>`, so that the user is joined with whoever
the directory knows by that address, or by a later one. A user without an address gets none: it would say nothing new.
`sources._restated` says which of two reports is the newer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ranking.events import Located, Person, Reject
from sources._kiro_layouts import recognised
from sources._kiro_rows import BadRowError, Plan
from sources._reports import Report
from sources._restated import Restatements
from sources._tables import Table


def parse(report: Report) -> Iterator[Located | Reject]:
    """Read one report to its end: usage and people where they are good, rejects where not. Never raises."""
    if report.name.lower().endswith((".json", ".json.gz")):
        return
    table = Table(report)
    yield from table.troubles
    if table.header is None:
        return
    layout = recognised(table.header)
    if layout is None:
        yield Reject(report.name, 1, "is not a Kiro report: it needs the columns Date, UserId and Client_Type")
        return
    yield from _rows(table, Plan(layout, table.header), Restatements(report))


def _rows(table: Table, plan: Plan, restatements: Restatements) -> Iterator[Located | Reject]:
    people = _People(table.name)
    for row in table.rows():
        if isinstance(row, Reject):
            yield row
            continue
        line, cells = row
        try:
            usage = plan.usage(cells, restatements)
        except BadRowError as error:
            yield Reject(table.name, line, str(error))
            continue
        yield Located(usage, table.name, line)
        email = plan.email(cells)
        if email and (found := people.found(usage.person, email, line)):
            yield found


class _People:
    """The people of one report, each given once; again only if the address changes."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._emails: dict[str, str] = {}

    def found(self, person: str, email: str, line: int) -> Located | Reject | None:
        if self._emails.get(person) == email:
            return None
        self._emails[person] = email
        try:
            return Located(_known_by(person, email), self._file, line)
        except ValueError:
            return Reject(self._file, line, "User_Email is not an e-mail address; the row itself was taken")


@lru_cache(maxsize=100_000)
def _known_by(person: str, email: str) -> Person:
    """That a login has an address. It is a fact of its own: it never changes, so every report repeats the same one."""
    return Person(id=f"{person}:{email}", email=email, logins={"kiro": person.removeprefix("kiro:")})
