"""The recurring jobs: whatever runs them and however often, each thing happens once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.jobs.badges import award_due, due_awards
from bot.jobs.daily import due_snapshot, make_round, snapshot_moment, take_due_snapshot
from bot.jobs.digests import due_digests, queue_due
from bot.jobs.standings import refresh_snapshot, take_snapshot
from commands._ask import House
from ranking.events import DigestTime, Team
from storage.badges import held
from storage.engine import Connection, Database
from storage.ledger import claim, mark_again
from storage.models import DeliveryRow
from storage.shelves import table_of
from storage.standings import current_snapshot
from tests.bot.company_help import WORKSPACE, channel_of, company, move_in, quiet, slack_id
from tests.conftest import NOW

HOUSE = House(WORKSPACE)
DAY = timedelta(days=1)


@pytest.fixture
def filled(sqlite_database: Database) -> Database:
    """The simulated company in an SQLite database, not ranked yet."""
    move_in(sqlite_database)
    return sqlite_database


def queued(database: Database, kind: str) -> list[dict[str, Any]]:
    """The ledger's rows of a kind, oldest first."""
    columns = table_of(DeliveryRow).c
    with database.read() as connection:
        query = select(table_of(DeliveryRow)).where(columns.kind == kind).order_by(columns.created_at, columns.key)
        return [dict(row) for row in connection.execute(query).mappings()]


def current(database: Database) -> str | None:
    """The id of the snapshot that replies read."""
    with database.read() as connection:
        found = current_snapshot(connection, WORKSPACE)
    return None if found is None else str(found["id"])


def awarded(database: Database) -> set[tuple[str, str, str]]:
    """Who holds what."""
    with database.read() as connection:
        return held(connection, WORKSPACE)


def test_the_snapshots_minute_is_the_same_for_all_and_nobody_can_aim_at_it() -> None:
    """It follows from the workspace and the day alone, lies within the day, and differs from day to day."""
    days = [NOW + n * DAY for n in range(60)]
    moments = [snapshot_moment("w", day) for day in days]

    assert moments == [snapshot_moment("w", day.replace(hour=23)) for day in days]
    assert [moment.date() for moment in moments] == [day.date() for day in days]
    assert len({moment.time() for moment in moments}) > 50
    assert moments[0] != snapshot_moment("other", days[0])


def test_a_snapshot_is_due_from_its_minute_until_it_is_taken(filled: Database) -> None:
    """Before today's minute yesterday's is due; after it today's; once taken, nothing until tomorrow's."""
    moment = snapshot_moment(WORKSPACE, NOW)

    assert due_snapshot(filled, HOUSE, moment - timedelta(seconds=1)) == f"daily:{(NOW - DAY).date()}"
    assert due_snapshot(filled, HOUSE, moment) == f"daily:{NOW.date()}"
    assert take_due_snapshot(filled, HOUSE, moment)
    assert due_snapshot(filled, HOUSE, moment + timedelta(hours=1)) is None
    assert due_snapshot(filled, HOUSE, snapshot_moment(WORKSPACE, NOW + DAY)) is not None


def test_two_processes_make_one_round(database: Database, database_url: str) -> None:
    """Two processes that start at the same moment take one snapshot, award each badge once and tell it once."""
    move_in(database)
    other = Database(database_url)
    with ThreadPoolExecutor(2) as pool:
        took = list(pool.map(lambda each: take_due_snapshot(each, HOUSE, NOW), (database, other)))
    other.close()

    assert sorted(took) == [False, True]
    assert awarded(database)
    assert max(Counter(row["key"] for row in queued(database, "badge")).values()) == 1


class PowerCutError(Exception):
    """The process ends here."""


class Dying(Database):
    """A database whose writing transaction breaks off just before its end."""

    def write(self) -> Any:
        """A transaction that does everything and commits nothing."""
        return self._cut()

    def _cut(self) -> Any:
        from contextlib import contextmanager

        @contextmanager
        def cut() -> Iterator[Connection]:
            with super(Dying, self).write() as connection:
                yield connection
                raise PowerCutError

        return cut()


def test_a_round_that_breaks_off_is_made_whole_by_the_next(filled: Database, sqlite_url: str) -> None:
    """A process dies after scoring and awarding: no half of it stays, and the next tick does all of it."""
    dying = Dying(sqlite_url)
    with pytest.raises(PowerCutError):
        take_due_snapshot(dying, HOUSE, NOW)
    dying.close()
    assert (current(filled), awarded(filled), queued(filled, "badge")) == (None, set(), [])

    assert take_due_snapshot(filled, HOUSE, NOW)
    assert current(filled) is not None
    assert awarded(filled)
    assert queued(filled, "badge")


def test_each_badge_is_awarded_once_and_told_by_its_highest_tier(filled: Database) -> None:
    """What is due is awarded whole; of several new tiers of one badge the last is told; again, nothing is due."""
    due = due_awards(filled, HOUSE, NOW)
    given = award_due(filled, HOUSE, NOW)
    highest = {(award.person, award.badge): award.tier for award in given}
    messages = queued(filled, "badge")

    assert given == due
    assert awarded(filled) == {(award.person, award.badge, award.tier) for award in due}
    assert {row["key"] for row in messages} == {f"badge:{who}:{what}:{tier}" for (who, what), tier in highest.items()}
    assert all(row["target"] == slack_id(row["person"]) for row in messages)
    assert len(given) > len(messages), "some reached several tiers at once"
    assert (award_due(filled, HOUSE, NOW + DAY), due_awards(filled, HOUSE, NOW)) == ([], [])


def test_who_wants_quiet_gets_the_badge_and_no_message(filled: Database) -> None:
    """A choice of quiet, or no Slack id, takes the message away and leaves the badge."""
    somebody = due_awards(filled, HOUSE, NOW)[0].person
    quiet(filled, somebody)
    award_due(filled, HOUSE, NOW)

    assert somebody in {person for person, _, _ in awarded(filled)}
    assert somebody not in {row["person"] for row in queued(filled, "badge")}


def test_people_without_a_slack_id_get_badges_without_messages(sqlite_database: Database) -> None:
    """Nobody to write to is no error."""
    move_in(sqlite_database, company().events)
    assert award_due(sqlite_database, HOUSE, NOW)
    assert queued(sqlite_database, "badge") == []


def test_history_is_filled_in_silence(filled: Database) -> None:
    """A round that should not tell awards and queues nothing, and the same name makes no second round."""
    assert make_round(filled, HOUSE, NOW - DAY, "history:1", tell=False)
    assert not make_round(filled, HOUSE, NOW, "history:1")
    assert awarded(filled)
    assert queued(filled, "badge") == []


def test_a_channel_has_one_digest_a_week(filled: Database) -> None:
    """Ticked all week long from several processes' times, each team's channel is queued once a week."""
    take_snapshot(filled, HOUSE, NOW)
    for hours in range(0, 24 * 6, 7):
        queue_due(filled, HOUSE, NOW + timedelta(hours=hours))
    rows = queued(filled, "digest")

    assert {row["target"] for row in rows} == {channel_of(team.id) for team in company().teams}
    per_week = Counter(row["key"] for row in rows)
    assert max(per_week.values()) == 1
    assert max(Counter(row["target"] for row in rows if row["key"].endswith("W48")).values()) == 1


def test_a_forced_digest_is_still_once_a_week(filled: Database) -> None:
    """With a channel it comes at any hour, for the week it is; the schedule then adds nothing to that week."""
    take_snapshot(filled, HOUSE, NOW)
    channel = channel_of(company().teams[0].id)
    early = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)

    (forced,) = queue_due(filled, HOUSE, early, channel=channel)
    assert (forced.channel, forced.week) == (channel, "2026-W48")
    assert due_digests(filled, HOUSE, early, channel=channel) == []
    assert queue_due(filled, HOUSE, early + timedelta(days=3), channel=channel) == []
    assert channel not in {digest.channel for digest in queue_due(filled, HOUSE, NOW + DAY)}


def test_a_forced_digest_of_a_later_weekday_is_this_weeks(sqlite_database: Database) -> None:
    """Forced on Wednesday, a Friday team gets this week's digest, though last Friday's was sent."""
    friday = DigestTime(weekday="friday", time="09:00")
    move_in(sqlite_database, [Team(id="a", channel="C1", time_zone="UTC", digest=friday)])
    last_friday, wednesday = NOW - timedelta(days=3), NOW + timedelta(days=2)

    assert [d.week for d in queue_due(sqlite_database, HOUSE, last_friday)] == ["2026-W47"]
    assert [d.week for d in queue_due(sqlite_database, HOUSE, wednesday, channel="C1")] == ["2026-W48"]
    assert queue_due(sqlite_database, HOUSE, wednesday + timedelta(days=2)) == []


def test_a_digest_comes_at_the_teams_own_hour(sqlite_database: Database) -> None:
    """Kiritimati's Monday morning is UTC's Sunday evening; a team without a zone follows the workspace."""
    move_in(sqlite_database, [Team(id="a", channel="C1", time_zone="Pacific/Kiritimati"), Team(id="b", channel="C2")])
    sunday = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)

    assert queue_due(sqlite_database, House(WORKSPACE, time_zone="America/New_York"), sunday)[0].channel == "C1"
    monday = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    found = queue_due(sqlite_database, House(WORKSPACE, time_zone="America/New_York"), monday)
    assert [(digest.channel, digest.week) for digest in found] == [("C2", "2026-W48")]


def test_teams_that_share_a_channel_share_a_digest(sqlite_database: Database) -> None:
    """Two teams in one channel are one message; a team without a channel gets none."""
    teams = [Team(id="a", name="Alpha", channel="C1"), Team(id="b", name="Beta", channel="C1"), Team(id="c", name="No")]
    move_in(sqlite_database, teams)

    assert [digest.channel for digest in queue_due(sqlite_database, HOUSE, NOW)] == ["C1"]


def test_two_processes_queue_a_digest_once(database: Database, database_url: str) -> None:
    """Whichever is quicker queues it; the other finds it queued."""
    move_in(database, [Team(id=f"t{n}", channel=f"C{n}") for n in range(8)])
    other = Database(database_url)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda each: queue_due(each, HOUSE, NOW), (database, other)))
    other.close()

    assert sum(len(each) for each in found) == 8 == len(queued(database, "digest"))


def test_a_digest_is_rendered_once(filled: Database) -> None:
    """A retry sends what was queued, though the standings have moved on since."""
    take_snapshot(filled, HOUSE, NOW - timedelta(days=14))
    queue_due(filled, HOUSE, NOW)
    with filled.write() as connection:
        first = claim(connection, WORKSPACE, NOW, limit=1)[0]
        mark_again(connection, first, NOW, "no answer", outcome_unknown=True)
    take_snapshot(filled, HOUSE, NOW)
    with filled.write() as connection:
        again = {one.key: one for one in claim(connection, WORKSPACE, NOW, limit=20)}[first.key]

    assert again.payload == first.payload


def test_a_digest_that_cannot_be_composed_keeps_no_other_back(filled: Database) -> None:
    """One team's broken card costs its own channel the digest, and the error says whose it was."""
    from storage.models import TeamStandingRow

    take_snapshot(filled, HOUSE, NOW)
    cards = table_of(TeamStandingRow)
    rated = company().teams[0].id
    with filled.write() as connection:
        connection.execute(cards.update().where(cards.c.team == rated).values(card={}, status="rated", rank=None))
    with pytest.raises(ExceptionGroup) as caught:
        queue_due(filled, HOUSE, NOW)

    assert [error.__notes__ for error in caught.value.exceptions] == [
        [f"while composing the digest of {channel_of(rated)}"]
    ]
    assert len(queued(filled, "digest")) == len(company().teams) - 1


def test_refreshing_takes_a_snapshot_only_when_the_current_is_old(filled: Database) -> None:
    """A snapshot of the day before is good enough for a digest; an older or a later one is not."""
    refresh_snapshot(filled, HOUSE, NOW)
    first = current(filled)
    refresh_snapshot(filled, HOUSE, NOW + timedelta(hours=23))
    assert current(filled) == first
    refresh_snapshot(filled, HOUSE, NOW + timedelta(hours=25))
    assert current(filled) != first
