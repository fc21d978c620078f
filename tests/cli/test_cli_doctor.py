"""`kirorank doctor` and `deliver`, against a local Slack workspace with every fault that can be asked for."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cli_help import AS_OF, Office, Ran, company
from pydantic import SecretStr

from bot.doctor import Finding, examine, worst
from bot.doctor.database import check_database
from bot.doctor.findings import LEVELS, listed
from bot.doctor.settings import check_settings
from bot.manifest import SCOPES, manifest
from bot.sandbox import LocalWorkspace
from bot.sandbox.faults import Fault
from bot.settings import Settings
from storage.engine import Database
from storage.ledger import Message, claim, mark_dead, queue
from storage.schema import migrate


class Clinic:
    """An office whose settings point to a local Slack workspace."""

    def __init__(self, office: Office, workspace: LocalWorkspace) -> None:
        self.office, self.workspace = office, workspace
        office.set(
            SLACK_BOT_TOKEN=workspace.bot_token,
            SLACK_APP_TOKEN=workspace.app_token,
            SLACK_API_URL=workspace.api_url,
        )

    async def run(self, *argv: str) -> Ran:
        """Run a command beside the workspace."""
        return await asyncio.to_thread(self.office.run, *argv)

    async def findings(self) -> tuple[Ran, dict[str, list[str]]]:
        """Doctor's findings: area and level to what was said."""
        ran = await self.run("doctor", "--json")
        told: dict[str, list[str]] = {}
        for finding in ran.json["findings"]:
            assert finding["level"] in LEVELS
            assert bool(finding["mend"]) is (finding["level"] != "ok")
            told.setdefault(f"{finding['area']} {finding['level']}", []).append(finding["what"])
        return ran, told

    def fault(self, method: str, kind: str, times: int = 1) -> None:
        """Let something go wrong."""
        self.workspace.core.faults.add(Fault(method, kind, times))


@pytest.fixture
async def clinic(office: Office) -> AsyncIterator[Clinic]:
    """A workspace with the app installed as its manifest says."""
    async with LocalWorkspace(seed=3) as workspace:
        workspace.install(manifest())
        yield Clinic(office, workspace)


@pytest.fixture
async def healthy(clinic: Clinic) -> Clinic:
    """A clinic with yesterday's data, standings, and a bot in every channel."""
    now = datetime.now(UTC)
    clinic.workspace.add_channel("payments", id="C1")
    events = [event for event in company() if event.get("id") != "silent"]
    for event in events:
        if event["type"] == "usage":
            event["day"] = now.date().isoformat()
    await clinic.run("import", clinic.office.write("e.ndjson", events), "--source", "events")
    await clinic.run("rank")
    return clinic


async def test_a_healthy_bot_has_nothing_to_mend(healthy: Clinic) -> None:
    """Everything is looked at, all of it is well, and the status is 0."""
    ran, told = await healthy.findings()

    assert (ran.status, ran.json["status"], ran.err) == (0, "ok", "")
    assert {key.split()[0] for key in told} == {
        "settings", "database", "slack", "scopes", "clock", "schedule", "standings", "sources", "outbox",
    }  # fmt: skip
    assert any("Europe/Berlin" in what and "Monday" in what and "09:00" in what for what in told["schedule ok"])
    assert "the bot can post in C1" in told["schedule ok"]


async def test_it_can_be_read(healthy: Clinic) -> None:
    """Without --json every finding is a line, and the last sentence is the verdict."""
    ran = await healthy.run("doctor")

    assert ran.status == 0
    assert ran.out.rstrip().endswith("All is well.")


async def test_looking_changes_nothing(clinic: Clinic) -> None:
    """Doctor makes no database file, posts nothing, and says that there is no database yet."""
    ran, told = await clinic.findings()

    assert (ran.status, ran.json["status"]) == (0, "warning")
    assert "there is no database file" in told["database warning"][0]
    assert list(clinic.office.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("invalid_auth", "does not know this token"),
        ("token_revoked", "was revoked"),
        ("account_inactive", "was removed"),
        ("http_500", "internal_error"),
        ("some_new_error", "some_new_error"),
    ],
)
async def test_a_refused_token_is_explained(healthy: Clinic, kind: str, told: str) -> None:
    """Slack's error names come with what they mean; the status is 1."""
    healthy.fault("auth.test", kind)
    ran, found = await healthy.findings()

    assert ran.status == 1
    assert told in found["slack problem"][0]
    assert found["slack problem"][0].startswith("SLACK_BOT_TOKEN")


async def test_rate_limits_are_no_problem(healthy: Clinic) -> None:
    """Being asked to slow down is a warning."""
    healthy.fault("auth.test", "ratelimited")
    ran, found = await healthy.findings()

    assert ran.status == 0
    assert "slow down" in found["slack warning"][0]


async def test_a_slack_that_does_not_answer_is_told(healthy: Clinic) -> None:
    """A dropped connection and an address where nobody listens are both told, with the setting to check."""
    healthy.fault("auth.test", "drop_after_accept")
    _, dropped = await healthy.findings()
    healthy.office.set(SLACK_API_URL="http://127.0.0.1:1/api/")
    ran, away = await healthy.findings()

    assert ran.status == 1
    assert "does not answer" in dropped["slack problem"][0]
    assert "http://127.0.0.1:1/api/" in away["slack problem"][0]


async def test_tokens_in_each_others_place_are_told(healthy: Clinic) -> None:
    """An app token as bot token and the other way round are recognised by their beginnings."""
    bot, app = healthy.workspace.bot_token, healthy.workspace.app_token
    healthy.office.set(SLACK_BOT_TOKEN=app, SLACK_APP_TOKEN=bot)
    ran, told = await healthy.findings()

    assert ran.status == 1
    assert told["settings problem"] == ["SLACK_BOT_TOKEN holds an app token", "SLACK_APP_TOKEN holds a bot token"]
    assert bot not in ran.out
    assert app not in ran.out


async def test_a_persons_token_is_told(healthy: Clinic) -> None:
    """A user token would post in a person's name."""
    ana = healthy.workspace.add_user("ana")
    healthy.office.set(SLACK_BOT_TOKEN=healthy.workspace.add_user_token(ana, SCOPES))
    ran, told = await healthy.findings()

    assert ran.status == 1
    assert told["settings problem"] == ["SLACK_BOT_TOKEN holds a person's token"]
    assert "speaks for a person" in told["slack problem"][0]


async def test_missing_scopes_are_named(healthy: Clinic) -> None:
    """Each scope that was not granted is listed."""
    healthy.workspace.configure_app(scopes=["commands", "chat:write"])
    ran, told = await healthy.findings()

    assert ran.status == 1
    for scope in set(SCOPES) - {"commands", "chat:write"}:
        assert scope in told["scopes problem"][0]
    assert "chat:write" not in told["scopes problem"][0].split(", ")


async def test_without_reading_scopes_membership_is_said_to_be_unknown(healthy: Clinic) -> None:
    """Where Slack may not be asked about channels, doctor says so instead of guessing."""
    healthy.workspace.configure_app(scopes=["commands", "chat:write", "im:write", "im:history"])
    _, told = await healthy.findings()

    assert any("was not checked" in what for what in told["schedule warning"])


@pytest.mark.parametrize("scopes", [SCOPES, (*SCOPES, "channels:read")])
async def test_a_channel_without_the_bot_is_a_problem(healthy: Clinic, scopes: tuple[str, ...]) -> None:
    """Not a member, archived or unknown: each is told, with channels:read and without it."""
    workspace = healthy.workspace
    workspace.configure_app(scopes=scopes)
    workspace.add_channel("quiet", id="C2", bot_is_member=False)
    teams = [{"type": "team", "id": "t2", "channel": "C2"}, {"type": "team", "id": "t3", "channel": "C404"}]
    await healthy.run("import", healthy.office.write("t.ndjson", teams), "--source", "events")
    ran, told = await healthy.findings()

    assert ran.status == 1
    assert any(what.startswith("C2") and "not in the channel" in what for what in told["schedule problem"])
    assert any(what.startswith("C404") and "no such channel" in what for what in told["schedule problem"])


async def test_an_archived_channel_is_a_problem(healthy: Clinic) -> None:
    """A digest cannot go to an archive."""
    healthy.workspace.configure_app(scopes=(*SCOPES, "channels:read"))
    healthy.workspace.archive_channel("C1")
    _, told = await healthy.findings()

    assert "archived" in told["schedule problem"][0]


async def test_the_clock_is_compared_with_slacks(clinic: Clinic) -> None:
    """One minute apart is a warning, five are a problem, since signed requests would be refused."""
    settings = Settings(slack_bot_token=SecretStr(clinic.workspace.bot_token), slack_api_url=clinic.workspace.api_url)
    levels = []
    for seconds in (0, 90, 400):
        findings = await examine(settings, lambda late=seconds: datetime.now(UTC) + timedelta(seconds=late))  # type: ignore[misc]
        levels.append(next(finding.level for finding in findings if finding.area == "clock"))

    assert levels == ["ok", "warning", "problem"]


async def test_a_refused_app_token_is_told(healthy: Clinic) -> None:
    """Socket Mode has a token of its own."""
    healthy.fault("apps.connections.open", "invalid_auth")
    ran, told = await healthy.findings()

    assert ran.status == 1
    assert told["slack problem"][0].startswith("SLACK_APP_TOKEN")


async def test_a_full_outbox_is_told(healthy: Clinic) -> None:
    """What waits too long is a problem; what was given up is told with its reason."""
    long_ago = datetime.now(UTC) - timedelta(hours=3)
    database = healthy.office.database()
    with database.write() as connection:
        queue(connection, "default", [Message("a", "digest", "C1", {"text": "a"})], long_ago)
        (mine,) = claim(connection, "default", long_ago)
        mark_dead(connection, mine, "not_in_channel")
        queue(connection, "default", [Message("b", "digest", "C1", {"text": "b"})], long_ago)
    database.close()
    ran, told = await healthy.findings()

    assert ran.status == 1
    assert told["outbox problem"] == ["1 messages wait, the oldest for 3 hours"]
    assert "a (not_in_channel)" in told["outbox warning"][0]


async def test_old_standings_and_sources_are_told(clinic: Clinic) -> None:
    """Figures of last month, rejected rows and teams without a channel are warnings."""
    clinic.workspace.add_channel("payments", id="C1")
    await clinic.run("import", clinic.office.write("e.ndjson", [*company(), "broken"]), "--source", "events")
    _, unranked = await clinic.findings()
    settings = Settings(slack_bot_token=None, slack_app_token=None)
    await clinic.run("rank", "--as-of", AS_OF)
    later = datetime.fromisoformat(AS_OF) + timedelta(days=30)
    findings = await examine(settings, lambda: later)

    assert "there are no standings yet" in unranked["standings warning"]
    warnings = [finding.what for finding in findings if finding.level == "warning"]
    assert any("720 hours old" in what for what in warnings)
    assert any("kiro reported usage up to 2026-12-11" in what for what in warnings)
    assert any("1 rows from events were rejected" in what for what in warnings)
    assert any("no channel is set for silent" in what for what in warnings)


def test_without_settings_it_says_what_is_missing(office: Office) -> None:
    """No Slack settings at all: told one by one, status 1, no traceback."""
    ran = office.run("doctor")

    assert ran.status == 1
    assert "SLACK_BOT_TOKEN is not set" in ran.out
    assert "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET" in ran.out


def test_a_wrong_setting_is_a_finding(office: Office) -> None:
    """Settings that cannot be read at all are told as the one problem there is."""
    office.set(PORT="http")
    ran = office.run("doctor", "--json")

    assert (ran.status, len(ran.json["findings"])) == (1, 1)
    assert ran.json["findings"][0]["what"].startswith("PORT is wrong")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "is not a database URL"),
        ("sqlite:///text.sqlite3", "no intact SQLite database"),
        ("postgresql+psycopg://u:hunter2@127.0.0.1:1/x?connect_timeout=2", "does not answer"),
    ],
)
def test_a_database_that_does_not_work_is_a_finding(office: Office, url: str, told: str) -> None:
    """The visit goes on to its end, and no password is shown."""
    (office.folder / "text.sqlite3").write_text("This is a letter, not a database. " * 100)
    office.set(KIRORANK_DATABASE_URL=url)
    ran = office.run("doctor", "--json")

    assert ran.status == 1
    assert any(told in finding["what"] for finding in ran.json["findings"] if finding["area"] == "database")
    assert "hunter2" not in ran.out


def test_schemas_of_other_versions_are_told(office: Office) -> None:
    """No tables: a warning. Older: migrate. Newer: upgrade."""
    said = []
    for revision in (None, "0000", "9999"):
        file = office.folder / f"{revision}.sqlite3"
        database = Database(f"sqlite:///{file}")
        with database.write():
            pass
        if revision:
            migrate(database)
            with database.write() as connection:
                connection.exec_driver_sql("UPDATE alembic_version SET version_num = ?", (revision,))
        said.append(next(iter(check_database(database))))
        database.close()

    assert [(finding.level, finding.mend) for finding in said] == [
        ("warning", "run kirorank migrate"),
        ("problem", "run kirorank migrate"),
        ("problem", "upgrade this program"),
    ]


def test_a_damaged_file_is_told(office: Office) -> None:
    """SQLite's own integrity check is asked, not only whether the file opens."""
    office.run("import", office.write("e.ndjson", company(40)), "--source", "events")
    file = office.folder / "k.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA writable_schema=ON")
        (people,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'people'").fetchone()
        connection.execute("UPDATE sqlite_schema SET rootpage = ? WHERE name = 'usage'", (people,))
    connection.close()
    ran = office.run("doctor", "--json")

    assert ran.status == 1
    assert [
        finding for finding in ran.json["findings"] if (finding["area"], finding["level"]) == ("database", "problem")
    ]


def test_little_room_is_told(office: Office) -> None:
    """Scarce space is a warning and none a problem; both still let the visit go on."""
    from bot.doctor.database import _room, has_tables

    file = Path("k.sqlite3")
    found = [next(iter(_room(free, file))) for free in (10_000_000, 100_000_000)]

    assert [finding.level for finding in found] == ["problem", "warning"]
    assert all(has_tables([finding]) for finding in found)


def test_unwise_settings_are_told(office: Office) -> None:
    """A policy that rewards tokens, a token in the wrong place, a short API token, an open .env."""
    (office.folder / ".env").write_text("")
    (office.folder / ".env").chmod(0o644)
    base = {"slack_bot_token": SecretStr("xoxb-1"), "slack_signing_secret": SecretStr("xapp-1")}
    found = list(check_settings(Settings(**base, policy="classic", api_token=SecretStr("x"))))  # type: ignore[arg-type]

    assert [finding.what.split()[0] for finding in found] == [
        "SLACK_SIGNING_SECRET", "KIRORANK_POLICY", "KIRORANK_API_TOKEN", "other",
    ]  # fmt: skip


def test_the_worst_counts() -> None:
    """Problem over warning over ok; nothing is ok."""
    findings = [Finding("a", level, "") for level in LEVELS]

    assert [worst(findings[:n]) for n in range(4)] == ["ok", "ok", "warning", "problem"]
    assert listed("abcdefg") == "a, b, c, d, e and 2 more"


async def test_deliver_sends_what_waits(healthy: Clinic) -> None:
    """The digest goes out once, and a second run has nothing to do."""
    await healthy.run("digest", "--channel", "C1")
    first = await healthy.run("deliver", "--once", "--json")
    second = await healthy.run("deliver", "--once")

    assert (first.status, first.json) == (0, {"sent": 1, "given_up": 0, "waiting": 0})
    assert (second.status, second.out) == (0, "0 sent, 0 given up, 0 still waiting.\n")
    assert len(healthy.workspace.core.state.channels["C1"].messages) == 1


async def test_deliver_waits_for_what_slack_puts_off(healthy: Clinic) -> None:
    """A rate limit of a second is waited out."""
    await healthy.run("digest", "--channel", "C1")
    healthy.fault("chat.postMessage", "ratelimited")
    ran = await healthy.run("deliver", "--once", "--json")

    assert ran.json == {"sent": 1, "given_up": 0, "waiting": 0}


async def test_a_refused_token_gives_no_message_up(healthy: Clinic) -> None:
    """With a token that Slack refuses nothing is tried, so everything still waits."""
    await healthy.run("digest", "--channel", "C1")
    healthy.office.set(SLACK_BOT_TOKEN="xoxb-wrong")
    refused = await healthy.run("deliver", "--once")
    healthy.office.set(SLACK_BOT_TOKEN=healthy.workspace.bot_token)
    sent = await healthy.run("deliver", "--once", "--json")

    assert refused.status == 1
    assert "Slack does not know this token" in refused.err
    assert sent.json["sent"] == 1


def test_deliver_needs_a_token(office: Office) -> None:
    """Without one: status 2 and the setting's name."""
    ran = office.run("deliver", "--once")

    assert ran.status == 2
    assert "SLACK_BOT_TOKEN" in ran.err
