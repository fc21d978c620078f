"""When a row was reported, which decides between two reports of one fact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources_help import LONG_AGO, NOW, report

from sources._restated import Restatements, reported_at

STAMPED = datetime(2026, 7, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "modified_at", "expected"),
    [
        ("x/KIRO_IDE_123456789012_user_report_202607110200.csv", LONG_AGO, STAMPED),
        ("x/KIRO_IDE_123456789012_user_report_202607110200.csv", NOW, NOW),
        ("C:\\copies\\KIRO_IDE_123456789012_user_report_202607110200_part_3.csv.gz", LONG_AGO, STAMPED),
        ("202607110200/report.csv", LONG_AGO, LONG_AGO),
        ("user_report_202613110200.csv", LONG_AGO, LONG_AGO),
        ("user_report_20260711020099.csv", LONG_AGO, LONG_AGO),
        ("-", NOW, NOW),
    ],
)
def test_the_later_of_name_and_modification_time(name, modified_at, expected):
    """Only the file's own name counts, only a real time in it, and never one that is earlier than the file."""
    assert reported_at(report("", name, modified_at)) == expected


@given(st.lists(st.integers(0, 2), min_size=1))
def test_the_last_line_always_has_the_newest_time(said):
    """Times never go back, grow exactly when something else is said, and so the last line stands."""
    restatements = Restatements(report(""))
    times = [restatements.date("key", content) for content in said]
    for before, after, (old, new) in zip(times, times[1:], pairwise(said), strict=False):
        assert after - before == (timedelta(0) if old == new else timedelta(microseconds=1))
    assert times[0] == NOW


def test_facts_are_dated_apart():
    """A restatement of one fact leaves the others at the report's own time."""
    restatements = Restatements(report(""))
    assert [restatements.date(key, content) for key, content in (("a", 1), ("a", 2), ("b", 1))] == [
        NOW,
        NOW + timedelta(microseconds=1),
        NOW,
    ]
