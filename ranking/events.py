"""The canonical events: the one language that every source speaks and every policy reads.

One pydantic model a type, frozen, validated where the bytes come in. Times are aware and normalised to UTC, days
are UTC days, money and vendor credits are exact decimals, counts are whole and never negative. `kirorank schema
events` prints the JSON Schema that is made from these models.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

CHANNELS = ("code", "review", "win", "incident")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = (bool, int, float)
# Persian names and emoji are written with these two, which Python does not call printable.
_WITHOUT_JOINERS = {ord("\u200c"): None, ord("\u200d"): None}
_BESIDE_CONTENT = {"reported_at"}


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not an IANA time zone such as Europe/Berlin") from None
    return name


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("lies outside the calendar") from None


def _no_control_characters(text: str) -> str:
    if not text.translate(_WITHOUT_JOINERS).isprintable():
        raise ValueError("holds a control character")
    return text


Text = Annotated[
    str, StringConstraints(min_length=1, max_length=256, strip_whitespace=True), AfterValidator(_no_control_characters)
]
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Count = Annotated[int, Field(ge=0, le=10**15)]
Amount = Annotated[Decimal, Field(ge=0, le=10**12)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Share = Annotated[float, Field(ge=0, le=1)]
Channel = Literal["code", "review", "win", "incident"]
Trust = Literal["A", "B", "C", "D"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class _Record(BaseModel):
    """What every event shares: unknown keys that are numbers or booleans are kept, other unknown keys are dropped.

    A vendor's new column is worth keeping while it is a count. Free text is not: it could be a prompt, and none is
    ever stored.
    """

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)

    reported_at: Instant | None = None

    @model_validator(mode="before")
    @classmethod
    def _keep_only_counts_of_the_unknown(cls, data: Any) -> Any:
        known = cls.__pydantic_fields__
        if isinstance(data, dict) and not (data.keys() <= known.keys()):
            return {key: value for key, value in data.items() if key in known or isinstance(value, _NUMBERS)}
        return data

    @property
    def key(self) -> str:
        """What makes two reports of one type speak of the same fact."""
        return str(getattr(self, "id"))  # noqa: B009  # the field is declared by the subclasses

    def content(self) -> bytes:
        """The event as compact JSON without its `reported_at`. What has its default is left out, so that a field
        added later changes no fingerprint."""
        return self.__pydantic_serializer__.to_json(self, exclude=_BESIDE_CONTENT, exclude_defaults=True)

    def fingerprint(self) -> str:
        """A hash of the content, the same for a replay and another for a restatement."""
        return hashlib.blake2b(self.content(), digest_size=12).hexdigest()


class Person(_Record):
    """Somebody who may be ranked. `logins` maps a provider to that person's login there; `started_on` is the day they
    joined, so that a newcomer is compared by the weeks they were there."""

    type: Literal["person"] = "person"
    id: Text
    email: Text | None = None
    name: Text | None = None
    team: Text | None = None
    role: Text | None = None
    level: Text | None = None
    time_zone: Zone | None = None
    slack_user_id: Text | None = None
    started_on: date | None = None
    logins: dict[Text, Text] = Field(default_factory=dict)

    @field_validator("email")
    @classmethod
    def _email_is_lower_case(cls, email: str | None) -> str | None:
        if email is not None and ("@" not in email or " " in email):
            raise ValueError("is not an e-mail address")
        return email.lower() if email else None


class DigestTime(BaseModel):
    """When a team's weekly digest is due, in the team's own zone."""

    model_config = ConfigDict(frozen=True)

    weekday: Weekday = "monday"
    time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "09:00"


class Team(_Record):
    """A team; without a `channel` it gets no digest."""

    type: Literal["team"] = "team"
    id: Text
    name: Text | None = None
    channel: Text | None = None
    time_zone: Zone | None = None
    digest: DigestTime | None = None


class Coverage(_Record):
    """Which evidence channels are connected for a team. Connected and empty counts 0; not connected is left out."""

    type: Literal["coverage"] = "coverage"
    team: Text
    channels: tuple[Channel, ...]

    @property
    def key(self) -> str:
        return self.team


class Usage(_Record):
    """One person's use of one tool on one UTC day. Nothing here may ever raise a `kept-value` rank."""

    type: Literal["usage"] = "usage"
    id: Text
    person: Text
    day: date
    source: Text
    trust: Trust
    tool: Text
    model: Text | None = None
    sessions: Count = 0
    prompts: Count = 0
    uncached_input_tokens: Count = 0
    cache_read_tokens: Count = 0
    cache_write_tokens: Count = 0
    output_tokens: Count = 0
    cost_usd: Amount | None = None
    credits: Amount | None = None
    lines_suggested: Count = 0
    lines_accepted: Count = 0
    active_seconds: Count = 0


class Approval(BaseModel):
    """One approval of a change; `seconds_after_request` and `comments` say how much of a look it was."""

    model_config = ConfigDict(frozen=True)

    person: Text
    seconds_after_request: Count = 0
    comments: Count = 0


class Change(_Record):
    """A merged change. `effective_lines` leaves out whitespace, generated, vendored, moved and duplicated lines."""

    type: Literal["change"] = "change"
    id: Text
    person: Text
    merged_at: Instant
    repo: Text
    area: Text | None = None
    issue: Text | None = None
    issue_opened_by: Text | None = None
    lines_added: Count = 0
    lines_deleted: Count = 0
    effective_lines: Count
    approvals: tuple[Approval, ...] = ()
    deployed_at: Instant | None = None
    used_by_teams: tuple[Text, ...] = ()


class Survival(_Record):
    """The share of a change's lines that were alive, and not correctively rewritten, at a moment after the merge."""

    type: Literal["survival"] = "survival"
    change: Text
    at: Instant
    share_alive: Share

    @property
    def key(self) -> str:
        return f"{self.change}@{self.at.isoformat()}"


class Revert(_Record):
    """A change was taken back."""

    type: Literal["revert"] = "revert"
    change: Text
    at: Instant

    @property
    def key(self) -> str:
        return f"{self.change}@{self.at.isoformat()}"


class Review(_Record):
    """A review of somebody's change; `led_to_change` says whether the change was altered because of it."""

    type: Literal["review"] = "review"
    id: Text
    person: Text
    change: Text
    at: Instant
    minutes: Annotated[float, Field(ge=0, le=10_000)] = 0
    led_to_change: bool = False


class Win(_Record):
    """A result outside code, confirmed by others."""

    type: Literal["win"] = "win"
    id: Text
    person: Text
    at: Instant
    confirmed_by: tuple[Text, ...] = ()


class Incident(_Record):
    """An incident that a person closed."""

    type: Literal["incident"] = "incident"
    id: Text
    person: Text
    closed_at: Instant
    reopened: bool = False


Event = Person | Team | Coverage | Usage | Change | Survival | Revert | Review | Win | Incident
EVENT_TYPES: dict[str, type[Event]] = {
    model.model_fields["type"].default: model
    for model in (Person, Team, Coverage, Usage, Change, Survival, Revert, Review, Win, Incident)
}
_adapter: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was left out, in words: where it stands and why. Line 0 is the file as a whole."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Located:
    """An event and the place it was read from, so that a later contradiction can still name its line."""

    event: Event
    file: str
    line: int

    def reject(self, reason: str) -> Reject:
        return Reject(self.file, self.line, reason)


def parse_event(line: str | bytes) -> Event:
    """Read one NDJSON line. Raises `ValueError` whose text is one clear sentence."""
    try:
        return _adapter.validate_json(line)
    except ValidationError as error:
        raise ValueError(explain(error)) from None


def explain(error: ValidationError) -> str:
    """Turn pydantic's first complaint into a sentence that names the field, the value and the rule."""
    first = error.errors(include_url=False)[0]
    kind = first["type"]
    if kind == "json_invalid":
        return f"not valid JSON ({first['ctx']['error']})"
    if kind == "union_tag_invalid":
        return f"unknown type {first['ctx']['tag']}; known types are {', '.join(EVENT_TYPES)}"
    if kind == "union_tag_not_found":
        return f'no "type"; it is one of {", ".join(EVENT_TYPES)}'
    place = [str(step) for step in first["loc"] if step not in EVENT_TYPES]
    field = ".".join(place) or "the line"
    if kind == "missing":
        return f"{field} is missing"
    message = first["msg"].removeprefix("Value error, ")
    return f"{field} is {_kind_of(first['input'])}: {message[:1].lower()}{message[1:]}"


def event_schema() -> dict[str, Any]:
    """The JSON Schema of one NDJSON line."""
    return _adapter.json_schema()


def _kind_of(value: object) -> str:
    """A value in words that give away no text: it could be a prompt or a secret, and rejects are kept."""
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, str):
        return f"a text of {len(value)} characters"
    return "an object" if isinstance(value, dict) else "a list"
