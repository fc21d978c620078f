"""Who is who: the many names that sources use, resolved to one person.

A fact keeps for ever the name its source gave it (a directory id, an e-mail address, or `provider:login` such as
`kiro:215bb5b0-…`). Who that is gets decided when it is read, from the people known at that time, so the order in
which reports arrive never matters and merging two people rewrites no history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ranking.events import Person

ERASED = "erased:"  # what stands in others' facts for somebody who was erased, with a random word behind it


@dataclass(frozen=True, slots=True)
class Identities:
    """`described` maps a canonical id to its merged description; `aliases` any other name to a canonical id."""

    described: dict[str, Person]
    aliases: dict[str, str]

    def resolve(self, name: str) -> str:
        """The canonical id for a name; a name nobody described stands for itself."""
        if name in self.described:
            return name
        return self.aliases.get(name) or self.aliases.get(name.lower()) or name


def is_login(name: str) -> bool:
    """Whether a name has the form `provider:login` that adapters give to people they know no directory id of."""
    return ":" in name


def is_erased(name: str) -> bool:
    """Whether a name stands for somebody who was erased: still a giver of what they gave, but nobody to be listed."""
    return name.startswith(ERASED)


def names_of(person: Person) -> list[str]:
    """Every name that facts may use for this person."""
    names = [person.id]
    if person.email:
        names.append(person.email)
    names += [f"{provider}:{login}" for provider, login in sorted(person.logins.items())]
    if person.slack_user_id:
        names.append(f"slack:{person.slack_user_id}")
    return names


def identify(people: Iterable[Person]) -> Identities:
    """Join descriptions that share an e-mail address or a login. The result does not depend on their order.

    A directory id wins over a `provider:login` as the canonical one, then the smaller id. What the canonical
    description leaves open is filled from the others.
    """
    ordered = sorted(people, key=lambda person: (is_login(person.id), person.id))
    described: dict[str, Person] = {}
    aliases: dict[str, str] = {}
    for person in ordered:
        names = names_of(person)
        owner = next((aliases[name] for name in names if name in aliases), person.id)
        described[owner] = _merged(described[owner], person) if owner in described else person
        for name in names:
            aliases.setdefault(name, owner)
    return Identities(described, aliases)


def _merged(first: Person, second: Person) -> Person:
    gaps = {
        name: getattr(second, name)
        for name in ("email", "name", "team", "role", "level", "time_zone", "slack_user_id", "started_on")
        if getattr(first, name) is None
    }
    return first.model_copy(update={**gaps, "logins": {**second.logins, **first.logins}})
