"""Runs commands as users do, and writes the files that they read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.settings import load_settings, secret
from storage.engine import Database

AS_OF = "2026-12-14T12:00:00+00:00"
NOW = datetime.fromisoformat(AS_OF)
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be exactly one JSON document."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Office:
    """A folder with its own settings, in which commands run."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    environment: pytest.MonkeyPatch

    def run(self, *argv: str) -> Ran:
        """Run a command in this process."""
        self.capsys.readouterr()
        try:
            status = main(list(argv))
        except SystemExit as left:
            status = int(left.code or 0)
        printed = self.capsys.readouterr()
        assert "Traceback" not in printed.err
        return Ran(status, printed.out, printed.err)

    def set(self, **settings: str) -> None:
        """Set environment variables."""
        for name, value in settings.items():
            self.environment.setenv(name, value)

    def write(self, name: str, events: Iterable[dict[str, Any] | str]) -> str:
        """Write events (or lines as they are) as NDJSON."""
        lines = [event if isinstance(event, str) else json.dumps(event) for event in events]
        (self.folder / name).write_text("".join(f"{line}\n" for line in lines))
        return name

    def database(self) -> Database:
        """The office's database."""
        return Database(secret(load_settings().database_url))


def program(*argv: str, cwd: Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a process of its own, with no settings but these."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("KIRORANK_", "SLACK_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *argv],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
    )


def company(people: int = 9) -> list[dict[str, Any]]:
    """A team with a channel, whose people each kept some reviewed changes, as of `AS_OF`."""
    names = [f"p{number}" for number in range(1, people + 1)]
    events: list[dict[str, Any]] = [
        {"type": "team", "id": "payments", "name": "Payments", "channel": "C1", "time_zone": "Europe/Berlin"},
        {"type": "team", "id": "silent", "name": "Silent"},
    ]
    for place, name in enumerate(names):
        events.append(_person(name))
        other = names[(place + 1) % people]
        for nth in range(1, 4):
            merged = NOW - timedelta(days=15 + 2 * nth, hours=place)
            events.append(_change(f"acme/api#{place}-{nth}", name, merged, other))
        events.append(
            {"type": "usage", "id": f"u:{name}", "person": name, "day": "2026-12-11", "source": "kiro", "trust": "A",
             "tool": "kiro-ide", "cost_usd": "3.41"}
        )  # fmt: skip
    return events


def _person(name: str) -> dict[str, Any]:
    return {
        "type": "person",
        "id": name,
        "name": f"Name {name.upper()}",
        "email": f"{name}@example.com",
        "team": "payments",
        "role": "swe",
        "slack_user_id": f"U{name.upper()}",
    }


def _change(key: str, person: str, merged: datetime, approver: str) -> dict[str, Any]:
    return {
        "type": "change",
        "id": key,
        "person": person,
        "merged_at": merged.isoformat(),
        "repo": "acme/api",
        "area": f"src/{person}",
        "issue": f"I-{key}",
        "issue_opened_by": approver,
        "effective_lines": 60,
        "approvals": [{"person": approver, "seconds_after_request": 2400, "comments": 2}],
    }
