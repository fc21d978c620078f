"""Standings: written as a fresh snapshot and then switched to, so that a reply is one read by key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, delete, or_, select

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


def publish(connection: Connection, workspace: str, snapshot: Row, people: Sequence[Row], teams: Sequence[Row]) -> bool:
    """Write a snapshot whole and point replies to it; False if this snapshot id was already written.

    Snapshots older than eight days are thinned to one an ISO week, which is what movement and history need.
    """
    head = {"workspace": workspace, **snapshot}
    if not insert_new(connection, _snapshots, [head]):
        return False
    key = {"workspace": workspace, "snapshot": snapshot["id"]}
    for table, rows in ((_standings, people), (_teams, teams)):
        if rows:
            connection.execute(table.insert(), [{**row, **key} for row in rows])
    upsert(connection, _current, ("workspace", "snapshot"), [(workspace, snapshot["id"])])
    _thin_out(connection, workspace, snapshot["as_of"])
    return True


def has_snapshot(connection: Connection, workspace: str, snapshot: str) -> bool:
    """Whether the snapshot with this id was written."""
    query = select(_snapshots.c.id).where(_snapshots.c.workspace == workspace, _snapshots.c.id == snapshot)
    return connection.execute(query).first() is not None


def snapshot_before(connection: Connection, workspace: str, moment: datetime) -> str | None:
    """The id of the newest snapshot taken as of `moment` or earlier."""
    query = (
        select(_snapshots.c.id)
        .where(_snapshots.c.workspace == workspace, _snapshots.c.as_of <= moment)
        .order_by(_snapshots.c.as_of.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


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
_by_person = _standing_query.where(_standings.c.person == bindparam("person"))


def standing_of(
    connection: Connection, workspace: str, *, slack_user_id: str | None = None, person: str | None = None
) -> Row | None:
    """One person's current standing with its card, found by Slack id or by person id."""
    if slack_user_id is not None:
        found = connection.execute(_by_slack_user, {"workspace": workspace, "slack_user_id": slack_user_id})
    else:
        found = connection.execute(_by_person, {"workspace": workspace, "person": person})
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
