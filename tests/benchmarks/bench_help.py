"""`kirorank --help`: how long a newcomer waits for the first word."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.figures import Figure, seconds


def measure() -> Iterator[Figure]:
    """Milliseconds of the whole process, the median of seven after one warm-up."""
    command = [sys.executable, "-m", "bot", "--help"]
    runs = [seconds(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(8)]
    milliseconds = statistics.median(runs[1:]) * 1000
    yield Figure("kirorank --help, ms", milliseconds, "<=", 300, f"best {min(runs) * 1000:.0f} ms")
