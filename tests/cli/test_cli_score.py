"""`kirorank score`: the pure path, from a file to standings, with neither database nor Slack."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import permutations

import pytest
from cli_help import AS_OF, ROOT, Office, company, program


def test_the_document_has_the_shape_of_the_contract(office: Office) -> None:
    """Every key of the contract is there, parts sum to the value, and the policy is named."""
    ran = office.run("score", office.write("e.ndjson", company()), "--as-of", AS_OF, "--json")

    assert ran.status == 0
    assert ran.json.keys() == {"policy", "policy_version", "as_of", "people", "teams"}
    assert (ran.json["policy"], ran.json["as_of"]) == ("kept-value", AS_OF)
    keys = [
        "person",
        "team",
        "status",
        "score",
        "value",
        "rank",
        "rank_low",
        "rank_high",
        "band",
        "evidence",
        "parts",
        "flags",
    ]
    for person in ran.json["people"]:
        assert list(person) == keys
        assert sum(part["value"] for part in person["parts"]) == pytest.approx(person["value"] or 0)
        assert (person["rank"] is None) == (person["status"] not in {"rated", "frozen"})
    assert {team["team"]: team["status"] for team in ran.json["teams"]} == {"payments": "rated", "silent": "too_small"}


def test_the_table_is_for_people(office: Office) -> None:
    """Without --json everybody stands in one line."""
    ran = office.run("score", office.write("e.ndjson", company()), "--as-of", AS_OF)

    assert ran.status == 0
    assert ran.out.startswith("kept-value version ")
    assert sum("payments" in line for line in ran.out.splitlines()) == 9


def test_bad_lines_are_told_with_file_and_line(office: Office) -> None:
    """Status 1; standard output stays one document."""
    events = [*company(), '{"type":"win"}', "x"]
    ran = office.run("score", office.write("e.ndjson", events), "--as-of", AS_OF, "--json")

    assert ran.status == 1
    assert "e.ndjson, line 48: " in ran.err
    assert "e.ndjson, line 49: not valid JSON" in ran.err
    assert len(ran.json["people"]) == 9


def test_a_contradiction_is_told_with_its_line(office: Office) -> None:
    """The same id with other content and no reported_at is rejected where it stands."""
    events = [{"type": "person", "id": "p1"}, {"type": "person", "id": "p1", "name": "Other"}]
    ran = office.run("score", office.write("e.ndjson", events))

    assert ran.status == 1
    assert "e.ndjson, line 2: person p1 is already known" in ran.err


@pytest.mark.parametrize("file", ["missing.ndjson", "empty.ndjson", "a-folder"])
def test_nothing_usable_is_status_2(office: Office, file: str) -> None:
    """A missing file, an empty one and an empty folder hold nothing to score."""
    office.write("empty.ndjson", [])
    (office.folder / "a-folder").mkdir()
    ran = office.run("score", file, "--json")

    assert (ran.status, ran.out) == (2, "")
    assert "no usable event" in ran.err


@pytest.mark.parametrize("name", ["kept-value", "adoption", "classic"])
def test_every_policy_can_be_asked_for(office: Office, name: str) -> None:
    """--policy names the policy in the answer."""
    ran = office.run("score", office.write("e.ndjson", company()), "--policy", name, "--as-of", AS_OF, "--json")

    assert (ran.status, ran.json["policy"]) == (0, name)


@pytest.mark.parametrize(
    ("argument", "value", "told"),
    [
        ("--policy", "kept", "did you mean"),
        ("--as-of", "yesterday", "is not an ISO 8601 time"),
        ("--minimum-group", "0", "the least is 1"),
    ],
)
def test_wrong_arguments_are_status_2(office: Office, argument: str, value: str, told: str) -> None:
    """A misspelt policy or time is a wrong use and says what is right."""
    ran = office.run("score", office.write("e.ndjson", company()), argument, value)

    assert ran.status == 2
    assert told in ran.err


def test_order_in_the_file_never_matters(office: Office) -> None:
    """Three orders of one file give the same document."""
    thirds = [company()[start::3] for start in range(3)]
    documents = {
        office.run(
            "score", office.write("e.ndjson", [event for part in order for event in part]), "--as-of", AS_OF, "--json"
        ).out
        for order in permutations(thirds)
    }

    assert len(documents) == 1


def test_a_time_without_an_offset_is_utc(office: Office) -> None:
    """--as-of 2026-12-14T12:00:00 means UTC."""
    file = office.write("e.ndjson", company())
    ran = office.run("score", file, "--as-of", "2026-12-14T12:00:00", "--json")

    assert ran.json["as_of"] == AS_OF


def test_scoring_imports_neither_database_nor_slack(office: Office) -> None:
    """In a fresh process, scoring a file loads no SQLAlchemy, no Slack and no HTTP library."""
    file = office.write("e.ndjson", company())
    code = (
        "import sys; from bot.__main__ import main; "
        f"status = main(['score', {file!r}, '--as-of', {AS_OF!r}, '--json']); "
        "print(status, sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=office.folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=True
    )

    status, _, modules = ran.stderr.decode().partition(" ")
    assert status == "0"
    forbidden = {"sqlalchemy", "sqlmodel", "alembic", "slack_sdk", "slack_bolt", "aiohttp", "pydantic_settings"}
    assert forbidden.isdisjoint(name.strip(" '[]\n") for name in modules.split(","))
    assert not list(office.folder.glob("*.sqlite3"))


def test_standard_input_and_wrong_settings_do_not_matter(office: Office) -> None:
    """`-` is read, and a broken database setting is of no concern to the pure path."""
    stdin = "".join(f"{json.dumps(event)}\n" for event in company()).encode()
    ran = program(
        "score", "-", "--as-of", AS_OF, "--json", cwd=office.folder, stdin=stdin, KIRORANK_DATABASE_URL="nonsense"
    )

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert len(json.loads(ran.stdout)["people"]) == 9
