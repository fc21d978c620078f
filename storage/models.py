"""The tables. A row's key starts with its workspace; instants are aware UTC; money is an exact decimal in text.

Facts (people, teams, coverage, usage, outcomes) carry the fingerprint and `reported_at` that decide which of two
reports stands. Outcomes of all kinds share one table, since they are only ever read whole, as events.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Dialect, Index, String, Text, TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept as text: SQLite would make it a float, and money and credits are exact."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # the signature is SQLAlchemy's
        """To the database."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """From the database."""
        return None if value is None else Decimal(value)


def _count() -> Any:
    return Field(default=0, sa_type=BigInteger)


class Fact(SQLModel):
    """What every reported fact carries."""

    fingerprint: str
    reported_at: datetime | None = None


class PersonRow(Fact, table=True):
    """Somebody, as one source described them. Who is the same person is decided by `ranking.identity` on reading."""

    __tablename__ = "people"
    __table_args__ = (Index(None, "workspace", "slack_user_id"), Index(None, "workspace", "email"))
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    email: str | None = None
    name: str | None = None
    team: str | None = None
    role: str | None = None
    level: str | None = None
    time_zone: str | None = None
    slack_user_id: str | None = None
    started_on: date | None = None
    logins: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    extra: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class TeamRow(Fact, table=True):
    """A team, its channel and the hour of its digest."""

    __tablename__ = "teams"
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    name: str | None = None
    channel: str | None = None
    time_zone: str | None = None
    digest: dict[str, str] | None = Field(default=None, sa_type=JSON)
    extra: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class CoverageRow(Fact, table=True):
    """Which evidence channels are connected for a team."""

    __tablename__ = "coverage"
    workspace: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    channels: list[str] = Field(sa_type=JSON)
    extra: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class UsageRow(Fact, table=True):
    """One person's use of one tool on one UTC day, under the name that the source gave the person."""

    __tablename__ = "usage"
    __table_args__ = (Index(None, "workspace", "day"),)
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person: str
    day: date
    source: str
    trust: str
    tool: str
    model: str | None = None
    sessions: int = _count()
    prompts: int = _count()
    uncached_input_tokens: int = _count()
    cache_read_tokens: int = _count()
    cache_write_tokens: int = _count()
    output_tokens: int = _count()
    cost_usd: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    credits: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    lines_suggested: int = _count()
    lines_accepted: int = _count()
    active_seconds: int = _count()
    extra: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class OutcomeRow(Fact, table=True):
    """A change, survival, revert, review, win or incident, whole, as the JSON of its event."""

    __tablename__ = "outcomes"
    __table_args__ = (Index(None, "workspace", "at"), Index(None, "workspace", "person"))
    workspace: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person: str | None = None
    at: datetime
    body: str = Field(sa_type=Text)


class RejectRow(SQLModel, table=True):
    """A row that an import left out: where it stood and why, never what it held."""

    __tablename__ = "rejects"
    workspace: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    file: str = Field(primary_key=True)
    line: int = Field(primary_key=True)
    reason: str
    at: datetime


class PreferenceRow(SQLModel, table=True):
    """What a person decided about being seen and being written to."""

    __tablename__ = "preferences"
    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    visibility: str | None = None
    badge_dms: bool = True


class SnapshotRow(SQLModel, table=True):
    """One scoring of everybody. The newest by `as_of` is the one that replies read."""

    __tablename__ = "snapshots"
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    as_of: datetime = Field(index=True)
    policy: str
    policy_version: str
    rated: int = 0


class CurrentSnapshotRow(SQLModel, table=True):
    """The snapshot that replies read; moving this pointer is what publishes a finished snapshot."""

    __tablename__ = "current_snapshots"
    workspace: str = Field(primary_key=True)
    snapshot: str


class StandingRow(SQLModel, table=True):
    """A person's place in one snapshot; `card` holds all that the person's own reply needs, so it is one read."""

    __tablename__ = "standings"
    __table_args__ = (
        Index(None, "workspace", "snapshot", "slack_user_id"),
        Index(None, "workspace", "snapshot", "rank"),
        Index(None, "workspace", "snapshot", "team"),
        Index(None, "workspace", "person"),
    )
    workspace: str = Field(primary_key=True)
    snapshot: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    slack_user_id: str | None = None
    team: str | None = None
    status: str
    score: float | None = None
    value: float | None = None
    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    band: str | None = None
    evidence: int = 0
    card: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class TeamStandingRow(SQLModel, table=True):
    """A team's place per head in one snapshot, with the figures its reply and digest need."""

    __tablename__ = "team_standings"
    workspace: str = Field(primary_key=True)
    snapshot: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    members: int
    status: str
    score: float | None = None
    rank: int | None = None
    card: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class BadgeRow(SQLModel, table=True):
    """A badge that somebody was awarded, once a tier, with its reason and evidence."""

    __tablename__ = "badges"
    workspace: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    badge: str = Field(primary_key=True)
    tier: str = Field(primary_key=True)
    awarded_at: datetime
    reason: str
    evidence: list[str] = Field(default_factory=list, sa_type=JSON)


class DeliveryRow(SQLModel, table=True):
    """The ledger: one message that must arrive once. Its `key` names the occasion, so it cannot be queued twice."""

    __tablename__ = "deliveries"
    __table_args__ = (Index(None, "workspace", "state", "not_before"),)
    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    kind: str
    target: str
    person: str | None = Field(default=None, index=True)
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    state: str = "waiting"
    attempts: int = 0
    outcome_unknown: bool = False
    not_before: datetime
    lease_until: datetime | None = None
    first_attempt_at: datetime | None = None
    created_at: datetime
    sent_at: datetime | None = None
    sent_ts: str | None = None
    last_error: str | None = None


class AccessRow(SQLModel, table=True):
    """Somebody looked at something of somebody else."""

    __tablename__ = "access_log"
    workspace: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    viewer: str = Field(primary_key=True)
    what: str = Field(primary_key=True)
    at: datetime = Field(primary_key=True)


class ErasedRow(SQLModel, table=True):
    """One name of somebody who was erased: a salted hash, and the random alias that stands in others' facts."""

    __tablename__ = "erased"
    workspace: str = Field(primary_key=True)
    digest: str = Field(primary_key=True)
    salt: str
    alias: str


class KeyRow(SQLModel, table=True):
    """A random key of a workspace. The purpose `pseudonyms`: nobody can work out from an id whose a pseudonym is."""

    __tablename__ = "workspace_keys"
    workspace: str = Field(primary_key=True)
    purpose: str = Field(primary_key=True)
    key: bytes


class CaseRow(SQLModel, table=True):
    """A flag that waits for humans: what was found about whom, the subject's reply, and what was decided.

    `evidence` holds family, summary and references of each finding. `lapses_at` is five working days after it was
    opened, in the subject's zone. `decision` is upheld or dismissed.
    """

    __tablename__ = "cases"
    __table_args__ = (Index(None, "workspace", "person"), Index(None, "workspace", "state"))
    workspace: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    person: str
    severity: str
    evidence: list[dict[str, Any]] = Field(sa_type=JSON)
    state: str = "open"
    time_zone: str = "UTC"
    opened_at: datetime
    lapses_at: datetime
    told_at: datetime | None = None
    reply: str | None = Field(default=None, sa_type=Text)
    first_reviewer: str | None = None
    first_opinion: str | None = None
    second_reviewer: str | None = None
    decision: str | None = None
    closed_at: datetime | None = None


class CaseStepRow(SQLModel, table=True):
    """One step of a case, written once and never changed: who did what, when. `actor` None is the bot itself."""

    __tablename__ = "case_steps"
    __table_args__ = (Index(None, "workspace", "person"),)
    workspace: str = Field(primary_key=True)
    case: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    person: str
    step: str
    actor: str | None = None
    words: str | None = Field(default=None, sa_type=Text)
    at: datetime
