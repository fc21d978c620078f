"""Runs every benchmark, or those named, and prints a line each; exit status 1 if a promise is broken."""

from __future__ import annotations

import sys

from tests.benchmarks import bench_help, bench_import, bench_reply, bench_score

BENCHMARKS = {
    "help": bench_help.measure,
    "import": bench_import.measure,
    "reply": bench_reply.measure,
    "score": bench_score.measure,
}


def main(names: list[str]) -> int:
    """Measure and print."""
    kept = True
    for name in names or BENCHMARKS:
        for figure in BENCHMARKS[name]():
            kept &= figure.kept
            print(figure)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
