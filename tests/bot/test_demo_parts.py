"""The demo's pure parts: who has an account, which channel a team gets, whose eyes the visitor sees with."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo import MINIMUM_GROUP, _host, _move_in, _settings
from bot.sandbox import LocalWorkspace
from ranking.events import Person, Team
from ranking.simulation import Company, simulate


@pytest.fixture(scope="module")
def company() -> Company:
    """A small company."""
    return simulate(people=30, weeks=2, seed=3, ends=datetime(2026, 11, 23, 9, 0, tzinfo=UTC))


def test_everybody_moves_in(company: Company) -> None:
    """Each person event names that person's account, and each team event the channel with its members."""
    workspace = LocalWorkspace(seed=3)
    events = _move_in(workspace, company)
    state = workspace.core.state
    people = {event.id: event for event in events if isinstance(event, Person)}
    teams = {event.id: event for event in events if isinstance(event, Team)}
    assert set(people) == {one.person.id for one in company.people}
    assert all(state.users[str(one.slack_user_id)].name == name for name, one in people.items())
    for name, team in teams.items():
        members = {one.slack_user_id for one in people.values() if one.team == name}
        assert set(state.channels[str(team.channel)].members) == members | {state.bot.id}
        assert state.channels[str(team.channel)].topic.startswith(str(team.name))


def test_moving_in_changes_no_other_event(company: Company) -> None:
    """The work itself is handed on as it was, in its order."""
    events = _move_in(LocalWorkspace(seed=3), company)
    pairs = list(zip(events, company.events, strict=True))
    assert all(moved is event for moved, event in pairs if not isinstance(event, Person | Team))


def test_the_visitor_is_somebody_with_much_to_show(company: Company) -> None:
    """The first account is a steady, public person of a team large enough to be ranked."""
    host = _host(company)
    sizes = Counter(one.person.team for one in company.people)
    assert (host.persona, host.visibility) == ("steady", "public")
    assert sizes[host.person.team] >= MINIMUM_GROUP
    workspace = LocalWorkspace(seed=3)
    _move_in(workspace, company)
    first = next(user for user in workspace.core.state.users.values() if not user.is_bot)
    assert first.name == host.person.id


def test_a_company_without_a_steady_person_has_a_host_too(company: Company) -> None:
    """Where nobody qualifies the most valuable person is the host."""
    private = replace(company, people=[replace(one, visibility="private") for one in company.people])
    assert _host(private).true_value == max(one.true_value for one in company.people)


async def test_the_demo_listens_to_its_own_workspace_alone(tmp_path: Path) -> None:
    """Its tokens are the workspace's, its database lies in its folder, and it has no signing secret to leak."""
    async with LocalWorkspace(seed=3) as workspace:
        settings = _settings(workspace, tmp_path)
        assert settings.slack_api_url == workspace.api_url
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == workspace.bot_token
    assert str(tmp_path) in settings.database_url.get_secret_value()
    assert (settings.slack_signing_secret, settings.api_token, settings.host) == (None, None, "127.0.0.1")
    assert settings.minimum_group == MINIMUM_GROUP
