"""Read reports into the database: files, .gz files, folders, or - for standard input. Importing twice is safe."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.cli._common import add_json, patient_collector, print_json, say, tell, workspace

if TYPE_CHECKING:
    from ranking.events import Located, Reject
    from sources import Source
    from storage.intake import Intake

SUMMARY = "read reports into the database"
FAILURE = 2  # 1 says that some rows were rejected
_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files and the source that wrote them."""
    from sources import available

    parser.add_argument("files", nargs="+", metavar="FILE", help="a file, a .gz file, a folder, or - (standard input)")
    parser.add_argument(
        "--source", required=True, metavar="NAME", help=f"who wrote the reports: {', '.join(available())}"
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Exit status 0: all taken, 1: some rows were rejected, 2: nothing usable."""
    from sources import load
    from storage.intake import take_in

    try:
        source = load(args.source)
    except ValueError as error:
        tell(f"kirorank: {error}")
        return 2
    now = datetime.now(UTC)
    with workspace() as opened, patient_collector():
        parsed = _parsed(args.files, source, now)
        # take_in yields totals at least once, also for nothing at all.
        *_, intake = _with_progress(take_in(opened.database, opened.house.workspace, args.source, parsed, now))
    _report(intake, as_json=args.json)
    if not intake.taken:
        tell(f"kirorank: nothing usable for the source {args.source} was found in {', '.join(args.files)}")
        return 2
    return 1 if intake.rejects else 0


def _parsed(files: list[str], source: Source, now: datetime) -> Iterator[Located | Reject]:
    from ranking.events import Reject
    from sources._reports import open_reports

    for report in open_reports(files, sys.stdin.buffer, now):
        if isinstance(report, Reject):
            yield report
        else:
            yield from source.parse(report)


def _with_progress(steps: Iterable[Intake]) -> Iterator[Intake]:
    from tqdm import tqdm

    with tqdm(desc="rows", unit="", unit_scale=True, delay=2, file=sys.stderr, leave=False) as bar:
        for intake in steps:
            bar.update(intake.verdicts.total() + len(intake.rejects) - bar.n)
            yield intake


def _report(intake: Intake, *, as_json: bool) -> None:
    verdicts = dict(intake.verdicts)
    if as_json:
        rejects = [{"file": each.file, "line": each.line, "reason": each.reason} for each in intake.rejects]
        print_json({"taken": intake.taken, "rejected": len(rejects), "verdicts": verdicts, "rejects": rejects})
        return
    for reject in intake.rejects[:_SHOWN]:
        tell(str(reject))
    if len(intake.rejects) > _SHOWN:
        tell(f"… and {len(intake.rejects) - _SHOWN} more rows rejected")
    new, restated, erased = (verdicts.get(name, 0) for name in ("new", "restated", "erased"))
    known = intake.taken - new - restated - erased
    left_out = f", {erased} left out because the person was erased" if erased else ""
    say(f"{new} new, {restated} restated, {known} already known{left_out}, {len(intake.rejects)} rejected.")
