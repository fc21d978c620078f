"""What Slack's refusals mean for whoever wants to try again: the rate, a failure that passes, the app's own rights."""

from __future__ import annotations

import re
from datetime import timedelta

from slack_sdk.errors import SlackApiError

NO_NAME = "no Slack answer"
_SECONDS = re.compile(r"\d{1,5}", re.ASCII)
_PASSING = {
    "fatal_error",
    "internal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
    "external_channel_migrating",
}
# Nothing was done, and it will be when an administrator has mended the token or its scopes.
_MENDABLE = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "missing_scope",
    "two_factor_setup_required",
    "org_login_required",
}


def error_name(error: SlackApiError) -> str:
    """Slack's name for the error, or `NO_NAME` and the status where the answer was not Slack's JSON."""
    try:
        name = error.response.get("error")
    except (AttributeError, ValueError):
        name = None
    return str(name) if name else f"{NO_NAME}, HTTP {_status(error)}"


def is_rate_limit(error: SlackApiError) -> bool:
    """Whether the call came too early; it was not carried out."""
    return _status(error) == 429 or error_name(error) in {"ratelimited", "rate_limited"}


def is_passing(error: SlackApiError) -> bool:
    """Whether Slack or something before it failed; the call may have been carried out."""
    name = error_name(error)
    return _status(error) >= 500 or name in _PASSING or name.startswith(NO_NAME)


def is_mendable(error: SlackApiError) -> bool:
    """Whether the app's token or scopes do not allow the call, which an administrator can mend."""
    return error_name(error) in _MENDABLE


def retry_after(error: SlackApiError) -> timedelta:
    """How long Slack asks to wait, at least a second; half a minute where it says something unreadable."""
    headers = {name.lower(): value for name, value in (getattr(error.response, "headers", None) or {}).items()}
    return pause(headers.get("retry-after"))


def pause(header: str | None) -> timedelta:
    """A Retry-After header's seconds, at least one; half a minute where there is none or it is no number."""
    text = (header or "").strip()
    return timedelta(seconds=max(int(text), 1) if _SECONDS.fullmatch(text) else 30)


def _status(error: SlackApiError) -> int:
    response = error.response
    return int(getattr(response, "status_code", None) or getattr(response, "status", None) or 200)
