"""Bad input: facts that cannot be true beside the others, told with their line and left out, so the rest is scored.

What is *not* an error. A cycle of approvals (ana approves ben, ben approves ana, or a longer ring): that is how small
teams work, each approval is true by itself, and what a closed circle is worth is the business of `kept.endorsement`
and of `integrity.reciprocity`. A survival or revert of a change that no line describes: files are cut by date, and the
change may stand in another; it is kept and told as doubtful. A change approved by its author alone: the work is real,
and without anybody else's approval it counts as self-merged; it too is kept and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from ranking.events import Change, Event, Incident, Located, Reject, Revert, Review, Survival, Win
from ranking.history import without_repeats
from ranking.window import LOOK_TOLERANCE

CLOCK_TOLERANCE = timedelta(hours=1)
LONGEST_REVIEW = timedelta(days=365)
"""How long before its merge a review may be: changes wait for months, but a year is a mix-up of two changes."""


def unsound(located: Sequence[Located], as_of: datetime) -> list[Reject]:
    """What has to be left out, in order of lines read: a fact that contradicts an earlier one, anything that happened
    over an hour after `as_of` (aware), and a survival or revert a day, or a review a year, before its change's merge.
    """
    return _judged(located, as_of)[1]


def sound_events(located: Sequence[Located], as_of: datetime) -> tuple[list[Event], list[Reject]]:
    """The events that may be scored, each once, and what was left out. Linear in events."""
    return _judged(located, as_of)


def doubtful(located: Sequence[Located]) -> list[str]:
    """What is kept but worth telling, with its line: sequels of unknown changes, and approvals by the author alone."""
    known = {item.event.id for item in located if isinstance(item.event, Change)}
    return [str(item.reject(reason)) for item in located if (reason := _doubt(item.event, known))]


def _judged(located: Sequence[Located], as_of: datetime) -> tuple[list[Event], list[Reject]]:
    unique, rejects = without_repeats(located)
    merged = {event.id: event.merged_at for event in unique if isinstance(event, Change)}
    wrong = {id(event): reason for event in unique if (reason := _impossible(event, merged, as_of))}
    told = {id(item.event): item for item in located if id(item.event) in wrong}
    rejects += [told[one].reject(reason) for one, reason in wrong.items()]
    order = {(item.file, item.line): place for place, item in enumerate(located)}
    rejects.sort(key=lambda reject: order[reject.file, reject.line])
    return [event for event in unique if id(event) not in wrong], rejects


def _impossible(event: Event, merged: dict[str, datetime], as_of: datetime) -> str | None:
    for word, moment in _moments(event):
        if moment > as_of + CLOCK_TOLERANCE:
            late = f"{event.type} {event.key} {word} {moment.isoformat()}, after {as_of.isoformat()}"
            return f"{late}; check the clock that wrote it, or --as-of"
    if isinstance(event, Survival | Revert | Review) and event.change in merged:
        before = LONGEST_REVIEW if isinstance(event, Review) else LOOK_TOLERANCE
        if event.at < merged[event.change] - before:
            return (
                f"{event.type} of {event.change} at {event.at.isoformat()} lies over {before.days} "
                f"{'day' if before.days == 1 else 'days'} before the merge at {merged[event.change].isoformat()}"
            )
    return None


def _moments(event: Event) -> Iterator[tuple[str, datetime]]:
    """When an outcome happened, with the words for it."""
    match event:
        case Change():
            yield "was merged", event.merged_at
        case Incident():
            yield "was closed", event.closed_at
        case Survival() | Revert() | Review() | Win():
            yield "is dated", event.at
        case _:
            return


def _doubt(event: Event, known: set[str]) -> str | None:
    if isinstance(event, Survival | Revert) and event.change not in known:
        return f"{event.type} of {event.change}: no line describes that change; kept, and it counts for nothing"
    if isinstance(event, Change) and event.approvals and {a.person for a in event.approvals} == {event.person}:
        return f"change {event.id} is approved by its author alone; kept, and it counts as self-merged"
    return None
