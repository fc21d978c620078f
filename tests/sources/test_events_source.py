"""Canonical NDJSON: one object a line."""

from __future__ import annotations

from sources_help import SAMPLES, hear, report


def test_the_sample():
    """Blank lines are passed over, and an unknown type is told with its line."""
    events, rejects = hear("events", report((SAMPLES / "events.ndjson").read_bytes(), "events.ndjson"))
    assert [(event.type, event.id) for event in events] == [("person", "p1"), ("usage", "kiro:2026-11-16:p1:KIRO_IDE")]
    assert [reject.line for reject in rejects] == [4]
    assert rejects[0].reason.startswith("unknown type")


def test_a_bom_and_crlf_cost_nothing():
    """Files that came through Windows are files too."""
    events, rejects = hear("events", report('\ufeff{"type":"team","id":"a"}\r\n\r\n{"type":"team","id":"b"}', "x"))
    assert ([event.id for event in events], rejects) == (["a", "b"], [])


def test_a_csv_is_told_once():
    """The wrong source for a file is one complaint, not one a line."""
    assert len(hear("events", report("a,b\n" * 50, "x.csv.gz"))[1]) == 1


def test_a_time_without_utc_is_told():
    """The first hours of year 1, east of Greenwich, lie before the calendar."""
    line = '{"type":"win","id":"w","person":"p","at":"0001-01-01T00:00:00+14:00"}\n'
    _, rejects = hear("events", report(line, "x.ndjson"))
    assert [reject.line for reject in rejects] == [1]


def test_no_reason_is_endless():
    """A line of a hundred thousand characters gets a short answer."""
    _, rejects = hear("events", report('{"type":"' + "x" * 100_000 + '"}\n', "x.ndjson"))
    assert len(rejects[0].reason) <= 300
