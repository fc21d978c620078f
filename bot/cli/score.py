"""Score a file of events without a database or Slack: events in, standings out."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.cli._common import add_as_of, add_json, moment_or_now, positive, print_json, say, tell

if TYPE_CHECKING:
    from ranking.events import Event, Reject
    from ranking.standing import Standings

SUMMARY = "score a file of events: no database, no Slack"
FAILURE = 2  # 1 says that some lines were rejected


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, the moment and the policy."""
    parser.add_argument("file", metavar="EVENTS.ndjson", help="events, one JSON object a line; - is standard input")
    parser.add_argument("--policy", default="kept-value", metavar="P", help="kept-value, adoption or classic")
    parser.add_argument(
        "--minimum-group", type=positive, default=8, metavar="N", help="smaller teams get no figures (8)"
    )
    add_as_of(parser)
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Exit status 0: all lines taken, 1: some were rejected, 2: nothing usable."""
    from ranking.history import build_history
    from ranking.policies import policy
    from ranking.report import standings_to_json

    try:
        chosen = policy(args.policy)
    except ValueError as error:
        tell(f"kirorank: {error}")
        return 2
    events, rejects = _read(args.file, moment_or_now(args))
    for reject in rejects:
        tell(str(reject))
    if not events:
        tell(f"kirorank: {args.file} holds no usable event; see kirorank schema events")
        return 2
    standings = chosen.score(build_history(events), moment_or_now(args), minimum_group=args.minimum_group)
    if args.json:
        print_json(standings_to_json(standings))
    else:
        _print_table(standings)
    return 1 if rejects else 0


def _read(file: str, as_of: datetime) -> tuple[list[Event], list[Reject]]:
    from ranking.events import Located, Reject
    from ranking.soundness import doubtful, sound_events
    from sources import load
    from sources._reports import open_reports

    rejects: list[Reject] = []
    located: list[Located] = []
    for report in open_reports([file], sys.stdin.buffer, datetime.now(UTC)):
        for found in [report] if isinstance(report, Reject) else load("events").parse(report):
            (rejects if isinstance(found, Reject) else located).append(found)  # type: ignore[arg-type]
    for kept in doubtful(located):
        tell(kept)
    # What lies after an earlier --as-of has merely not happened yet then; after now as well, it is wrong.
    events, unsound = sound_events(located, max(as_of, datetime.now(UTC)))
    return events, rejects + unsound


def _print_table(standings: Standings) -> None:
    say(f"{standings.policy} version {standings.policy_version}, as of {standings.as_of.isoformat()}")
    say(f"{'rank':>6}  {'score':>6}  {'person':<28} {'team':<20} status")
    for row in sorted(standings.people, key=lambda row: (row.rank is None, row.rank or 0, row.person)):
        rank = "–" if row.rank is None else str(row.rank)
        score = "–" if row.score is None else f"{row.score:.1f}"
        say(f"{rank:>6}  {score:>6}  {row.person:<28} {row.team or '–':<20} {row.status}")
