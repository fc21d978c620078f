"""The shapes of the control API's requests, checked by pydantic; a bad one becomes one clear sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.sandbox.errors import BadRequestError

# Datetimes end in the year 9999, so a step of more than a century is refused rather than carried out.
CENTURY = 100 * 366 * 86_400


class Request(BaseModel):
    """A control request; unknown fields are refused, because they are mistakes."""

    model_config = ConfigDict(extra="forbid")


class CommandRequest(Request):
    """Type a slash command."""

    user: str
    channel: str
    command: str = Field(min_length=1)
    text: str = ""


class MessageRequest(Request):
    """Write a message."""

    user: str
    channel: str
    text: str = Field(min_length=1)
    thread_ts: str | None = None


class ActionRequest(Request):
    """Use an element of a message (channel and ts) or of a view (view_id)."""

    user: str
    channel: str | None = None
    ts: str | None = None
    view_id: str | None = None
    action: dict[str, Any]
    values: dict[str, Any] = {}


class SubmitRequest(Request):
    """Submit a modal."""

    user: str
    view_id: str
    values: dict[str, Any] = {}


class CloseRequest(Request):
    """Close a modal, or with `clear` all of them."""

    user: str
    view_id: str
    clear: bool = False


class HomeRequest(Request):
    """Open the Home tab."""

    user: str


class ClockRequest(Request):
    """Move the clock: to a time, by seconds, or to the next such local weekday and time."""

    now: AwareDatetime | None = None
    advance_seconds: float | None = Field(default=None, ge=-CENTURY, le=CENTURY)
    to: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] | None = None
    time: dt.time = dt.time(9, 0)
    zone: str = "UTC"

    @field_validator("zone")
    @classmethod
    def known_zone(cls, zone: str) -> str:
        """Refuse a zone the time zone database does not have."""
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"is no IANA time zone: {zone!r}") from None
        return zone

    @field_validator("now")
    @classmethod
    def near(cls, now: dt.datetime | None) -> dt.datetime | None:
        """Refuse years with which calendars and timestamps do not work."""
        if now is not None and not 1971 <= now.year <= 2200:
            raise ValueError("lies outside the years 1971 to 2200")
        return now


class FaultRequest(Request):
    """Let a fault befall the next calls of a method."""

    method: str = Field(min_length=1)
    kind: str
    times: int = 1
    retry_after: int = 1


class SettingsRequest(Request):
    """Switch what is off by default."""

    rate_limits: bool


class SocketsRequest(Request):
    """Have the workspace end or refresh Socket Mode connections."""

    disconnect: Literal["refresh_requested", "warning", "link_disabled"]


Shape = TypeVar("Shape", bound=Request)


async def read(request: web.Request, shape: type[Shape]) -> Shape:
    """Return the request's JSON body as `shape`; raises BadRequestError with one sentence otherwise."""
    try:
        return shape.model_validate_json(await request.read() or b"{}")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadRequestError(f"The field {where}: {first['msg']}." if where else f"{first['msg']}.") from None
