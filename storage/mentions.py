"""Mentions: where one person is named in what is kept about others, and how those places are made to forget."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Connection, delete, func, or_, select, true, update

from ranking.events import Event
from ranking.identity import Identities
from storage.dialects import insert_new
from storage.erased import givers, with_givers
from storage.models import AccessRow, CaseRow, CaseStepRow, DeliveryRow, OutcomeRow, PersonRow, RejectRow, UsageRow
from storage.shelves import SHELVES, Row, table_of

_outcomes = table_of(OutcomeRow)
_deliveries = table_of(DeliveryRow)
_rejects = table_of(RejectRow)
_access = table_of(AccessRow)
_people = table_of(PersonRow)
Test = Callable[[str], bool]
_GIVEN = ("change", "win")
_NOT_WORDS = {"type", "action_id", "block_id", "style", "channel"}
_CASES = (
    (table_of(CaseRow), ("id",), ("first_reviewer", "second_reviewer"), ("evidence", "reply")),
    (table_of(CaseStepRow), ("case", "number"), ("actor",), ("words",)),
)
SOMEBODY = "somebody"


def spellings(connection: Connection, workspace: str, identities: Identities, person: str) -> list[str]:
    """Every name under which facts know a person: id, aliases, and the spellings that sources really used."""
    found = {person, *(alias for alias, owner in identities.aliases.items() if owner == person)}
    for table in (table_of(UsageRow), _outcomes):
        query = select(table.c.person).where(table.c.workspace == workspace, table.c.person.is_not(None)).distinct()
        found.update(name for name in connection.execute(query).scalars() if identities.resolve(name) == person)
    return sorted(found)


def words_for(connection: Connection, workspace: str, names: Iterable[str]) -> list[str]:
    """The names, and what else gives the person away: display name, e-mail, bare logins and Slack ids."""
    words = set(names)
    query = select(_people).where(_people.c.workspace == workspace, _people.c.id.in_(list(words)))
    for row in connection.execute(query).mappings():
        words |= {row["name"], row["email"], row["slack_user_id"], *row["logins"].values()} - {None}
    return sorted(words)


def is_giver(connection: Connection, workspace: str, name: str) -> bool:
    """Whether somebody gave an approval or a confirmation, or asked for a change, under this very name."""
    return any(name in givers(event) for _, event in _facts_that_hold(connection, workspace, {name}))


def forget_mentions(
    connection: Connection, workspace: str, names: list[str], words: list[str], is_them: Test, alias: str
) -> int:
    """Put `alias` in the person's place in others' facts and logs, `somebody` in messages; returns rows changed.

    `is_them` says of any name whether it means the person. The fingerprints of facts stay, so that the same report
    is still a duplicate when it is imported again.
    """
    pattern = _pattern(words)
    return (
        _forget_givers(connection, workspace, names, is_them, alias)
        + _forget_in_messages(connection, workspace, pattern)
        + _forget_in_rejects(connection, workspace, pattern)
        + _forget_viewer(connection, workspace, words, alias)
        + _forget_in_cases(connection, workspace, words, pattern, alias)
    )


def _facts_that_hold(connection: Connection, workspace: str, names: Iterable[str]) -> list[tuple[Row, Event]]:
    """Changes and wins in whose JSON one of the names stands as a text, in any case."""
    needles = [to_json(name).decode().lower() for name in names]
    # SQLite lowers ASCII letters alone, so a needle with others is looked for here and not there.
    body = func.lower(_outcomes.c.body)
    likely = [body.contains(needle, autoescape=True) if needle.isascii() else true() for needle in needles]
    query = select(_outcomes.c.kind, _outcomes.c.id, _outcomes.c.body).where(
        _outcomes.c.workspace == workspace, _outcomes.c.kind.in_(_GIVEN), or_(*likely)
    )
    rows = connection.execute(query).mappings()
    held = [dict(row) for row in rows if any(needle in row["body"].lower() for needle in needles)]
    return [(row, SHELVES[row["kind"]].to_event(row)) for row in held]


def _forget_givers(connection: Connection, workspace: str, names: list[str], is_them: Test, alias: str) -> int:
    changed = 0
    for row, event in _facts_that_hold(connection, workspace, names):
        renamed = with_givers(event, lambda giver: alias if is_them(giver) else giver)
        if renamed is not event:
            key = (_outcomes.c.workspace == workspace, _outcomes.c.kind == row["kind"], _outcomes.c.id == row["id"])
            connection.execute(update(_outcomes).where(*key).values(body=renamed.content().decode()))
            changed += 1
    return changed


def _forget_in_messages(connection: Connection, workspace: str, pattern: re.Pattern[str]) -> int:
    changed = 0
    query = select(_deliveries.c.key, _deliveries.c.payload).where(_deliveries.c.workspace == workspace)
    for key, payload in connection.execute(query).all():
        forgotten = _without_words(payload, pattern)
        if forgotten != payload:
            mine = (_deliveries.c.workspace == workspace, _deliveries.c.key == key)
            connection.execute(update(_deliveries).where(*mine).values(payload=forgotten))
            changed += 1
    return changed


def _forget_in_rejects(connection: Connection, workspace: str, pattern: re.Pattern[str]) -> int:
    changed = 0
    query = select(_rejects).where(_rejects.c.workspace == workspace)
    for row in connection.execute(query).mappings().all():
        if pattern.search(row["reason"]) or pattern.search(row["file"]):
            key = [_rejects.c[name] == row[name] for name in ("workspace", "source", "file", "line")]
            changed += connection.execute(delete(_rejects).where(*key)).rowcount
    return changed


def _forget_viewer(connection: Connection, workspace: str, words: list[str], alias: str) -> int:
    """That somebody looked stays known to whom it concerns; who it was does not."""
    mine = (_access.c.workspace == workspace, _access.c.viewer.in_(words))
    rows = [dict(row) for row in connection.execute(select(_access).where(*mine)).mappings()]
    connection.execute(delete(_access).where(*mine))
    insert_new(connection, _access, [{**row, "viewer": alias} for row in rows])
    return len(rows)


def _forget_in_cases(
    connection: Connection, workspace: str, words: list[str], pattern: re.Pattern[str], alias: str
) -> int:
    """Who reviewed another's case becomes the alias, so that two reviewers stay two; words lose the name."""
    changed = 0
    for table, keys, reviewers, texts in _CASES:
        for row in connection.execute(select(table).where(table.c.workspace == workspace)).mappings().all():
            new = {name: alias if row[name] in words else row[name] for name in reviewers}
            new |= {name: _without_words(row[name], pattern) for name in texts}
            if any(new[name] != row[name] for name in new):
                mine = [table.c[name] == row[name] for name in ("workspace", *keys)]
                connection.execute(update(table).where(*mine).values(**new))
                changed += 1
    return changed


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words standing alone, as typed or as HTML and Slack escape them; the longest first."""
    forms = {form for word in words for form in (word, html.escape(word, quote=False))}
    either = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    return re.compile(rf"<@(?:{either})>|(?<!\w)(?:{either})(?!\w)")


def _without_words(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(SOMEBODY, value)
    if isinstance(value, list):
        return [_without_words(each, pattern) for each in value]
    if isinstance(value, dict):
        return {key: each if key in _NOT_WORDS else _without_words(each, pattern) for key, each in value.items()}
    return value
