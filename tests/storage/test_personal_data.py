"""Personal data: found by any name, exported whole, and erased so that no table knows the person any more."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from facts import NOW, T0, one_of_each, taken, usage
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import SQLModel

from ranking.events import Approval, Change, Event, Incident, Person, Reject, Revert, Review, Survival, Team, Win
from ranking.identity import ERASED, is_erased
from ranking.kept.channels import win_tallies
from ranking.policies import policy
from storage.badges import award, held
from storage.engine import Connection, Database
from storage.erased import let_back
from storage.histories import load_history
from storage.ledger import Message, queue
from storage.models import CaseRow, CaseStepRow, DeliveryRow, ErasedRow, OutcomeRow
from storage.personal_data import erase_person, export_person, find_person, log_access
from storage.preferences import choose
from storage.shelves import table_of
from storage.standings import publish

_spaces = (f"w{number}" for number in itertools.count())
# Tables without a person in them, each with the reason.
IMPERSONAL = {
    "teams": "describes teams",
    "coverage": "describes teams",
    "snapshots": "counts",
    "current_snapshots": "a pointer",
    "team_standings": "figures of teams",
    "erased": "salted hashes",
    "workspace_keys": "random keys",
}
PERSONAL = {
    "people",
    "usage",
    "outcomes",
    "rejects",
    "preferences",
    "standings",
    "badges",
    "deliveries",
    "access_log",
    "cases",
    "case_steps",
}


def everything(database: Database, workspace: str) -> Iterator[tuple[str, str]]:
    """Every value of every column of every table, as (table and column, text)."""
    with database.read() as connection:
        for table in SQLModel.metadata.tables.values():
            query = select(table).where(table.c.workspace == workspace)
            for row in connection.execute(query).mappings():
                for column, value in row.items():
                    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
                    yield f"{table.name}.{column}", text


def traces(database: Database, workspace: str, secrets: list[str]) -> list[str]:
    """Where any of the secrets still stands, in any case."""
    return [
        f"{place}: {text}"
        for place, text in everything(database, workspace)
        for secret in secrets
        if secret.lower() in text.lower()
    ]


def erase(database: Database, workspace: str, wanted: str) -> dict[str, int]:
    """Erase whoever is known by this name."""
    with database.write() as connection:
        person = find_person(connection, workspace, wanted)
        assert person is not None
        return erase_person(connection, workspace, person)


def standing(person: str, slack_user_id: str | None) -> dict[str, object]:
    """A row of standings."""
    return {
        "person": person,
        "slack_user_id": slack_user_id,
        "status": "rated",
        "evidence": 1,
        "card": {"name": person},
    }


token = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=6, max_size=10)
odd = st.sampled_from(["", "é", "ß", "-x", ".x", "_x", "'x", '"x', "\\x", "&x", "<x", "日本", " x"])


@st.composite
def secret_people(draw: st.DrawFn) -> Person:
    """Somebody whose every name is like nothing else in the database."""
    parts = draw(st.lists(token, min_size=5, max_size=5, unique_by=str.lower))
    names = [f"zq{number}{part}{draw(odd)}" for number, part in enumerate(parts)]
    return Person(
        id=names[0],
        email=f"zq1{parts[1]}@example.com",
        name=names[2],
        slack_user_id=f"UZQ{parts[3].upper()}",
        logins={"github": names[4]},
        team="payments",
    )


def facts_of(person: Person, spelling: str) -> list[Event]:
    """What the person did under one spelling of the name, and what others did that names the person."""
    return [
        Team(id="payments", channel="C1"),
        Person(id="p2", name="Ben", team="payments", slack_user_id="U2"),
        Person(id="p3", team="payments"),
        person,
        usage(f"kiro:2026-11-20:{spelling}:IDE", spelling),
        Change(id="own#1", person=spelling, merged_at=T0, repo="r", effective_lines=9),
        Survival(change="own#1", at=T0 + timedelta(days=14), share_alive=1),
        Revert(change="own#1", at=T0 + timedelta(days=20)),
        Review(id="own-review", person=spelling, change="other#1", at=T0, minutes=9, led_to_change=True),
        Incident(id="own-incident", person=spelling, closed_at=T0),
        Win(id="own-win", person=spelling, at=T0, confirmed_by=("p3", "p9")),
        Change(
            id="other#1",
            person="p2",
            merged_at=T0,
            repo="r",
            effective_lines=9,
            issue="I-1",
            issue_opened_by=spelling,
            approvals=(Approval(person=spelling, seconds_after_request=900), Approval(person="p3")),
        ),
        Win(id="other-win", person="p2", at=T0, confirmed_by=(spelling, "p3")),
    ]


def live_with(database: Database, workspace: str, person: Person) -> None:
    """Fill the tables that imports do not: standings, badges, messages, preferences, logs."""
    with database.write() as connection:
        head = {"id": "s1", "as_of": NOW, "policy": "kept-value", "policy_version": "1", "rated": 2}
        publish(connection, workspace, head, [standing(person.id, person.slack_user_id), standing("p2", "U2")], [])
        for owner in (person.id, "p2"):
            row = {"badge": "kept", "tier": "bronze", "awarded_at": NOW, "reason": "Kept.", "evidence": []}
            award(connection, workspace, [{"person": owner, **row}])
        choose(connection, workspace, person.id, visibility="public")
        escaped = str(person.name).replace("&", "&amp;").replace("<", "&lt;")
        digest = {"text": f"Well done, {person.name}!", "blocks": [{"type": "section", "text": f"• {escaped}: Keeper"}]}
        messages = [
            Message("digest:C1:2026-W47", "digest", "C1", digest),
            Message(f"badge:{person.id}:kept:bronze", "badge", str(person.slack_user_id), {"text": "x"}, person.id),
            Message("note:1", "note", str(person.slack_user_id), {"text": "to them, without their id"}),
            Message("badge:p2:kept:bronze", "badge", "U2", {"text": f"<@{person.slack_user_id}> was there"}, "p2"),
        ]
        queue(connection, workspace, messages, NOW)
        _hear_cases(connection, workspace, person)
        log_access(connection, workspace, person.id, "U2", "card", NOW)
        log_access(connection, workspace, "p2", str(person.slack_user_id), "card", NOW)
        log_access(connection, workspace, "p2", person.id, "card", NOW)


def _hear_cases(connection: Connection, workspace: str, person: Person) -> None:
    """A case about the person, and one about somebody else that the person reviewed and that names the person."""
    for case, subject, actor in (("c1", person.id, "U2"), ("c2", "p2", str(person.slack_user_id))):
        opened = {"severity": "review", "state": "open", "time_zone": "UTC", "opened_at": NOW, "lapses_at": NOW}
        found = [{"family": "reciprocity", "summary": f"traded approvals with {person.id}", "references": []}]
        row = {"workspace": workspace, "id": case, "person": subject, "first_reviewer": actor, **opened}
        connection.execute(table_of(CaseRow).insert(), [{**row, "evidence": found, "reply": f"Ask {person.name}."}])
        step = {"workspace": workspace, "case": case, "number": 1, "person": subject, "step": "replied", "at": NOW}
        connection.execute(table_of(CaseStepRow).insert(), [{**step, "actor": actor, "words": str(person.email)}])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(person=secret_people(), way=st.integers(0, 4), found_by=st.integers(0, 4))
def test_after_an_erasure_no_table_holds_the_person(
    database: Database, person: Person, way: int, found_by: int
) -> None:
    """Whatever the names are and whichever of them the facts used, no column of any table holds one afterwards."""
    workspace = next(_spaces)
    login = f"github:{person.logins['github']}"
    names = [person.id, str(person.email), str(person.email).title(), login, f"slack:{person.slack_user_id}"]
    taken(database, [*facts_of(person, names[way]), Reject("f", 7, f"person {person.id} is known")], workspace)
    live_with(database, workspace, person)

    removed = erase(database, workspace, [*names[:4], str(person.slack_user_id)][found_by])

    bare = [person.id, str(person.email), str(person.name), str(person.slack_user_id), person.logins["github"]]
    assert traces(database, workspace, bare) == []
    assert removed == {
        "outcomes": 6,
        "person": 1,
        "usage": 1,
        "standings": 1,
        "badges": 1,
        "deliveries": 2,
        "access": 1,
        "preferences": 1,
        "cases": 1,
        "case_steps": 1,
        "mentions": 9,
    }
    with database.read() as connection:
        assert held(connection, workspace) == {("p2", "kept", "bronze")}
        assert find_person(connection, workspace, person.id) is None


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(person=secret_people(), way=st.integers(0, 4))
def test_what_an_erased_person_gave_keeps_its_worth(database: Database, person: Person, way: int) -> None:
    """Others' confirmations and approvals still count, nobody called erased is listed, and standings compute."""
    workspace = next(_spaces)
    login = f"github:{person.logins['github']}"
    names = [person.id, str(person.email), str(person.email).title(), login, f"slack:{person.slack_user_id}"]
    taken(database, facts_of(person, names[way]), workspace)
    with database.read() as connection:
        before = load_history(connection, workspace, NOW)

    erase(database, workspace, person.id)

    with database.read() as connection:
        after = load_history(connection, workspace, NOW)
    assert [one.id for one in after.people] == ["p2", "p3"]
    assert win_tallies(after, lambda _: True)["p2"] == win_tallies(before, lambda _: True)["p2"]
    change = next(one for one in after.changes if one.id == "other#1")
    assert is_erased(str(change.issue_opened_by))
    assert len(change.approvals) == 2
    for name in ("kept-value", "adoption", "classic"):
        scored = policy(name).score(after, NOW, minimum_group=8)
        assert [row.person for row in scored.people if is_erased(row.person)] == []


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(person=secret_people(), way=st.integers(0, 4))
def test_a_later_import_does_not_bring_an_erased_person_back(database: Database, person: Person, way: int) -> None:
    """The same report again, and a restatement of others' facts that name the person, leave no trace of them."""
    workspace = next(_spaces)
    login = f"github:{person.logins['github']}"
    names = [person.id, str(person.email), str(person.email).title(), login, f"slack:{person.slack_user_id}"]
    facts = facts_of(person, names[way])
    taken(database, facts, workspace)
    erase(database, workspace, person.id)

    again = taken(database, facts, workspace)
    restated = [
        one.model_copy(update={"reported_at": NOW, "effective_lines": 8}) for one in facts if one.key == "other#1"
    ]
    newer = taken(database, restated, workspace)

    assert again.verdicts == {"erased": 6, "duplicate": 5, "new": 2}  # new: what says how the change fared, no person
    assert again.rejects == []
    assert newer.verdicts == {"restated": 1}
    bare = [person.id, str(person.email), str(person.name), str(person.slack_user_id), person.logins["github"]]
    assert traces(database, workspace, bare) == []


def test_every_table_has_been_thought_of() -> None:
    """A new table is either one that an erasure looks into, or one that holds no person."""
    assert set(SQLModel.metadata.tables) == PERSONAL | IMPERSONAL.keys()


def test_the_file_itself_forgets(sqlite_url: str) -> None:
    """On SQLite what was erased is overwritten, so the bytes of the file hold it no more."""
    from storage.schema import migrate

    database = Database(sqlite_url)
    migrate(database)
    person = Person(id="zq-id-7731", email="zq-mail@example.com", name="Zq Name", logins={"kiro": "zq-login"})
    taken(database, facts_of(person, person.id))
    erase(database, "w", person.id)
    database.close()  # the last connection moves the write-ahead log into the file

    content = Path(sqlite_url.removeprefix("sqlite:///")).read_bytes()
    assert [word for word in (b"zq-id-7731", b"zq-mail", b"Zq Name", b"zq-login") if word in content] == []


def test_an_erasure_stays_in_its_workspace(database: Database) -> None:
    """The same person in another workspace stays, and no list of names is shared."""
    for workspace in ("one", "two"):
        taken(database, one_of_each(), workspace)
    before = sorted(everything(database, "two"))

    erase(database, "one", "p1")

    assert sorted(everything(database, "two")) == before
    assert taken(database, one_of_each(), "two").verdicts.keys() == {"duplicate"}


def test_two_erased_people_stay_two(database: Database) -> None:
    """Each erased giver has an alias of their own, so a win that two confirmed still has two."""
    win = Win(id="w", person="p1", at=T0, confirmed_by=("p2", "p3"))
    taken(database, [win, Person(id="p2"), Person(id="p3")])
    erase(database, "w", "p2")
    erase(database, "w", "p3")

    with database.read() as connection:
        (found,) = load_history(connection, "w", NOW).wins
    assert len(found.confirmed_by) == 2
    assert all(map(is_erased, found.confirmed_by))
    assert "p1" in win_tallies(_history(database), lambda _: True)


def _history(database: Database):  # type: ignore[no-untyped-def]
    with database.read() as connection:
        return load_history(connection, "w", NOW)


def test_the_list_of_the_erased_holds_no_names(database: Database) -> None:
    """A tombstone is a salted hash: two workspaces keep different ones for the same name."""
    for workspace in ("one", "two"):
        taken(database, [Person(id="p1")], workspace)
        erase(database, workspace, "p1")

    with database.read() as connection:
        digests = connection.execute(select(table_of(ErasedRow).c.digest)).scalars().all()
    assert len(set(digests)) == 2


@pytest.mark.parametrize("wanted", ["p1", "ana@example.com", "Ana@Example.com", "U1", "slack:U1"])
def test_a_person_is_found_by_any_name(sqlite_database: Database, wanted: str) -> None:
    """An id, an e-mail in any case, a Slack id and a login lead to the same person."""
    taken(sqlite_database, one_of_each())
    with sqlite_database.read() as connection:
        assert find_person(connection, "w", wanted) == "p1"


@pytest.mark.parametrize("wanted", ["p3", "kiro:k2"])
def test_somebody_who_is_only_named_is_found_too(sqlite_database: Database, wanted: str) -> None:
    """A giver whom no report describes can be erased as well."""
    taken(sqlite_database, one_of_each())
    with sqlite_database.read() as connection:
        assert find_person(connection, "w", wanted) in {"p3", "p2"}


@pytest.mark.parametrize("wanted", ["nobody", "acme/api", "acme/api#1", "payments", f"{ERASED}abc", '"', "%", ""])
def test_what_is_no_person_is_not_found(sqlite_database: Database, wanted: str) -> None:
    """Repositories, changes, teams, aliases and wildcards are nobody."""
    taken(sqlite_database, one_of_each())
    with sqlite_database.read() as connection:
        assert find_person(connection, "w", wanted) is None


def test_an_export_is_whole_and_ready_for_json(database: Database) -> None:
    """It has a key per kind, every row of the person and of nobody else, in plain JSON values."""
    taken(database, one_of_each())
    live_with(database, "w", Person(id="p1", name="Ana", slack_user_id="U1"))

    with database.read() as connection:
        exported = export_person(connection, "w", "p1")

    again = json.loads(json.dumps(exported))
    assert again == exported
    assert [name for name in exported if name not in {"preferences", "cases", "case_steps"}] == [
        "person", "usage", "outcomes", "standings", "badges", "deliveries", "access",
    ]  # fmt: skip
    assert {kind: len(rows) for kind, rows in exported.items()} == {
        "person": 1,
        "usage": 1,
        "outcomes": 2,
        "standings": 1,
        "badges": 1,
        "deliveries": 2,
        "access": 1,
        "preferences": 1,
        "cases": 1,
        "case_steps": 1,
    }
    assert exported["person"][0]["email"] == "ana@example.com"
    assert exported["usage"][0]["cost_usd"] == "3.41"
    assert {row["body"]["id"] for row in exported["outcomes"]} == {"acme/api#1", "w1"}


def test_messages_keep_their_sense(sqlite_database: Database) -> None:
    """A common word is only replaced where it stands alone, and never inside the frame of a block."""
    person = Person(id="section", name="Al")
    taken(sqlite_database, [person])
    payload = {"text": "Al also alters", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*Al*: 1"}}]}
    with sqlite_database.write() as connection:
        queue(connection, "w", [Message("digest:C1:W1", "digest", "C1", payload)], NOW)
    erase(sqlite_database, "w", "section")

    with sqlite_database.read() as connection:
        (kept,) = connection.execute(select(table_of(DeliveryRow).c.payload)).scalars()
    assert kept["text"] == "somebody also alters"
    assert kept["blocks"] == [{"type": "section", "text": {"type": "mrkdwn", "text": "*somebody*: 1"}}]


def test_fingerprints_survive(sqlite_database: Database) -> None:
    """Others' facts keep their fingerprint, which is what makes the same report a duplicate."""
    taken(sqlite_database, one_of_each())
    outcomes = table_of(OutcomeRow)
    query = select(outcomes.c.id, outcomes.c.fingerprint).where(outcomes.c.person == "p1").order_by(outcomes.c.id)
    with sqlite_database.read() as connection:
        before = connection.execute(query).all()
    erase(sqlite_database, "w", "p2")
    with sqlite_database.read() as connection:
        assert connection.execute(query).all() == before


def test_somebody_can_be_let_back(sqlite_database: Database) -> None:
    """By any one of the old names all of them leave the list; the same report is then new for that person alone."""
    taken(sqlite_database, one_of_each())
    erase(sqlite_database, "w", "p1")
    erase(sqlite_database, "w", "p2")
    with sqlite_database.write() as connection:
        assert let_back(connection, "w", "Ana@example.com") == 3
        assert let_back(connection, "w", "p1") == 0
        assert let_back(connection, "w", "stranger") == 0

    again = taken(sqlite_database, one_of_each())

    assert again.verdicts["erased"] == 3
    with sqlite_database.read() as connection:
        assert find_person(connection, "w", "p1") == "p1"
        assert find_person(connection, "w", "p2") is None
