"""The guard lets Slack's requests in and answers everything else with one clear 4xx sentence."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.request.internals import parse_body

from bot.guard import BODY_LIMIT, CLOCK_LIMIT, Refusal, content_type_of, inspect, inspect_body, is_signed, lowered
from bot.sandbox.delivery import signed

NOW = 1_763_800_000.0
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
GOOD = {
    "content-type": FORM,
    "x-slack-request-timestamp": str(int(NOW)),
    "x-slack-signature": "v0=" + "a" * 64,
}


def status(refusal: Refusal | None) -> int:
    """200 for what is let in; a refusal has to be one sentence."""
    if refusal is None:
        return 200
    assert refusal.sentence.endswith((".", "?"))
    assert "\n" not in refusal.sentence
    return refusal.status


def test_slacks_own_headers_are_let_in() -> None:
    """A form or JSON with a fresh timestamp and a well-formed signature passes."""
    for content_type in (FORM, JSON, "application/json; charset=utf-8", "Application/JSON"):
        assert inspect({**GOOD, "content-type": content_type}, 100, NOW) is None


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("content-type", "", 415),
        ("content-type", "text/plain", 415),
        ("content-type", "multipart/form-data; boundary=x", 415),
        ("content-encoding", "gzip", 415),
        ("x-slack-request-timestamp", "", 401),
        ("x-slack-request-timestamp", "soon", 401),
        ("x-slack-request-timestamp", "1e9", 401),
        ("x-slack-request-timestamp", "١٧٦٣٨٠٠٠٠٠", 401),
        ("x-slack-request-timestamp", str(int(NOW) - CLOCK_LIMIT - 1), 401),
        ("x-slack-request-timestamp", str(int(NOW) + CLOCK_LIMIT + 1), 401),
        ("x-slack-signature", "", 401),
        ("x-slack-signature", "v0=" + "g" * 64, 401),
        ("x-slack-signature", "v0=" + "a" * 63, 401),
        ("x-slack-signature", "v0=" + "ä" * 64, 401),
        ("x-slack-signature", "v1=" + "a" * 64, 401),
    ],
)
def test_each_wrong_header_has_its_status(header: str, value: str, expected: int) -> None:
    """Absent, malformed, old and foreign values are told apart from good ones before any body is read."""
    assert status(inspect({**GOOD, header: value}, 100, NOW)) == expected


def test_a_declared_body_that_is_too_large_is_not_read() -> None:
    """The length alone is enough for 413; the limit itself is let in."""
    assert status(inspect(GOOD, BODY_LIMIT + 1, NOW)) == 413
    assert status(inspect(GOOD, BODY_LIMIT, NOW)) == 200
    assert status(inspect(GOOD, None, NOW)) == 200


def test_of_a_repeated_header_the_last_counts_for_all() -> None:
    """What is inspected is what is verified: nobody can show one signature here and another there."""
    headers = lowered([("X-Slack-Signature", "ä"), ("x-slack-signature", GOOD["x-slack-signature"])])
    assert headers == {"x-slack-signature": GOOD["x-slack-signature"]}


@given(
    headers=st.dictionaries(st.sampled_from(sorted(GOOD)), st.text() | st.sampled_from(sorted(GOOD.values()))),
    length=st.none() | st.integers(0, 2**40),
)
def test_no_header_is_more_than_the_guard_can_take(headers: dict[str, str], length: int | None) -> None:
    """Any headers at all get a verdict, never an exception, and whatever is let in is well formed."""
    verdict = status(inspect(lowered(headers.items()), length, NOW))

    assert verdict in {200, 401, 413, 415}
    if verdict == 200:
        assert abs(NOW - int(headers["x-slack-request-timestamp"])) <= CLOCK_LIMIT


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"command=%2Fkirorank&text=", FORM, 200),
        (b"", FORM, 200),
        (b'payload={"type":"block_actions"}', FORM, 200),
        (b'{"type":"event_callback"}', JSON, 200),
        (b"\xff\xfe", FORM, 400),
        (b'{"type":', JSON, 400),
        (b"", JSON, 400),
        (b"[1]", JSON, 400),
        (b"payload=", FORM, 400),
        (b"payload=[1]", FORM, 400),
        (b"payload={&x=1", FORM, 400),
        (b"{not a form", FORM, 400),
        (b"[" * 100_000, JSON, 400),
        (b'{"n":' + b"1" * 5000 + b"}", JSON, 400),
    ],
)
def test_only_slacks_bodies_reach_bolt(body: bytes, content_type: str, expected: int) -> None:
    """A signed body is a form or a JSON object in UTF-8; anything else is refused in words."""
    assert status(inspect_body(body, content_type, signed=True)) == expected


@given(body=st.binary(), secret=st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_only_the_secret_signs(body: bytes, secret: str) -> None:
    """Any bytes can be signed and verified; another secret, another body and an empty secret do not pass."""
    headers = lowered(signed(secret, body, at=NOW).items())

    assert is_signed(secret, headers, body)
    assert not is_signed(secret + "x", headers, body)
    assert not is_signed(secret, headers, body + b"x")
    assert not is_signed("", lowered(signed("", body, at=NOW).items()), body)


def test_an_unsigned_body_is_not_parsed() -> None:
    """Whoever does not know the secret gets 401, whatever the body is."""
    for body in (b"\xff", b"[" * 100_000, b"command=%2Fkirorank"):
        assert status(inspect_body(body, FORM, signed=False)) == 401


pieces = st.sampled_from(
    ["payload=", "payload", "{", "}", "[", '"a":1', "&", "=", "%", "%FF", "command", "ü", "\ud7ff"]
)
bodies = (
    st.binary()
    | st.lists(pieces).map(lambda found: "".join(found).encode())
    | st.dictionaries(st.sampled_from(["payload", "text", "command"]), st.text()).map(lambda f: urlencode(f).encode())
    | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(lambda value: json.dumps(value).encode())
)


@given(body=bodies, content_type=st.sampled_from([FORM, JSON]))
def test_what_is_let_in_is_what_bolt_can_read(body: bytes, content_type: str) -> None:
    """Any body gets a verdict; one that is let in parses in Bolt to an object."""
    if status(inspect_body(body, content_type, signed=True)) == 200:
        assert isinstance(parse_body(body.decode(), content_type_of({"content-type": content_type})), dict)
