"""Hostile reports: whatever the bytes, every source ends, raises nothing and gives no secret away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources_help import HEADER, SAMPLES, hear, kiro_row, report, table

from ranking.events import Located, Reject
from sources import available, load

SOURCES = ("events", "kiro", "people")
BYTES = {path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir()) if "expected" not in path.name}
CANARY = "hunter2-is-my-password"


def test_the_fuzzed_sources_are_there():
    """A source that is renamed must not drop out of these tests."""
    assert set(SOURCES) <= set(available())


@pytest.mark.parametrize("source", SOURCES)
@given(data=st.binary(max_size=400))
def test_any_bytes(source, data):
    """Noise gives rejects at most."""
    assert all(isinstance(item, Located | Reject) for item in load(source).parse(report(data)))


@pytest.mark.parametrize("source", SOURCES)
@given(name=st.sampled_from(sorted(BYTES)), data=st.data())
def test_damaged_samples(source, name, data):
    """Cut, overwritten and spliced reports are heard to their end; each reject has a line of the file."""
    whole = BYTES[name]
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, len(whole)))
    patch = data.draw(st.binary(max_size=20) | st.sampled_from([b'"', b"\n", b",", b"\0", b"\r", b"\xff"]))
    damaged = whole[:start] + patch + whole[stop:]
    for item in load(source).parse(report(damaged, name)):
        assert 0 <= item.line <= damaged.count(b"\n") + 1


@pytest.mark.parametrize("column", ["ProfileId", "Subscription_Tier", "Notes", "prompt", "type", CANARY])
def test_texts_of_kiro_leave_no_trace(column):
    """No text but the ones an event declares is kept, from unknown columns or from known ones."""
    heard = hear("kiro", report(table(kiro_row() | {column: CANARY})))
    assert CANARY not in repr(heard)
    assert len(heard[0]) == 1


@pytest.mark.parametrize("column", [name for name in HEADER if name not in ("ProfileId", "Subscription_Tier")])
def test_a_secret_in_a_known_column_is_not_quoted(column):
    """A shifted row may put anything anywhere; a reject tells the column and never the text."""
    secret = f"{CANARY} and more"
    events, rejects = hear("kiro", report(table(kiro_row() | {column: secret})))
    assert len(rejects) == 1
    assert column in rejects[0].reason
    assert CANARY not in repr((events, rejects))
