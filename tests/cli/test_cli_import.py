"""`kirorank import`: everything usable is taken, everything else is told, and twice is as good as once."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from cli_help import Office, company, program

GOOD = {"type": "person", "id": "p1"}
BAD = '{"type":"nonsense"}'


def test_all_taken_is_status_0(office: Office) -> None:
    """A clean file ends with status 0 and a count, and nothing on standard error."""
    ran = office.run("import", office.write("e.ndjson", company()), "--source", "events")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "47 new, 0 restated, 0 already known, 0 rejected.\n"


def test_importing_twice_changes_nothing(office: Office) -> None:
    """The second time every row is already known, and the status is 0 again."""
    file = office.write("e.ndjson", company())
    office.run("import", file, "--source", "events")
    ran = office.run("import", file, "--source", "events", "--json")

    assert ran.status == 0
    assert ran.json["verdicts"] == {"duplicate": 47}


def test_a_bad_row_is_told_and_loses_no_other(office: Office) -> None:
    """Status 1, the file, line and reason on standard error, and every other row is stored."""
    ran = office.run("import", office.write("e.ndjson", [GOOD, BAD, {**GOOD, "id": "p2"}]), "--source", "events")

    assert ran.status == 1
    assert "e.ndjson, line 2: unknown type" in ran.err
    assert ran.out.startswith("2 new,")
    assert office.run("export", "p2").json["person"][0]["id"] == "p2"


@pytest.mark.parametrize("lines", [[], [BAD], ["not json"]])
def test_nothing_usable_is_status_2(office: Office, lines: list[str]) -> None:
    """An empty file, or one of bad rows alone, is nothing usable."""
    ran = office.run("import", office.write("e.ndjson", lines), "--source", "events")

    assert ran.status == 2
    assert "nothing usable" in ran.err


def test_json_is_one_document_with_every_reject(office: Office) -> None:
    """With --json standard output is one document that holds all rejects, not only the first twenty."""
    file = office.write("e.ndjson", [GOOD, *[BAD] * 30])
    ran = office.run("import", file, "--source", "events", "--json")

    assert ran.status == 1
    assert (ran.json["taken"], ran.json["rejected"], len(ran.json["rejects"])) == (1, 30, 30)
    assert ran.json["rejects"][0].keys() == {"file", "line", "reason"}


def test_many_rejects_are_told_in_part(office: Office) -> None:
    """Twenty are shown in full and the others counted."""
    ran = office.run("import", office.write("e.ndjson", [GOOD, *[BAD] * 30]), "--source", "events")

    assert len(re.findall(r"e\.ndjson, line", ran.err)) == 20
    assert "and 10 more rows rejected" in ran.err


def test_gzip_folders_and_several_files_are_read(office: Office) -> None:
    """A folder is walked, a .gz file is unpacked, and several arguments are one import."""
    (office.folder / "reports" / "deep").mkdir(parents=True)
    packed = gzip.compress((json.dumps({**GOOD, "id": "packed"}) + "\n").encode())
    (office.folder / "reports" / "deep" / "a.ndjson.gz").write_bytes(packed)
    office.write("b.ndjson", [{**GOOD, "id": "plain"}])

    ran = office.run("import", "reports", "b.ndjson", "--source", "events")

    assert (ran.status, ran.out[:5]) == (0, "2 new")


def test_standard_input_is_read(office: Office) -> None:
    """`-` reads standard input, and the rejects call it so."""
    url = f"sqlite:///{office.folder / 'stdin.sqlite3'}"
    stdin = f"{json.dumps(GOOD)}\n{BAD}\n".encode()
    ran = program(
        "import", "-", "--source", "events", "--json", cwd=office.folder, stdin=stdin, KIRORANK_DATABASE_URL=url
    )

    assert ran.returncode == 1
    assert json.loads(ran.stdout)["rejects"][0]["file"] == "-"
    assert b"Traceback" not in ran.stderr


def test_one_missing_file_does_not_lose_the_others(office: Office) -> None:
    """A file that cannot be read is one reject; alone it is nothing usable."""
    file = office.write("e.ndjson", [GOOD])

    both = office.run("import", "missing.ndjson", file, "--source", "events")
    alone = office.run("import", "missing.ndjson", "--source", "events")

    assert (both.status, alone.status) == (1, 2)
    assert "missing.ndjson" in both.err
    assert "No such file" in alone.err


def test_an_unknown_source_gets_the_nearest(office: Office) -> None:
    """A misspelt source is a wrong use: status 2 and the name that was probably meant."""
    ran = office.run("import", office.write("e.ndjson", [GOOD]), "--source", "event")

    assert ran.status == 2
    assert "did you mean events?" in ran.err


def test_a_quick_import_shows_no_progress(office: Office) -> None:
    """The progress bar waits two seconds, so short imports leave standard error empty."""
    ran = office.run("import", office.write("e.ndjson", company()), "--source", "events", "--json")

    assert ran.err == ""


def test_an_import_after_an_erasure_says_what_it_left_out(office: Office) -> None:
    """Rows of somebody who was erased are left out, counted, and no reason for another status."""
    file = office.write("e.ndjson", company())
    office.run("import", file, "--source", "events")
    office.run("erase", "p1")

    ran = office.run("import", file, "--source", "events")

    assert ran.status == 0
    assert "5 left out because the person was erased" in ran.out
    assert office.run("export", "p1").status == 1


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "is not a database URL"),
        ("mysql://localhost/x", "names mysql"),
        ("postgresql+asyncpg://localhost/x", "names a driver"),
        ("postgresql://localhost:port/x", "names a driver or an address"),
    ],
)
def test_a_wrong_database_url_is_status_2(office: Office, url: str, told: str) -> None:
    """A URL we cannot open is told in one sentence with what to write."""
    office.set(KIRORANK_DATABASE_URL=url)
    ran = office.run("import", office.write("e.ndjson", [GOOD]), "--source", "events")

    assert ran.status == 2
    assert told in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite:///text.sqlite3", "no intact SQLite database"),
        ("sqlite:////proc/kirorank/k.sqlite3", "/proc/kirorank"),
        ("sqlite:///a-folder", "cannot be written"),
        ("postgresql+psycopg://u:hunter2@127.0.0.1:1/x?connect_timeout=2", "check KIRORANK_DATABASE_URL"),
    ],
)
def test_a_database_that_does_not_work_is_told(office: Office, url: str, told: str) -> None:
    """A file that is no database, an unwritable place and a server that is away: one sentence, no secret."""
    (office.folder / "text.sqlite3").write_text("This is a letter, not a database. " * 100)
    (office.folder / "a-folder").mkdir()
    office.set(KIRORANK_DATABASE_URL=url)
    for command in (["import", office.write("e.ndjson", [GOOD]), "--source", "events"], ["rank"], ["export", "p1"]):
        ran = office.run(*command)

        assert ran.status == (2 if command[0] == "import" else 1)
        assert told in ran.err
        assert ran.err.count("\n") == 1
        assert "hunter2" not in ran.err
