"""The request guard in front of Bolt, without I/O: what is refused before a body is read or a signature checked.

Bolt reads a body of any size before it checks the signature, and answers 500 to a timestamp that is no number
(measured with slack-bolt 1.30). The guard turns both into plain 4xx answers.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

BODY_LIMIT = 1024 * 1024  # bytes; Slack's own payloads stay far below
CLOCK_LIMIT = 300  # seconds a signature stays good, as Slack asks
_TIMESTAMP = re.compile(r"\d{10}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_CONTENT_TYPES = ("application/x-www-form-urlencoded", "application/json")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer given before the request is let in: HTTP status and one sentence."""

    status: int
    sentence: str


TOO_LARGE = Refusal(413, f"The body is larger than {BODY_LIMIT} bytes.")


def lowered(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by lower-case name. Of a repeated one the last counts, here and for everybody who asks later."""
    return {name.lower(): value for name, value in headers}


def content_type_of(headers: Mapping[str, str]) -> str:
    """The content type without its parameters, in lower case."""
    return headers.get("content-type", "").split(";")[0].strip().lower()


def inspect(headers: Mapping[str, str], content_length: int | None, now: float) -> Refusal | None:
    """Judge a request to /slack/events by its headers alone (names in lower case; `now` in Unix seconds)."""
    if content_length is not None and content_length > BODY_LIMIT:
        return TOO_LARGE
    if content_type_of(headers) not in _CONTENT_TYPES or "content-encoding" in headers:
        return Refusal(415, "Slack sends forms or JSON, uncompressed; this is neither.")
    return _inspect_signature(headers, now)


def _inspect_signature(headers: Mapping[str, str], now: float) -> Refusal | None:
    timestamp = headers.get("x-slack-request-timestamp", "")
    if not _TIMESTAMP.fullmatch(timestamp):
        return Refusal(401, "X-Slack-Request-Timestamp is missing or is not a ten-digit number.")
    if abs(now - int(timestamp)) > CLOCK_LIMIT:
        return Refusal(401, "The request is older than five minutes, or a clock is wrong.")
    if not _SIGNATURE.fullmatch(headers.get("x-slack-signature", "")):
        return Refusal(401, "X-Slack-Signature is missing or malformed.")
    return None


def is_signed(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a body carries the signature of whoever knows `secret`; the headers have passed `inspect`.

    Slack's own verifier decodes the body first, so that any stranger's broken UTF-8 is an error of ours
    (measured with slack-sdk 3.47). docs.slack.dev/authentication/verifying-requests-from-slack
    """
    signed = b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(expected, headers["x-slack-signature"])


def inspect_body(body: bytes, content_type: str, signed: bool) -> Refusal | None:
    """Judge a body that was read within the limit. Nothing is parsed unless the signature is Slack's."""
    if not signed:
        return Refusal(401, "The signature does not match; is SLACK_SIGNING_SECRET that of this app?")
    try:
        text = body.decode()
        document = json.loads(text if _is_json(text, content_type) else _payload(text))
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        return Refusal(400, "The body is not what Slack sends: UTF-8 text, a form or a JSON object.")
    return None


def _is_json(text: str, content_type: str) -> bool:
    """Whether Bolt takes the body for JSON: by its type, or by its first character."""
    return content_type == "application/json" or text.startswith("{")


def _payload(form: str) -> str:
    """The JSON inside a form (buttons and views have one, commands have none), found as Bolt finds it."""
    return dict(parse_qsl(form, keep_blank_values=True)).get("payload", "{}")
