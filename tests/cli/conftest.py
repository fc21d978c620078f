"""An empty workspace for the command line: its own folder, its own database, its own environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_help import Office


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Office:
    """Nothing but a folder and an SQLite file that does not exist yet."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIRORANK_DATABASE_URL", f"sqlite:///{tmp_path / 'k.sqlite3'}")
    return Office(tmp_path, capsys, monkeypatch)
