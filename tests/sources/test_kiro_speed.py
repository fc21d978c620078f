"""How fast Kiro's reports are heard."""

from __future__ import annotations

import time

import pytest
from sources_help import HEADER, kiro_row, report, table

from sources import load


@pytest.mark.slow
def test_a_large_report_is_heard_at_speed():
    """At least 45,000 rows a second, each with its person: half of what an idle machine does, so a busy one passes."""
    text = table(*(kiro_row(n, User_Email=f"u{n}@x.org", Credits_Used=n / 7) for n in range(20_000)), header=HEADER)
    best = 0.0
    for _ in range(3):
        started = time.perf_counter()
        heard = sum(1 for _ in load("kiro").parse(report(text)))
        best = max(best, 20_000 / (time.perf_counter() - started))
        assert heard == 40_000
    assert best > 45_000
