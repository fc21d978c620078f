"""The documents tell the truth: commands parse, settings and tables agree with the code, links lead somewhere."""

from __future__ import annotations

import argparse
import re
import shlex
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp

from bot.__main__ import build_parser
from bot.settings import Settings, environment_name
from bot.web import Web
from commands._dispatch import subcommands, usages
from ranking.events import parse_event
from sources import available, load
from storage.engine import Database

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
README = (ROOT / "README.md").read_text()
LARGEST_PICTURE = 150_000


def section(title: str) -> str:
    """One chapter of the README."""
    return re.split(r"\n## ", README.split(f"\n## {title}\n", 1)[1])[0]


def rows(title: str) -> list[list[str]]:
    """The table of a chapter, without its head."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")][2:]
    cells = [re.split(r"(?<!\\)\|", line.strip("|")) for line in lines]
    return [[cell.strip().replace("\\|", "|") for cell in row] for row in cells]


def fenced(page: Path, language: str) -> list[str]:
    """The lines of a page's fenced blocks in a language."""
    blocks = re.findall(rf"```{language}\n(.*?)```", page.read_text(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


def shell_lines() -> list[tuple[str, str]]:
    """Every line of shell in every page."""
    return [(page.name, line) for page in PAGES for line in fenced(page, "sh")]


def choices() -> dict[str, argparse.ArgumentParser]:
    """The parser of every command."""
    actions = build_parser()._subparsers._group_actions  # type: ignore[union-attr]
    return dict(actions[0].choices)  # type: ignore[arg-type]


@pytest.mark.parametrize("line", sorted({line for _, line in shell_lines() if line.startswith("kirorank")}))
def test_every_command_shown_parses(line: str) -> None:
    """What is shown can be typed."""
    words = shlex.split(line.split(">", maxsplit=1)[0], comments=True)
    args = build_parser().parse_args(words[1:])

    assert args.command is not None
    if args.command == "import":
        assert load(args.source)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_named_in_a_sentence_exists(page: Path) -> None:
    """`kirorank word` in running text names a command, unless it is said not to be built."""
    unbuilt = {"sync"}
    for words in re.findall(r"`kirorank ([a-z]+)[^`]*`", page.read_text()):
        assert words in choices() or words in unbuilt


def test_no_other_shell_lines_hide() -> None:
    """Shell blocks hold our commands, make, and a few tools that everybody has."""
    for page, line in shell_lines():
        assert line.split()[0] in {"kirorank", "make", "cp", "sqlite3"}, f"{page}: {line}"


def test_what_is_said_not_to_be_built_is_not() -> None:
    """The honest list stays honest: as soon as something is built, it must leave the list."""
    missing = section("Not built yet")

    assert "sync" not in choices()
    for word in re.findall(r"`/kirorank (\w+)`", missing):
        assert word not in subcommands()


def test_the_two_commands_come_first() -> None:
    """Whoever opens the README sees what to type."""
    assert fenced(ROOT / "README.md", "sh")[0].startswith("make demo")
    assert fenced(ROOT / "README.md", "sh")[1].startswith("make test")
    assert README.index("make test") < 300


def test_every_setting_is_in_the_readme_with_its_default() -> None:
    """The table has one row a setting, in the order of the code, with the default that the code has."""
    table = [(name.strip("`"), default.strip("`")) for name, default, _ in rows("Settings")]

    assert table == [(environment_name(name), shown(field.default)) for name, field in Settings.model_fields.items()]


def shown(default: object) -> str:
    """A default as the table shows it."""
    if default is None:
        return "–"
    return default.get_secret_value() if isinstance(default, SecretStr) else str(default)


def test_every_setting_is_in_the_example_with_its_default() -> None:
    """.env.example lists every setting, and copying it as it is changes nothing."""
    text = (ROOT / ".env.example").read_text()
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))

    assert given == {
        environment_name(name): shown(field.default).replace("–", "") for name, field in Settings.model_fields.items()
    }
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)  # type: ignore[call-arg]


@pytest.mark.parametrize("name", ["visibility", "policy"])
def test_the_choices_of_a_setting_are_named(name: str) -> None:
    """Whoever sets it can read what may be written."""
    from ranking.policies import POLICIES

    words = get_args(Settings.model_fields["visibility"].annotation) if name == "visibility" else POLICIES
    row = next(row for row in rows("Settings") if row[0] == f"`{environment_name(name)}`")

    for word in words:
        assert word in " ".join(row)


def test_the_table_of_commands_is_whole() -> None:
    """Every command stands in the README, and nothing else does."""
    assert sorted(row[0].strip("`").removeprefix("kirorank ") for row in rows("Commands")) == sorted(choices())


def test_the_table_of_the_slash_command_is_whole() -> None:
    """Every subcommand stands in the README as it is typed, and nothing else does."""
    assert sorted(row[0].strip("`").removeprefix("/kirorank ") for row in rows("In Slack")) == sorted(
        usage for usage, _ in usages()
    )


def test_the_table_of_routes_is_whole(sqlite_url: str) -> None:
    """Every HTTP route stands in the README, and nothing else does."""
    database = Database(sqlite_url)
    app = AsyncApp(signing_secret="s", token="xoxb-1")
    routes = Web(database, "w", app, "s", "t", lambda: datetime.now(UTC)).application().router.routes()
    served = {f"{route.method} {route.resource.canonical}" for route in routes if route.resource}
    database.close()

    assert {row[0].strip("`") for row in rows("HTTP")} == {route for route in served if not route.startswith("HEAD")}


def test_the_table_of_targets_is_whole() -> None:
    """Every target of the Makefile stands in the README."""
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert {row[0].strip("`") for row in rows("Development")} == {f"make {name}" for name in targets} - {"make help"}


def test_every_source_is_named() -> None:
    """Each kind of report can be found in the documents."""
    text = "".join(page.read_text() for page in PAGES)

    for name in available():
        assert f"--source {name}" in text


@pytest.mark.parametrize("line", fenced(ROOT / "README.md", "json"))
def test_events_shown_are_events(line: str) -> None:
    """An event in the README would be taken as it stands."""
    assert parse_event(line)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file that exists."""
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text()):
        if not target.startswith("https://"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "pictures").glob("*.png")), ids=lambda file: file.name)
def test_pictures_are_small_and_real(picture: Path) -> None:
    """A picture is a PNG of some size, under 150 kB, and is shown somewhere with words."""
    data = picture.read_bytes()
    width, height = struct.unpack(">II", data[16:24])

    assert data.startswith(b"\x89PNG")
    assert len(data) < LARGEST_PICTURE
    assert (width, height) >= (600, 400)
    assert re.search(rf"!\[.{{10,}}\]\(docs/pictures/{picture.name}\)", README)


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "fairness.md"], ids=lambda page: page.name)
def test_pages_fit_the_line_length(page: Path) -> None:
    """Source lines stay within 125 characters, tables and the generated page apart."""
    long = [line for line in page.read_text().splitlines() if len(line) > 125 and not line.startswith("|")]
    assert long == []
