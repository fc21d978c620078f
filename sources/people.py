"""Hears a people directory: a CSV of who may be ranked, their teams, and their logins elsewhere.

Columns, in any order and case: `id` or `employee_id`, `email`, `name`, `team`, `role`, `level`, `time_zone` (or
`timezone`, `tz`), `slack_user_id`, `started_on` (or `start_date`), and logins as `login:<provider>`,
`<provider>_login` or just `github`, `gitlab`, `kiro`, `anthropic`, `openai`, `cursor`. A row needs an id or an e-mail
address, which is then the id. No other column is kept, for a directory may hold what is nobody's business, such as a
salary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ranking.events import Located, Person, Reject
from sources._kiro_rows import user_id
from sources._reports import Report
from sources._restated import Restatements
from sources._tables import Table

_COLUMNS = {
    "id": "id",
    "employee_id": "id",
    "email": "email",
    "e_mail": "email",
    "name": "name",
    "team": "team",
    "role": "role",
    "level": "level",
    "time_zone": "time_zone",
    "timezone": "time_zone",
    "tz": "time_zone",
    "slack_user_id": "slack_user_id",
    "started_on": "started_on",
    "start_date": "started_on",
}
_PROVIDERS = ("github", "gitlab", "kiro", "anthropic", "openai", "cursor")
_LOGIN = re.compile(r"login:([a-z0-9_.-]{1,64})|([a-z0-9_.-]{1,64})_login")
_CASELESS = ("github", "gitlab")
_RULES = {
    "email": "is not an e-mail address",
    "time_zone": "is not an IANA time zone such as Europe/Berlin",
    "started_on": "is not a day such as 2026-09-01",
}
_TEXT_RULE = "is longer than 256 characters or holds a control character"


def parse(report: Report) -> Iterator[Located | Reject]:
    """Read one directory to its end. A newer directory restates its people. Never raises."""
    table = Table(report)
    yield from table.troubles
    if table.header is None:
        return
    directory = _Directory(table.header)
    if not directory.names_people:
        yield Reject(report.name, 1, "is not a people directory: it needs a column id or email")
        return
    restatements = Restatements(report)
    for row in table.rows():
        yield row if isinstance(row, Reject) else directory.person(report.name, row, restatements)


class _Directory:
    """The columns of one directory, by what they mean."""

    def __init__(self, header: Sequence[str]) -> None:
        names = [re.sub(r"[\s-]+", "_", name.casefold()) for name in header]
        positions = {name: index for index, name in reversed(list(enumerate(names)))}
        self._fields: dict[str, int] = {}
        for column, field in _COLUMNS.items():
            if column in positions:
                self._fields.setdefault(field, positions[column])
        self._logins = {p: positions[p] for p in _PROVIDERS if p in positions}
        for name, index in positions.items():
            if match := _LOGIN.fullmatch(name):
                self._logins[match[1] or match[2]] = index
        self.names_people = "id" in self._fields or "email" in self._fields

    def person(self, file: str, row: tuple[int, list[str]], restatements: Restatements) -> Located | Reject:
        line, cells = row
        values: dict[str, Any] = {f: text for f, index in self._fields.items() if (text := cells[index].strip())}
        logins = {p: text for p, index in sorted(self._logins.items()) if (text := cells[index].strip())}
        values["id"] = values.get("id") or values.get("email", "").lower()
        if not values["id"]:
            return Reject(file, line, "has neither an id nor an e-mail address")
        values["logins"] = {provider: _login(provider, login) for provider, login in logins.items()}
        values["reported_at"] = restatements.date(values["id"], tuple(cells))
        try:
            return Located(Person.model_validate(values), file, line)
        except ValueError:
            return Reject(file, line, _told(values))


def _login(provider: str, login: str) -> str:
    """A login as the provider's own events will write it."""
    if provider in _CASELESS:
        return login.lower()
    if provider == "kiro":
        try:
            return user_id(login)
        except ValueError:
            return login
    return login


def _told(values: dict[str, Any]) -> str:
    """Which column is wrong and why, without its value: a directory's cells are nobody's business."""
    for field, value in values.items():
        try:
            Person.model_validate({"id": "*", field: value})
        except ValueError:
            return f"{field} {_RULES.get(field, _TEXT_RULE)}"
    return "is not a person"
