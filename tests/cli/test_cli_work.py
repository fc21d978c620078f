"""`rank`, `digest`, `badges`, `export`, `erase`, `migrate`, `manifest` and `schema`, against a real database."""

from __future__ import annotations

import json
import re

import pytest
from cli_help import AS_OF, Office, company

from bot.manifest import SCOPES, manifest
from ranking.events import EVENT_TYPES
from storage.ledger import counts
from storage.standings import current_snapshot

KINDS = ["person", "usage", "outcomes", "standings", "badges", "deliveries", "access"]


@pytest.fixture
def filled(office: Office) -> Office:
    """An office with a company imported."""
    assert office.run("import", office.write("e.ndjson", company()), "--source", "events").status == 0
    return office


def waiting(office: Office) -> int:
    """How many messages wait."""
    database = office.database()
    with database.read() as connection:
        found = counts(connection, "default").get("waiting", 0)
    database.close()
    return found


def shown(office: Office) -> str | None:
    """The id of the snapshot that replies read."""
    database = office.database()
    with database.read() as connection:
        found = current_snapshot(connection, "default")
    database.close()
    return found and str(found["id"])


def test_rank_says_how_many(filled: Office) -> None:
    """It recomputes and publishes, and with --json prints what `score` prints."""
    said = filled.run("rank", "--as-of", AS_OF)
    shown = filled.run("rank", "--as-of", AS_OF, "--json")
    scored = filled.run("score", "e.ndjson", "--as-of", AS_OF, "--json")

    assert said.status == 0
    assert re.fullmatch(r"\d of 9 people and 2 teams ranked by kept-value\.\n", said.out)
    assert shown.json == scored.json


def test_a_digest_is_queued_once_a_week(filled: Office) -> None:
    """Monday noon in Berlin it is due, once; a second run finds nothing."""
    first = filled.run("digest", "--as-of", AS_OF, "--json")
    second = filled.run("digest", "--as-of", AS_OF)

    assert [(each["channel"], each["week"]) for each in first.json] == [("C1", "2026-W51")]
    assert second.out == "No digest is due that was not queued already.\n"
    assert waiting(filled) == 1


def test_a_digest_can_be_asked_for_before_its_hour(filled: Office) -> None:
    """--channel composes that channel's now, of the ISO week it is, and still once."""
    early = "2026-12-14T06:00:00+00:00"
    assert filled.run("digest", "--as-of", early, "--json").json == []

    forced = filled.run("digest", "--channel", "C1", "--as-of", early)
    again = filled.run("digest", "--channel", "C1", "--as-of", AS_OF)

    assert forced.out == "Queued the digest of 2026-W51 for C1.\n"
    assert again.out.startswith("No digest")
    assert waiting(filled) == 1


def test_a_dry_run_prints_the_blocks_and_queues_nothing(filled: Office) -> None:
    """The message is shown whole, as JSON."""
    ran = filled.run("digest", "--dry-run", "--as-of", AS_OF)

    assert ran.status == 0
    assert {"channel", "week", "text", "blocks"} <= ran.json[0].keys()
    assert waiting(filled) == 0
    assert shown(filled) is None


def test_a_dry_run_shows_the_digest_that_will_be_sent(filled: Office) -> None:
    """The dry run is the very message, though no snapshot of it stays."""
    looked = filled.run("digest", "--dry-run", "--as-of", AS_OF)

    assert filled.run("digest", "--as-of", AS_OF, "--json").json == looked.json


def test_looking_back_leaves_replies_alone(filled: Office) -> None:
    """Standings and digests of the past are composed as of then, and replies keep the newest."""
    filled.run("rank", "--as-of", AS_OF)
    newest = shown(filled)
    back = filled.run("rank", "--as-of", "2026-11-20T12:00:00+00:00")
    digest = filled.run("digest", "--as-of", "2026-11-16T12:00:00+00:00", "--json")

    assert newest == shown(filled)
    assert "the newer standings stay" in back.err
    assert [each["week"] for each in digest.json] == ["2026-W47"]


def test_an_unknown_channel_is_told(filled: Office) -> None:
    """A channel that no team has gets a sentence, not silence."""
    ran = filled.run("digest", "--channel", "#payments")

    assert ran.status == 1
    assert "no team's channel is '#payments'" in ran.err


def test_badges_are_awarded_once(filled: Office) -> None:
    """A dry run awards nothing; then each is awarded, and never again."""
    looked = filled.run("badges", "--as-of", AS_OF, "--dry-run", "--json")
    awarded = filled.run("badges", "--as-of", AS_OF, "--json")
    again = filled.run("badges", "--as-of", AS_OF)

    assert looked.json == awarded.json != []
    assert again.out == "0 badges awarded.\n"
    assert waiting(filled) > 0


def test_an_export_has_a_key_per_kind(filled: Office) -> None:
    """By id, e-mail and Slack id it is the same document, with every key of the contract."""
    filled.run("rank", "--as-of", AS_OF)
    documents = [filled.run("export", name).json for name in ("p1", "P1@example.com", "UP1")]

    assert documents[0] == documents[1] == documents[2]
    assert [key for key in documents[0] if key in KINDS] == KINDS
    assert (len(documents[0]["outcomes"]), len(documents[0]["standings"])) == (3, 1)


def test_an_erasure_gives_a_receipt(filled: Office) -> None:
    """It counts what went, by kind; the person is unknown afterwards."""
    filled.run("rank", "--as-of", AS_OF)
    receipt = filled.run("erase", "p1@example.com", "--json")
    again = filled.run("erase", "p1")

    assert receipt.status == 0
    assert receipt.json["person"] == "p1"
    assert receipt.json["removed"]["outcomes"] == 3
    assert again.status == 1
    assert "nobody is known as 'p1'" in again.err


def test_an_erased_person_can_be_let_back(filled: Office) -> None:
    """Until then an import leaves the person out; afterwards it takes the person again. Strangers are told."""
    filled.run("erase", "p1")
    left_out = filled.run("import", "e.ndjson", "--source", "events", "--json")
    back = filled.run("erase", "p1", "--let-back")
    taken = filled.run("import", "e.ndjson", "--source", "events", "--json")
    stranger = filled.run("erase", "stranger", "--let-back", "--json")

    assert left_out.json["verdicts"]["erased"] == taken.json["verdicts"]["new"] == 5
    assert (back.status, stranger.status, stranger.json) == (0, 1, {"let_back": False})


def test_a_receipt_can_be_read(filled: Office) -> None:
    """Without --json the receipt is a sentence."""
    assert re.match(r"Receipt: p2 was erased at .*: rows removed: .*person 1", filled.run("erase", "p2").out)


@pytest.mark.parametrize("command", ["export", "erase"])
def test_an_unknown_person_is_told(filled: Office, command: str) -> None:
    """Nobody is invented: status 1 and a sentence."""
    ran = filled.run(command, "stranger")

    assert (ran.status, ran.out) == (1, "")
    assert "nobody is known as 'stranger'" in ran.err


def test_migrate_can_be_repeated(office: Office) -> None:
    """It says the revision, twice the same."""
    assert office.run("migrate").out == office.run("migrate").out != ""


def test_the_schema_describes_every_event(office: Office) -> None:
    """The JSON Schema has a definition for each type of the format."""
    shown = office.run("schema", "events").json

    assert {model.__name__ for model in EVENT_TYPES.values()} <= shown["$defs"].keys()


@pytest.mark.parametrize("url", [None, "https://kirorank.example.com"])
def test_the_manifest_is_one_that_slack_takes(office: Office, url: str | None) -> None:
    """Slack's limits of manifests: lengths, addresses, and a command that is well formed."""
    shown = office.run("manifest", *(["--url", url] if url else [])).json

    assert shown == json.loads(json.dumps(manifest(url)))
    assert 1 <= len(shown["display_information"]["name"]) <= 35
    assert 1 <= len(shown["display_information"]["description"]) <= 140
    assert re.fullmatch(r"[A-Za-z0-9 _.-]{1,80}", shown["features"]["bot_user"]["display_name"])
    (command,) = shown["features"]["slash_commands"]
    assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
    assert 1 <= len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000
    assert set(shown["oauth_config"]["scopes"]["bot"]) >= set(SCOPES)
    assert len(shown["oauth_config"]["scopes"]["bot"]) <= 255
    addresses = {command.get("url"), shown["settings"]["interactivity"].get("request_url")}
    assert addresses == {f"{url}/slack/events" if url else None}
    assert shown["settings"]["socket_mode_enabled"] is (url is None)


def test_slack_calls_https_only(office: Office) -> None:
    """An address without TLS is refused before Slack refuses it."""
    assert office.run("manifest", "--url", "http://example.com").status == 2
