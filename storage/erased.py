"""Who was erased: salted hashes of their names and nothing else, so that a later report does not bring them back.

A suppression list cannot do without some trace. This one answers "was this name erased?" to whoever asks with the
name in hand, and gives no name to anybody else. The random alias that comes with it stands in other people's facts
for what the erased person gave (an approval, a confirmation), so that those facts keep their worth.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy import Connection, delete, select

from ranking.events import Approval, Change, Event, Incident, Person, Review, Usage, Win
from ranking.identity import ERASED, is_login, names_of
from storage.dialects import insert_new
from storage.models import ErasedRow
from storage.shelves import table_of

E = TypeVar("E", bound=Event)
_T = table_of(ErasedRow)


class Erased:
    """The erased people of one workspace; false if there are none."""

    def __init__(self, salt: str, aliases: dict[str, str]) -> None:
        self.salt, self._aliases = salt, aliases

    def __bool__(self) -> bool:
        return bool(self._aliases)

    def alias(self, name: str) -> str | None:
        """What stands for this name if its owner was erased, else None."""
        found = self._aliases.get(digest(self.salt, name))
        # Identities compare e-mail addresses and logins in lower case too, ids as they are.
        return found or (self._aliases.get(digest(self.salt, name.lower())) if _is_folded(name) else None)

    def without(self, event: Event) -> Event | None:
        """The event with erased givers under their alias; None if it is about an erased person."""
        match event:
            case Person():
                return None if any(map(self.alias, names_of(event))) else event
            case Usage() | Review() | Incident() | Change() | Win() if self.alias(event.person):
                return None
            case Change() | Win():
                return with_givers(event, lambda name: self.alias(name) or name)
            case _:
                return event

    def named_in(self, sentence: str) -> bool:
        """Whether a word of a sentence is an erased name."""
        return any(self.alias(word) for word in sentence.split())


def load_erased(connection: Connection, workspace: str) -> Erased:
    """Read a workspace's list."""
    rows = connection.execute(select(_T.c.salt, _T.c.digest, _T.c.alias).where(_T.c.workspace == workspace)).all()
    return Erased(rows[0].salt if rows else secrets.token_hex(16), {row.digest: row.alias for row in rows})


def remember_erased(connection: Connection, workspace: str, names: Iterable[str]) -> str:
    """Put the names of one person on the list; returns the random alias."""
    salt, alias = load_erased(connection, workspace).salt, f"{ERASED}{secrets.token_hex(6)}"
    rows = [{"workspace": workspace, "digest": digest(salt, name), "salt": salt, "alias": alias} for name in names]
    insert_new(connection, _T, rows)
    return alias


def let_back(connection: Connection, workspace: str, name: str) -> int:
    """Take the person of this name off the list, with every name they had; returns how many names that were."""
    alias = load_erased(connection, workspace).alias(name)
    return connection.execute(delete(_T).where(_T.c.workspace == workspace, _T.c.alias == alias)).rowcount


def givers(event: Event) -> set[str]:
    """Who approved or confirmed an event, or asked for it, by the names it uses."""
    match event:
        case Win():
            return set(event.confirmed_by)
        case Change():
            return {approval.person for approval in event.approvals} | ({event.issue_opened_by or ""} - {""})
        case _:
            return set()


def with_givers(event: E, rename: Callable[[str], str]) -> E:
    """A change or win with the people who approved, confirmed or asked for it renamed; anything else as it is."""
    if isinstance(event, Win):
        givers = tuple(map(rename, event.confirmed_by))
        return event if givers == event.confirmed_by else event.model_copy(update={"confirmed_by": givers})
    if not isinstance(event, Change):
        return event
    opener = event.issue_opened_by and rename(event.issue_opened_by)
    approvals = tuple(_renamed(approval, rename) for approval in event.approvals)
    if (opener, approvals) == (event.issue_opened_by, event.approvals):
        return event
    return event.model_copy(update={"issue_opened_by": opener, "approvals": approvals})


def digest(salt: str, name: str) -> str:
    """The keyed hash of one name."""
    return hashlib.blake2b(name.encode(), key=salt.encode(), digest_size=16).hexdigest()


def _renamed(approval: Approval, rename: Callable[[str], str]) -> Approval:
    return approval.model_copy(update={"person": rename(approval.person)})


def _is_folded(name: str) -> bool:
    return "@" in name or is_login(name)
