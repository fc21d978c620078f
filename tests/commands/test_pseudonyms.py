"""Pseudonyms: stable within a season, new in the next, different elsewhere, and not to be worked out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commands._pseudonyms import SEASON_WEEKS, pseudonym, season

START = datetime(1970, 1, 5, tzinfo=UTC)
SEASON = timedelta(weeks=SEASON_WEEKS)
PEOPLE = [f"p{n}" for n in range(200)]


@given(st.integers(0, 400), st.floats(0, 0.999))
def test_a_season_is_twelve_weeks_from_a_monday(number: int, share: float) -> None:
    """Every moment of twelve whole weeks has one number."""
    assert season(START + number * SEASON + share * SEASON) == number


def test_the_zone_does_not_move_a_season() -> None:
    """The same instant is in the same season everywhere."""
    moment = START + SEASON - timedelta(minutes=1)
    assert season(moment.astimezone(tz=None)) == season(moment) == 0


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_name_is_stable_within_a_season(workspace: str, person: str) -> None:
    """The first and the last minute of a season show the same name, of the usual form."""
    first, last = START + 5 * SEASON, START + 6 * SEASON - timedelta(minutes=1)
    name = pseudonym(workspace, person, first)
    assert name == pseudonym(workspace, person, last)
    assert re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+ [1-9][0-9]", name)


def test_names_change_with_season_workspace_and_key() -> None:
    """Nearly nobody keeps a name where it should be another, and few share one."""

    def names(workspace: str = "w", after: timedelta = timedelta(), key: bytes = b"") -> list[str]:
        return [pseudonym(workspace, person, START + after, key) for person in PEOPLE]

    for other in (names("v"), names(after=SEASON), names(key=b"secret")):
        assert sum(a == b for a, b in zip(names(), other, strict=True)) <= 2
    assert len(set(names())) > 190
