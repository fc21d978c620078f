"""Failures as sentences: every kind that users meet says what to do, in one line."""

from __future__ import annotations

import errno

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError
from sqlalchemy.exc import DatabaseError, NoSuchTableError, OperationalError

from bot.failures import sentence, slack_error_name
from bot.settings import SettingsError


def refused(reason: str) -> OperationalError:
    """What SQLAlchemy raises when a driver refuses."""
    return OperationalError("SELECT secret", {"token": "xoxb-1"}, Exception(reason))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (refused("unable to open database file"), "check its path, folder and permissions"),
        (refused("attempt to write a readonly database"), "check its path, folder and permissions"),
        (refused("database is locked"), "use PostgreSQL for several processes"),
        (refused("connection refused\nIs the server running?"), "(connection refused)"),
        (refused(""), "the database does not answer"),
        (DatabaseError("x", {}, Exception("file is not a database")), "restore a backup"),
        (NoSuchTableError("x"), "the database refused (NoSuchTableError)"),
        (SlackApiError("x", {"ok": False, "error": "invalid_auth"}), "copy it again"),
        (SlackApiError("x", {"ok": False, "error": "novelty"}), "Slack refused with novelty"),
        (SlackRequestError("x"), "check the network"),
        (aiohttp.ServerTimeoutError(), "Slack does not answer"),
        (OSError(errno.EADDRINUSE, "Address already in use"), "set PORT to a free one"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "x.csv"), "No such file or directory: x.csv"),
        (OSError(), "OSError"),
        (ModuleNotFoundError("x", name="asyncpg"), "asyncpg is not installed"),
        (SettingsError("PORT is wrong"), "PORT is wrong"),
        (ValueError("no policy is called 'x'"), "no policy is called 'x'"),
        (KeyError("x"), "unexpected KeyError"),
    ],
)
def test_a_failure_is_told_in_a_sentence(error: Exception, told: str) -> None:
    """The cause and the remedy are in it; statements and parameters are not."""
    said = sentence(error)

    assert told in said
    assert "\n" not in said
    assert "xoxb" not in said


def test_an_answer_that_is_not_slacks_has_a_name_too() -> None:
    """A proxy's error page must not raise another failure."""
    assert slack_error_name(SlackApiError("x", "<html>")) == "an answer that is not Slack's"
    assert slack_error_name(Exception()) == "an answer that is not Slack's"
