"""Failures as sentences: what went wrong and what to do, one line, no traceback, no secret."""

from __future__ import annotations

import errno
import sys
from typing import Any

_URL = "check KIRORANK_DATABASE_URL"
_SLACK = {
    "invalid_auth": "Slack does not know this token; copy it again from the app's page at api.slack.com",
    "not_authed": "Slack was given no token",
    "account_inactive": "the app was removed from the workspace, or its owner left; install it again",
    "token_revoked": "the token was revoked; install the app again and copy the new one",
    "token_expired": "the token has expired; turn token rotation off in the app's settings and install it again",
    "not_allowed_token_type": "this is the wrong kind of token for the call; a bot token begins with xoxb-, an app "
    "token with xapp-",
    "missing_scope": "the app lacks a scope; create it anew from kirorank manifest and install it again",
    "ratelimited": "Slack asks us to slow down; try again in a minute",
}
# Of these Slack will not think better by itself.
TOKEN_REFUSALS = frozenset(_SLACK) - {"ratelimited"}


def sentence(error: BaseException) -> str:
    """A failure as one clear sentence. Libraries that were never imported cannot have raised it."""
    for library, told in (("sqlalchemy", _from_database), ("slack_sdk", _from_slack)):
        if library in sys.modules and (found := told(error)):
            return found
    if isinstance(error, OSError):
        return _from_system(error)
    if isinstance(error, ModuleNotFoundError):
        return f"the module {error.name} is not installed; {_URL}"
    if isinstance(error, UnicodeDecodeError):
        return f"a file is not UTF-8 text ({error.reason}); if it is .env, save it as UTF-8"
    if type(error).__name__ == "SettingsError" or type(error) is ValueError:
        return str(error)
    return f"unexpected {type(error).__name__}: {error} (run again with kirorank --verbose … to see where)"


def slack_refusal(name: str) -> str:
    """Slack's error name with what it means, where we know."""
    return f"{_SLACK[name]} ({name})" if name in _SLACK else f"Slack refused with {name}"


def slack_error_name(error: Any) -> str:
    """The error name in an answer of Slack's, also when the answer is not JSON."""
    response = getattr(error, "response", None)
    try:
        return str(response.get("error") or f"HTTP {response.status_code}")  # type: ignore[union-attr]
    except (AttributeError, ValueError, TypeError):
        return "an answer that is not Slack's"


def _from_database(error: BaseException) -> str | None:
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    if isinstance(error, DBAPIError):
        lines = str(error.orig).strip().splitlines() or [type(error).__name__]
        reason = lines[0]
        if "not a database" in reason or "malformed" in reason:
            return f"the database file is no intact SQLite database ({reason}); {_URL}, or restore a backup"
        if "unable to open" in reason or "readonly" in reason:
            return f"the database file cannot be written ({reason}); check its path, folder and permissions"
        if "locked" in reason:
            return f"another process holds the database for too long ({reason}); use PostgreSQL for several processes"
        return f"the database does not answer as it should ({reason}); {_URL}, then run kirorank doctor"
    if isinstance(error, SQLAlchemyError):
        return f"the database refused ({type(error).__name__}); run kirorank doctor"
    return None


def _from_slack(error: BaseException) -> str | None:
    from slack_sdk.errors import SlackApiError, SlackClientError

    if isinstance(error, SlackApiError):
        return slack_refusal(slack_error_name(error))
    if isinstance(error, SlackClientError):
        return f"Slack does not answer ({type(error).__name__}); check the network and SLACK_API_URL"
    return None


def _from_system(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the port is taken by another program; set PORT to a free one"
    if type(error).__module__.startswith("aiohttp"):
        return f"Slack does not answer ({type(error).__name__}); check the network and SLACK_API_URL"
    where = f": {error.filename}" if error.filename else ""
    return f"{error.strerror or type(error).__name__}{where}"
