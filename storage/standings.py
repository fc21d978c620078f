"""Standings: written as a fresh snapshot and then switched to, so that a reply is one read by key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection, and_, bindparam, delete, or_, select
from sqlalchemy.dialects import sqlite

from storage.dialects import insert_new, upsert
from storage.models import (
    CurrentSnapshotRow,
    PersonRow,
    PreferenceRow,
    SnapshotRow,
    StandingRow,
    TeamStandingRow,
)
from storage.shelves import Row, table_of

KEPT_WEEKS = 26
_current = table_of(CurrentSnapshotRow)
_snapshots = table_of(SnapshotRow)
_standings = table_of(StandingRow)
_teams = table_of(TeamStandingRow)
_people = table_of(PersonRow)
_preferences = table_of(PreferenceRow)


def publish(
    connection: Connection,
    workspace: str,
    snapshot: Row,
    people: Sequence[Row],
    teams: Sequence[Row],
    *,
    now: datetime | None = None,
) -> bool:
    """Write a snapshot whole, and point replies to it if it is the newest; False if its id was already written.

    A look back may not take replies back. `now` (the snapshot's own moment by default) is the time it is: before what
    is as of now, a look ahead gives way. Snapshots older than eight days are thinned to one an ISO
    week, which is what movement and history need.
    """
    now = now or snapshot["as_of"]
    head = {"workspace": workspace, **snapshot}
    if not insert_new(connection, _snapshots, [head]):
        return False
    key = {"workspace": workspace, "snapshot": snapshot["id"]}
    for table, rows in ((_standings, people), (_teams, teams)):
        if rows:
            connection.execute(table.insert(), [{**row, **key} for row in rows])
    current = current_snapshot(connection, workspace)
    if current is None or snapshot["as_of"] >= min(current["as_of"], now):
        upsert(connection, _current, ("workspace", "snapshot"), [(workspace, snapshot["id"])])
    _thin_out(connection, workspace, min(snapshot["as_of"], now))
    return True


def has_snapshot(connection: Connection, workspace: str, snapshot: str) -> bool:
    """Whether the snapshot with this id was written."""
    query = select(_snapshots.c.id).where(_snapshots.c.workspace == workspace, _snapshots.c.id == snapshot)
    return connection.execute(query).first() is not None


def snapshot_before(connection: Connection, workspace: str, moment: datetime) -> Row | None:
    """The newest snapshot taken as of `moment` or earlier: id, as_of, policy, policy_version, rated."""
    query = (
        select(_snapshots)
        .where(_snapshots.c.workspace == workspace, _snapshots.c.as_of <= moment)
        .order_by(_snapshots.c.as_of.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def current_snapshot(connection: Connection, workspace: str) -> Row | None:
    """The snapshot that replies read: id, as_of, policy, policy_version, rated."""
    query = select(_snapshots).join(
        _current,
        and_(_current.c.workspace == _snapshots.c.workspace, _current.c.snapshot == _snapshots.c.id),
    )
    row = connection.execute(query.where(_current.c.workspace == workspace)).mappings().first()
    return dict(row) if row else None


def people_of(connection: Connection, workspace: str, snapshot: str) -> dict[str, Row]:
    """Every person's standing in one snapshot, by person."""
    query = select(_standings).where(_standings.c.workspace == workspace, _standings.c.snapshot == snapshot)
    return {row["person"]: dict(row) for row in connection.execute(query).mappings()}


def teams_of(connection: Connection, workspace: str, snapshot: str) -> dict[str, Row]:
    """Every team's standing in one snapshot, by team."""
    query = select(_teams).where(_teams.c.workspace == workspace, _teams.c.snapshot == snapshot)
    return {row["team"]: dict(row) for row in connection.execute(query).mappings()}


_in_current = and_(_standings.c.workspace == _current.c.workspace, _standings.c.snapshot == _current.c.snapshot)
_with_preferences = and_(
    _preferences.c.workspace == _standings.c.workspace, _preferences.c.person == _standings.c.person
)
_standing_query = (
    select(*_standings.c, _preferences.c.visibility, _snapshots.c.as_of, _snapshots.c.policy, _snapshots.c.rated)
    .select_from(_current)
    .join(_standings, _in_current)
    .join(
        _snapshots,
        and_(_snapshots.c.workspace == _current.c.workspace, _snapshots.c.id == _current.c.snapshot),
    )
    .outerjoin(_preferences, _with_preferences)
    .where(_current.c.workspace == bindparam("workspace"))
)
_by_slack_user = _standing_query.where(_standings.c.slack_user_id == bindparam("slack_user_id"))
_OWN = ("person", "team", "status", "score", "value", "rank", "rank_low", "rank_high", "band", "evidence", "card")
_own_standing = (
    select(*(_standings.c[name] for name in _OWN))
    .select_from(_current)
    .join(_standings, _in_current)
    .where(_current.c.workspace == bindparam("workspace"), _standings.c.slack_user_id == bindparam("slack_user_id"))
)
_own_sql = str(_own_standing.compile(dialect=sqlite.dialect()))


def own_standing(connection: Connection, workspace: str, slack_user_id: str) -> Row | None:
    """The current standing of a Slack user with its card: the one read behind nearly every reply.

    On a local database it goes to the driver as it is: SQLAlchemy's handling took five times as long as the read.
    """
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        row = driver.execute(_own_sql, (workspace, slack_user_id)).fetchone()
        return None if row is None else {**dict(zip(_OWN, row, strict=True)), "card": from_json(row[-1])}
    found = connection.execute(_own_standing, {"workspace": workspace, "slack_user_id": slack_user_id})
    mapped = found.mappings().first()
    return dict(mapped) if mapped else None


def standing_of(connection: Connection, workspace: str, slack_user_id: str) -> Row | None:
    """The same with its snapshot and the visibility that the person chose, for whoever else asks."""
    found = connection.execute(_by_slack_user, {"workspace": workspace, "slack_user_id": slack_user_id})
    row = found.mappings().first()
    return dict(row) if row else None


def team_standing(connection: Connection, workspace: str, team: str) -> Row | None:
    """One team's current standing with its card."""
    query = (
        select(_teams)
        .select_from(_current)
        .join(_teams, and_(_teams.c.workspace == _current.c.workspace, _teams.c.snapshot == _current.c.snapshot))
        .where(_current.c.workspace == workspace, _teams.c.team == team)
    )
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def ranked(
    connection: Connection,
    workspace: str,
    *,
    visible: Sequence[str],
    default_visible: bool,
    team: str | None,
    limit: int,
) -> list[Row]:
    """Rated people in rank order whose visibility is one of `visible`, or unset where `default_visible`."""
    chosen = _preferences.c.visibility
    shown = or_(chosen.in_(visible), chosen.is_(None)) if default_visible else chosen.in_(visible)
    query = _standing_query.where(_standings.c.rank.is_not(None), shown).order_by(
        _standings.c.rank, _standings.c.person
    )
    if team is not None:
        query = query.where(_standings.c.team == team)
    rows = connection.execute(query.limit(limit), {"workspace": workspace}).mappings()
    return [dict(row) for row in rows]


def person_by_slack_id(connection: Connection, workspace: str, slack_user_id: str) -> str | None:
    """The person that somebody's directory entry ties to this Slack id, ranked yet or not."""
    query = (
        select(_people.c.id)
        .where(_people.c.workspace == workspace, _people.c.slack_user_id == slack_user_id)
        .order_by(_people.c.id)
    )
    return connection.execute(query).scalar()


def _thin_out(connection: Connection, workspace: str, newest: datetime) -> None:
    query = select(_snapshots.c.id, _snapshots.c.as_of).where(_snapshots.c.workspace == workspace)
    daily, oldest = newest - timedelta(days=8), newest - timedelta(weeks=KEPT_WEEKS)
    seen: set[tuple[int, int]] = set()
    for name, as_of in connection.execute(query.order_by(_snapshots.c.as_of.desc())).all():
        week = as_of.isocalendar()[:2]
        if as_of >= daily or (as_of >= oldest and week not in seen):
            seen.add(week)
            continue
        for table, column in (
            (_standings, _standings.c.snapshot),
            (_teams, _teams.c.snapshot),
            (_snapshots, _snapshots.c.id),
        ):
            connection.execute(delete(table).where(table.c.workspace == workspace, column == name))
