"""Slack's refusals sorted by what they mean for another try, and the page on which Prometheus reads the counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from slack_sdk.errors import SlackApiError

from bot.failures import TOKEN_REFUSALS, slack_refusal
from bot.metrics import exposition
from bot.refusals import error_name, is_mendable, is_passing, is_rate_limit, pause, retry_after


class Answer(dict[str, Any]):
    """An answer of Slack's as its client keeps it: a body with a status and headers."""

    def __init__(self, error: str | None = None, status: int = 200, headers: dict[str, str] | None = None) -> None:
        super().__init__({"ok": False} if error is None else {"ok": False, "error": error})
        self.status_code = status
        self.headers = headers or {}


def failed(error: str | None = None, status: int = 200, **headers: str) -> SlackApiError:
    """What Slack's client raises for such an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return SlackApiError("refused", Answer(error, status, named))


@pytest.mark.parametrize(
    ("error", "limited", "passing", "mendable"),
    [
        (failed("ratelimited", 429), True, False, False),
        (failed("rate_limited"), True, False, False),
        (failed(None, 429), True, True, False),
        (failed("internal_error"), False, True, False),
        (failed("fatal_error"), False, True, False),
        (failed("channel_not_found", 500), False, True, False),
        (failed(None, 502), False, True, False),
        (failed("missing_scope"), False, False, True),
        (failed("token_revoked", 401), False, False, True),
        (failed("channel_not_found"), False, False, False),
        (failed("is_archived", 403), False, False, False),
        (SlackApiError("x", "<html>"), False, True, False),
    ],
)
def test_a_refusal_is_of_one_kind(error: SlackApiError, limited: bool, passing: bool, mendable: bool) -> None:
    """Too early, a failure that passes, rights that can be mended, or final: each has its own treatment."""
    assert (is_rate_limit(error), is_passing(error), is_mendable(error)) == (limited, passing, mendable)


def test_an_answer_without_a_name_is_called_by_its_status() -> None:
    """A proxy's page and an answer without an error both get a name that says so."""
    assert error_name(failed(None, 502)) == "no Slack answer, HTTP 502"
    assert error_name(failed("", 200)) == "no Slack answer, HTTP 200"
    assert error_name(SlackApiError("x", None)) == "no Slack answer, HTTP 200"


@given(seconds=st.integers(0, 99_999))
def test_slack_decides_how_long_to_wait(seconds: int) -> None:
    """Any number of seconds is kept, whatever the header's case, but never less than one."""
    expected = timedelta(seconds=max(seconds, 1))
    assert pause(f" {seconds} ") == expected
    assert retry_after(failed("ratelimited", 429, RETRY_AFTER=str(seconds))) == expected


@pytest.mark.parametrize("header", [None, "", "soon", "-5", "1.5", "100000", "١٢", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_an_unreadable_wait_is_half_a_minute(header: str | None) -> None:
    """Words, fractions, dates and digits of other scripts never fail and never wait for hours."""
    assert pause(header) == timedelta(seconds=30)


def test_a_refusal_without_headers_waits_half_a_minute() -> None:
    """An answer that is mere text has no header to read."""
    assert retry_after(SlackApiError("x", "<html>")) == timedelta(seconds=30)
    assert retry_after(failed("ratelimited", 429)) == timedelta(seconds=30)


@pytest.mark.parametrize("name", sorted(TOKEN_REFUSALS))
def test_a_refused_token_is_explained(name: str) -> None:
    """The sentence has Slack's own name at its end, for those who search for it, and more than the name."""
    told = slack_refusal(name)
    assert told.endswith(f" ({name})")
    assert "Slack refused with" not in told


def test_slowing_down_is_no_refusal_of_the_token() -> None:
    """A rate limit passes by itself, so it must not stop the bot as a bad token does."""
    assert "ratelimited" not in TOKEN_REFUSALS
    assert "try again" in slack_refusal("ratelimited")


def waiting(deliveries: dict[str, int]) -> dict[str, float]:
    """The counts of the ledger as the page shows them."""
    families = text_string_to_metric_families(exposition(deliveries).decode())
    (family,) = (family for family in families if family.name == "kirorank_deliveries")
    return {sample.labels["state"]: sample.value for sample in family.samples}


def test_a_state_nobody_is_in_is_zero() -> None:
    """Every state is on the page, and one that has emptied since goes back to zero."""
    assert waiting({"waiting": 3, "dead": 1}) == {"waiting": 3, "sending": 0, "sent": 0, "dead": 1}
    assert waiting({"sent": 4}) == {"waiting": 0, "sending": 0, "sent": 4, "dead": 0}


def test_the_page_explains_every_count() -> None:
    """Each family has a sentence and a type, and none of Python's own metrics are among them."""
    families = list(text_string_to_metric_families(exposition({}).decode()))
    own = [family for family in families if not family.name.endswith("_created")]
    assert {family.name for family in own} == {
        "kirorank_reply_seconds", "kirorank_deliveries_closed", "kirorank_events", "kirorank_deliveries",
    }  # fmt: skip
    assert all(family.documentation and family.type != "unknown" for family in own)
