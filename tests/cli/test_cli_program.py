"""The program as a process: exit status, clean output, broken pipes, quick help, and signals."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from cli_help import AS_OF, ROOT, Office, company, program

from bot.__main__ import build_parser
from bot.manifest import manifest
from bot.sandbox import LocalWorkspace

NO_SLACK = {"SLACK_API_URL": "http://127.0.0.1:1/api/"}


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    """`kirorank --help` is quick because it loads neither database, data frames nor Slack."""
    code = (
        "import sys\nfrom bot.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=True
    )

    loaded = set(ran.stderr.decode().strip("[]\n").replace("'", "").split(", "))
    heavy = {"sqlalchemy", "sqlmodel", "polars", "slack_bolt", "slack_sdk", "aiohttp", "pydantic", "alembic"}
    assert loaded & heavy == set()


def test_every_command_has_help(office: Office) -> None:
    """Each subcommand explains itself and ends with status 0."""
    for name in ("", *commands()):
        ran = office.run(*([name] if name else []), "--help")
        assert ran.status == 0
        assert "usage: kirorank" in ran.out


def commands() -> list[str]:
    """Every subcommand there is."""
    actions = build_parser()._subparsers._group_actions  # type: ignore[union-attr]
    return list(actions[0].choices)  # type: ignore[arg-type]


def test_the_commands_of_the_contract_exist() -> None:
    """Users rely on these names."""
    wanted = {
        "demo", "run", "migrate", "import", "rank", "score", "digest", "badges", "deliver", "doctor", "export", "erase",
        "manifest", "schema",
    }  # fmt: skip
    assert wanted <= set(commands())


def test_no_command_prints_the_help(office: Office) -> None:
    """Typing `kirorank` alone is a question, not a mistake."""
    ran = office.run()

    assert ran.status == 0
    assert "COMMAND" in ran.out


@pytest.mark.parametrize("argv", [["nonsense"], ["import", "x"], ["--nonsense"], ["run", "--role", "king"]])
def test_a_wrong_use_is_status_2(office: Office, argv: list[str]) -> None:
    """Unknown commands and options end with status 2 and a sentence on standard error."""
    ran = office.run(*argv)

    assert (ran.status, ran.out) == (2, "")
    assert "error:" in ran.err


def test_version(office: Office) -> None:
    """--version prints name and number."""
    assert office.run("--version").out.startswith("kirorank ")


def test_json_is_pure_in_a_process(office: Office) -> None:
    """A real process writes one document on standard output; rejects go to standard error."""
    file = office.write("e.ndjson", [*company(), "broken"])
    ran = program("score", file, "--as-of", AS_OF, "--json", cwd=office.folder)

    assert ran.returncode == 1
    assert len(json.loads(ran.stdout)["people"]) == 9
    assert ran.stderr.decode().startswith("e.ndjson, line 48: not valid JSON")


@pytest.mark.parametrize("people", [9, 400])
def test_a_broken_pipe_is_no_failure(office: Office, people: int) -> None:
    """Whoever stops reading early (head, less) gets no traceback, however much was still to be written."""
    file = office.write("e.ndjson", company(people))
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "score", file, "--as-of", AS_OF, "--json"],
        cwd=office.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()

    assert (process.returncode, told) == (0, b"")


def test_run_without_settings_says_what_is_missing(office: Office) -> None:
    """The bot without tokens: one sentence, status 2."""
    ran = office.run("run")

    assert ran.status == 2
    assert "SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET are not set" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "http", "PORT is wrong"),
        ("KIRORANK_TIME_ZONE", "Mars", "KIRORANK_TIME_ZONE is not an IANA time zone"),
        ("KIRORANK_VISIBILITY", "loud", "KIRORANK_VISIBILITY is wrong"),
        ("KIRORANK_MINIMUM_GROUP", "2", "KIRORANK_MINIMUM_GROUP is wrong"),
        ("SLACK_API_URL", "slack.com", "SLACK_API_URL begins with"),
    ],
)
def test_a_wrong_setting_is_named(office: Office, name: str, value: str, told: str) -> None:
    """Status 2 and one sentence that names the setting and the rule."""
    office.set(**{name: value})
    ran = office.run("rank")

    assert ran.status == 2
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_run_tells_that_the_port_is_taken(office: Office) -> None:
    """HTTP on a port that another program holds: one sentence, no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        office.set(PORT=str(taken.getsockname()[1]), SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", **NO_SLACK)
        ran = program("run", cwd=office.folder, **settings_of(office))

    assert ran.returncode == 1
    assert b"Slack does not answer yet" in ran.stderr
    assert b"the port is taken" in ran.stderr
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("setting", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_run_tells_that_a_token_is_refused(office: Office, setting: str) -> None:
    """A token that Slack refuses ends the start with a sentence, instead of asking again for ever."""
    async with LocalWorkspace(seed=3) as workspace:
        workspace.install(manifest())
        office.set(SLACK_BOT_TOKEN=workspace.bot_token, SLACK_APP_TOKEN=workspace.app_token, PORT="0")
        office.set(SLACK_API_URL=workspace.api_url, **{setting: "x-wrong"})
        ran = await asyncio.to_thread(program, "run", cwd=office.folder, **settings_of(office))

    assert ran.returncode == 2
    assert f"kirorank: {setting}: Slack does not know this token".encode() in ran.stderr
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("there", [True, False])
async def test_run_stops_when_asked(office: Office, there: bool) -> None:
    """On SIGTERM it ends with status 0: once it runs, and also while it still waits for a Slack that is away."""
    async with LocalWorkspace(seed=3) as workspace:
        workspace.install(manifest())
        office.set(SLACK_BOT_TOKEN=workspace.bot_token, SLACK_APP_TOKEN=workspace.app_token, PORT="0")
        office.set(**({"SLACK_API_URL": workspace.api_url} if there else NO_SLACK))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=office.folder, stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stderr is not None
        mark = b"KiroRank is running" if there else b"does not answer yet"
        while mark not in (line := await process.stderr.readline()):
            assert line, "it ended before it ran"
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 30)

    assert process.returncode == 0


def settings_of(office: Office) -> dict[str, str]:
    """The office's settings, for a process."""
    return {k: v for k, v in os.environ.items() if k.startswith(("KIRORANK_", "SLACK_")) or k in {"PORT", "HOST"}}


def test_demo_tells_that_the_port_is_taken(office: Office) -> None:
    """The demo names the port and the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = program("demo", "--headless", "--port", port, "--people", "9", cwd=office.folder)

    assert ran.returncode == 1
    assert f"port {port} is taken".encode() in ran.stderr
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize(("option", "value"), [("--port", "70000"), ("--people", "0"), ("--port", "x")])
def test_demo_refuses_impossible_numbers(office: Office, option: str, value: str) -> None:
    """Ports and sizes are checked before anything is built."""
    assert office.run("demo", "--headless", option, value).status == 2


def test_demo_stops_when_asked(tmp_path: Path) -> None:
    """It says where to look, and ends cleanly on SIGTERM, leaving nothing behind."""
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "bot", "demo", "--headless", "--port", "0", "--people", "9"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, b"")
        said = next(line for line in lines if line.startswith(b"Open http://127.0.0.1:"))
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=30)

    assert b"type /kirorank" in said
    assert (process.returncode, b"Traceback" in told) == (0, False)
    assert list(tmp_path.glob("kirorank-demo-*")) == []


def test_closed_streams_are_no_failure(office: Office) -> None:
    """Whoever closes standard output and error wants the work and not the words; no file gets their numbers."""
    office.write("e.ndjson", company())
    shell = f"{sys.executable} -m bot import e.ndjson --source events >&- 2>&- <&-"
    ran = subprocess.run(
        ["sh", "-c", shell], cwd=office.folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False, timeout=60
    )

    assert ran.returncode == 0
    assert "0 new" in office.run("import", "e.ndjson", "--source", "events").out


def test_a_log_tells_of_us_and_not_of_libraries(office: Office) -> None:
    """An administrator who runs `deliver` reads about messages, not about migration plug-ins."""
    ran = program("deliver", "--once", cwd=office.folder, SLACK_BOT_TOKEN="xoxb-1")

    assert ran.returncode == 0
    assert b"alembic" not in ran.stderr
