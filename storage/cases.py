"""Cases: a flag from its opening to a human's decision, every step in an audit log that is only ever added to.

open → subject_told → replied → first_opinion → upheld or dismissed; from any of the first four also → lapsed, by
itself, five working days after it was opened. Nobody but the subject may be shown a case before it says
`subject_told`, which it says when the ledger has sent the subject's message. Two different people, neither of them
the subject, decide; it is upheld only if both would, for in doubt nothing is held against anybody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from ranking.history import Dismissed
from ranking.integrity.finding import Finding, Severity, is_new, severity_of
from ranking.integrity.working_days import after
from storage.dialects import insert_new
from storage.models import CaseRow, CaseStepRow, DeliveryRow
from storage.shelves import Row, table_of

WORKING_DAYS = 5
DAYS_TO_REPLY = 1
LONGEST_WORDS = 1000
LIVE = ("open", "subject_told", "replied", "first_opinion")
KNOWN_TO_SUBJECT = LIVE[1:]
Opinion = Literal["uphold", "dismiss"]
_T, _steps, _deliveries = table_of(CaseRow), table_of(CaseStepRow), table_of(DeliveryRow)
_C = _T.columns


def message_key(case: str) -> str:
    """The ledger's key of the message that tells the subject."""
    return f"flag:{case}"


def open_case(
    connection: Connection, workspace: str, person: str, findings: Sequence[Finding], zone: str, now: datetime
) -> Row | None:
    """Open a case about what is new in these findings; None if the person has a live case, or too little is new.

    A finding is new unless half of its references stood in a closed case of the same family: the same evidence is
    not brought up twice. What is new has to be a flag by itself.
    """
    if connection.execute(select(_C.id).where(_mine(workspace, person), _C.state.in_(LIVE))).first():
        return None
    known = _known_references(connection, workspace, person)
    new = [finding for finding in findings if is_new(finding, known.get(finding.family, set()))]
    severity = severity_of(new)
    if severity == "note":
        return None
    row = _new_case(workspace, person, new, severity, zone, now)
    if not insert_new(connection, _T, [row]):
        return None
    _log(connection, row, "opened", None, None, now)
    return row


def mark_told(connection: Connection, workspace: str) -> list[str]:
    """Move on the open cases whose message the ledger has sent; returns their ids."""
    key = message_key("") + _C.id
    sent = and_(_deliveries.c.workspace == workspace, _deliveries.c.key == key, _deliveries.c.state == "sent")
    query = select(_T, _deliveries.c.sent_at).join(_deliveries, sent)
    rows = connection.execute(query.where(_C.workspace == workspace, _C.state == "open")).mappings().all()
    for found in rows:
        row = dict(found)
        _move(connection, row, ("open",), state="subject_told", told_at=row["sent_at"])
        _log(connection, row, "subject_told", None, None, row["sent_at"])
    return [row["id"] for row in rows]


def lapse_overdue(connection: Connection, workspace: str, now: datetime) -> list[str]:
    """Close the live cases whose time is over, decided or not; returns their ids."""
    overdue = select(_T).where(_C.workspace == workspace, _C.state.in_(LIVE), _C.lapses_at <= now)
    rows = connection.execute(overdue.order_by(_C.id)).mappings().all()
    for row in rows:
        _move(connection, dict(row), LIVE, state="lapsed", closed_at=now)
        _log(connection, dict(row), "lapsed", None, None, now)
    return [row["id"] for row in rows]


def reply(connection: Connection, workspace: str, case: str, person: str, words: str, now: datetime) -> None:
    """Keep the subject's answer; a later one replaces it, the log keeps both.

    Raises `ValueError` with a sentence for the reader if this is not their case, or it is closed.
    """
    row = _live(connection, workspace, case, now)
    if row["person"] != person:
        raise ValueError("only the person whom it is about can reply")
    said = _words(words)
    state = "replied" if row["state"] != "first_opinion" else "first_opinion"
    _move(connection, row, LIVE, state=state, reply=said)
    _log(connection, row, "replied", person, said, now)


def give_opinion(
    connection: Connection,
    workspace: str,
    case: str,
    reviewer: str,
    opinion: Opinion,
    reason: str | None,
    now: datetime,
) -> None:
    """The first reviewer's view, once the subject has replied or has had a working day to do so.

    Raises `ValueError` with a sentence for the reader if it is not theirs to give, or not yet.
    """
    row = _reviewable(connection, workspace, case, reviewer, now)
    if row["state"] == "first_opinion":
        raise ValueError("there is a first opinion already; a second person decides")
    if row["state"] == "subject_told" and now < after(row["told_at"], DAYS_TO_REPLY, row["time_zone"]):
        raise ValueError("the person whom it is about has a working day to reply first")
    words = _reason(reason)
    _move(connection, row, KNOWN_TO_SUBJECT, state="first_opinion", first_reviewer=reviewer, first_opinion=opinion)
    _log(connection, row, f"first_opinion:{opinion}", reviewer, words, now)


def decide(
    connection: Connection,
    workspace: str,
    case: str,
    reviewer: str,
    opinion: Opinion,
    reason: str | None,
    now: datetime,
) -> Literal["upheld", "dismissed"]:
    """The second reviewer's view, which closes the case: upheld if both would uphold it, else dismissed.

    Raises `ValueError` with a sentence for the reader if a first opinion is missing or was the same person's.
    """
    row = _reviewable(connection, workspace, case, reviewer, now)
    if row["state"] != "first_opinion":
        raise ValueError("somebody else has to give a first opinion before it is decided")
    if row["first_reviewer"] == reviewer:
        raise ValueError("you gave the first opinion; a second person decides")
    decision: Literal["upheld", "dismissed"] = "upheld" if opinion == row["first_opinion"] == "uphold" else "dismissed"
    words = _reason(reason)
    closed = {"state": decision, "decision": decision, "second_reviewer": reviewer, "closed_at": now}
    _move(connection, row, ("first_opinion",), **closed)
    _log(connection, row, f"{decision}:{opinion}", reviewer, words, now)
    return decision


def any_live(connection: Connection, workspace: str) -> bool:
    """Whether any case waits for anything."""
    query = select(_C.id).where(_C.workspace == workspace, _C.state.in_(LIVE)).limit(1)
    return connection.execute(query).first() is not None


def case_of(connection: Connection, workspace: str, person: str) -> Row | None:
    """The subject's own newest case, whatever its state."""
    query = select(_T).where(_mine(workspace, person)).order_by(_C.opened_at.desc()).limit(1)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def live_case_of(connection: Connection, workspace: str, person: str, now: datetime) -> Row | None:
    """The subject's own case that still waits for something; there is at most one."""
    query = select(_T).where(_mine(workspace, person), _C.state.in_(LIVE), _C.lapses_at > now)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def for_review(connection: Connection, workspace: str, reviewer: str | None, now: datetime) -> list[Row]:
    """Cases that this reviewer may see: live, not about them, and known to their subjects. Oldest first.

    Without a reviewer, all that anybody may.
    """
    query = select(_T).where(_C.workspace == workspace, _C.state.in_(KNOWN_TO_SUBJECT), _C.lapses_at > now)
    if reviewer is not None:
        query = query.where(_C.person != reviewer)
    return [dict(row) for row in connection.execute(query.order_by(_C.opened_at, _C.id)).mappings()]


def known_case(connection: Connection, workspace: str, case: str) -> Row | None:
    """A case in any state, for reviewers; None also while, or because, its subject never heard of it."""
    heard = or_(_C.told_at.is_not(None), _C.reply.is_not(None))
    query = select(_T).where(_C.workspace == workspace, _C.id == case, heard)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def dismissed_evidence(connection: Connection, workspace: str, as_of: datetime) -> tuple[Dismissed, ...]:
    """What reviewers had dismissed by a moment (aware)."""
    query = select(_C.person, _C.evidence).where(
        _C.workspace == workspace, _C.state == "dismissed", _C.closed_at <= as_of
    )
    return tuple(
        Dismissed(person, item["family"], frozenset(item["refs"]))
        for person, evidence in connection.execute(query.order_by(_C.id))
        for item in evidence
    )


def audit_log(connection: Connection, workspace: str, case: str) -> list[Row]:
    """Every step of a case, first to last."""
    query = select(_steps).where(_steps.c.workspace == workspace, _steps.c.case == case).order_by(_steps.c.number)
    return [dict(row) for row in connection.execute(query).mappings()]


def _mine(workspace: str, person: str) -> ColumnElement[bool]:
    return and_(_C.workspace == workspace, _C.person == person)


def _known_references(connection: Connection, workspace: str, person: str) -> dict[str, set[str]]:
    """family -> references that stood in any closed case of this person."""
    known: dict[str, set[str]] = {}
    closed = select(_C.evidence).where(_mine(workspace, person), _C.closed_at.is_not(None))
    for evidence in connection.execute(closed).scalars():
        for item in evidence:
            known.setdefault(item["family"], set()).update(item["refs"])
    return known


def _new_case(
    workspace: str, person: str, findings: Iterable[Finding], severity: Severity, zone: str, now: datetime
) -> Row:
    """The row; its id is the same for one person and UTC day in every process, so that it is opened once."""
    seed = f"{workspace}:{person}:{now.astimezone(UTC).date()}".encode()
    return {
        "workspace": workspace,
        "id": hashlib.blake2b(seed, digest_size=8).hexdigest(),
        "person": person,
        "severity": severity,
        "evidence": [{"family": f.family, "summary": f.summary, "refs": list(f.refs)} for f in findings],
        "state": "open",
        "time_zone": zone,
        "opened_at": now,
        "lapses_at": after(now, WORKING_DAYS, zone),
    }


def _live(connection: Connection, workspace: str, case: str, now: datetime) -> Row:
    row = connection.execute(select(_T).where(_C.workspace == workspace, _C.id == case)).mappings().first()
    if row is None:
        raise ValueError("there is no such case")
    if row["state"] not in LIVE or row["lapses_at"] <= now:
        raise ValueError("it is closed, and nothing is held back any more")
    return dict(row)


def _reviewable(connection: Connection, workspace: str, case: str, reviewer: str, now: datetime) -> Row:
    row = _live(connection, workspace, case, now)
    if row["person"] == reviewer:
        raise ValueError("nobody reviews what is about themselves")
    if row["state"] not in KNOWN_TO_SUBJECT:
        raise ValueError("there is no such case")  # its subject has not been told, so nobody hears that it exists
    return row


def _words(text: str) -> str:
    said = text.strip()
    if not said:
        raise ValueError("please write a few words")
    return said[:LONGEST_WORDS]


def _reason(text: str | None) -> str | None:
    return None if text is None else _words(text)


def _move(connection: Connection, row: Row, allowed: Collection[str], **values: object) -> None:
    """Change a case that is still in the state it was read in; `ValueError` if somebody was quicker."""
    unchanged = and_(_C.workspace == row["workspace"], _C.id == row["id"], _C.state == row["state"])
    moved = row["state"] in allowed and connection.execute(update(_T).where(unchanged).values(values)).rowcount
    if not moved:
        raise ValueError("somebody was quicker; please look at it again")


def _log(connection: Connection, row: Row, step: str, actor: str | None, words: str | None, at: datetime) -> None:
    mine = (_steps.c.workspace == row["workspace"], _steps.c.case == row["id"])
    last = connection.execute(select(func.max(_steps.c.number)).where(*mine)).scalar()
    entry = {"workspace": row["workspace"], "case": row["id"], "number": (last or 0) + 1, "person": row["person"]}
    connection.execute(_steps.insert(), [{**entry, "step": step, "actor": actor, "words": words, "at": at}])
