"""Review what looked unusual: list the open cases, look at one, give a first opinion, decide.

Two different people decide, neither of them the one whom it is about; it is upheld only if both would. Nobody can see
a case before the one whom it is about has been told.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.cli._common import add_json, print_json, say, tell, workspace

if TYPE_CHECKING:
    from storage.engine import Connection
    from storage.shelves import Row

SUMMARY = "review what looked unusual, as one of two reviewers"
_VIEWER = "a reviewer, on the command line"
_REVIEWS = ("first_opinion", "upheld", "dismissed")
_STATES = {
    "subject_told": "the person has been told",
    "replied": "the person has replied",
    "first_opinion": "one opinion was given",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with which case, and as whom."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the open cases, oldest first, without names")
    showing = actions.add_parser("show", help="one case whole, with every step; that you looked is logged")
    _add_case(showing)
    first = actions.add_parser("opinion", help="the first reviewer's opinion")
    second = actions.add_parser("decide", help="the second reviewer's opinion, which closes the case")
    for judging in (first, second):
        _add_case(judging)
        judging.add_argument("opinion", choices=["uphold", "dismiss"], help="in doubt, dismiss")
        judging.add_argument("--reviewer", required=True, metavar="PERSON", help="you: an id, an e-mail or a Slack id")
        judging.add_argument("--note", metavar="TEXT", help="why, for the audit log")
    for action in (listing, showing, first, second):
        add_json(action)


def _add_case(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", metavar="CASE", help="its name in the list")


def run(args: argparse.Namespace) -> int:
    """Do it; exit status 1 if there is no such case or reviewer, or if it is not theirs to judge."""
    return {"list": _list, "show": _show}.get(args.action, _judge)(args)


def _list(args: argparse.Namespace) -> int:
    from storage.cases import for_review

    now = datetime.now(UTC)
    with workspace() as opened, opened.database.read() as connection:
        found = for_review(connection, opened.house.workspace, None, now)
    if args.json:
        print_json([_listed(case, now) for case in found])
        return 0
    for case in found:
        say(_heading(case, now))
        _say_evidence(case)
    if not found:
        say("No case is open.")
    return 0


def _show(args: argparse.Namespace) -> int:
    from storage.cases import audit_log, known_case
    from storage.personal_data import log_access

    now = datetime.now(UTC)
    with workspace() as opened, opened.database.write() as connection:
        case = known_case(connection, opened.house.workspace, args.case)
        if case is None:
            return _refused("there is no such case")
        steps = [_step(row, case) for row in audit_log(connection, opened.house.workspace, case["id"])]
        log_access(connection, opened.house.workspace, case["person"], _VIEWER, "flag case", now)
    if args.json:
        evidence = [{name: item[name] for name in ("family", "summary", "refs")} for item in case["evidence"]]
        whole = {**_listed(case, now), "evidence": evidence, "person": case["person"], "reply": case["reply"]}
        print_json({**whole, "log": steps})
    else:
        _say_case(case, steps, now)
    return 0


def _judge(args: argparse.Namespace) -> int:
    from storage import cases

    work = cases.give_opinion if args.action == "opinion" else cases.decide
    with workspace() as opened:
        name = opened.house.workspace
        try:
            with opened.database.write() as connection:
                reviewer = _reviewer(connection, name, args.reviewer)
                decision = work(connection, name, args.case, reviewer, args.opinion, args.note, datetime.now(UTC))
        except ValueError as refused:
            return _refused(str(refused))
    state = decision or "first_opinion"
    if args.json:
        print_json({"case": args.case, "state": state})
    else:
        say(_SAID[state])
    return 0


_SAID = {
    "first_opinion": "Your opinion is kept. A second person decides.",
    "upheld": "Upheld, by both. The score rests until its five working days are over, and nothing else follows.",
    "dismissed": "Dismissed. The next daily round lifts the hold.",
}


def _reviewer(connection: Connection, name: str, wanted: str) -> str:
    """A described person's id. Raises `ValueError` for others: a login that nobody is tied to may be the subject's."""
    from storage.histories import load_identities
    from storage.personal_data import find_person

    person = find_person(connection, name, wanted)
    if person is None or person not in load_identities(connection, name).described:
        raise ValueError(f"nobody in the people directory is known as {wanted!r}")
    return person


def _refused(why: str) -> int:
    tell(f"kirorank: {why}")
    return 1


def _listed(case: Row, now: datetime) -> dict[str, Any]:
    return {
        "case": case["id"],
        "state": case["state"],
        "age_days": (now - case["opened_at"]).days,
        "opened_at": case["opened_at"].isoformat(),
        "lapses_at": case["lapses_at"].isoformat(),
        "evidence": [{"family": item["family"], "summary": item["summary"]} for item in case["evidence"]],
    }


def _step(row: Row, case: Row) -> dict[str, Any]:
    """One step of the log. While a second opinion is awaited nobody reads the first, so that each is formed alone."""
    step, words = row["step"], row["words"]
    if case["state"] == "first_opinion" and step.startswith(_REVIEWS):
        step, words = "first_opinion", None
    return {"at": row["at"].isoformat(), "step": step, "actor": row["actor"], "words": words}


def _heading(case: Row, now: datetime) -> str:
    from commands.blocks.text import plural

    state = _STATES.get(case["state"], case["state"])
    closed = case["closed_at"] is not None
    until = "closed" if closed else "lapses"
    when = case["closed_at"] if closed else case["lapses_at"]
    return (
        f"{case['id']}: {state}, {plural((now - case['opened_at']).days, 'day')} old, {until} {when:%Y-%m-%d %H:%M} UTC"
    )


def _say_evidence(case: Row, *, refs: bool = False) -> None:
    from commands.blocks.text import clean

    for item in case["evidence"]:
        say(f"  - {clean(item['summary'], 300)}")
        if refs:
            say(f"    {item['family']}: {clean(', '.join(item['refs']), 300)}")


def _say_case(case: Row, steps: list[dict[str, Any]], now: datetime) -> None:
    from commands.blocks.text import clean
    from storage.cases import LONGEST_WORDS

    say(_heading(case, now))
    say(f"About {clean(case['person'])}. What was seen:")
    _say_evidence(case, refs=True)
    if case["reply"]:
        say(f"The person says: {clean(case['reply'], LONGEST_WORDS)}")
    say("Every step:")
    for step in steps:
        words = f": {clean(step['words'], LONGEST_WORDS)}" if step["words"] else ""
        say(f"  {step['at']} {step['step']}, {clean(step['actor'] or 'the bot')}{words}")
