"""Settings: read from the environment and .env, told by name when wrong, and silent about secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, environment_name, load_settings, secret


def loaded(folder: Path, *lines: str) -> Settings:
    """Settings from an .env file with these lines."""
    file = folder / ".env"
    file.write_text("\n".join(lines))
    return load_settings(file)


def test_defaults_need_nothing(tmp_path: Path) -> None:
    """Without any setting there is an SQLite file, loopback, port 3000, and privacy."""
    found = loaded(tmp_path)

    assert secret(found.database_url) == "sqlite:///kirorank.sqlite3"
    assert (found.host, found.port, found.visibility, found.minimum_group) == ("127.0.0.1", 3000, "private", 8)
    assert (found.policy, found.raw_retention_days, found.time_zone) == ("kept-value", 7, "UTC")
    assert found.slack_api_url == "https://slack.com/api/"


def test_each_setting_is_read_by_its_name(tmp_path: Path) -> None:
    """Slack's own names have no prefix, ours have; an empty value counts as unset."""
    found = loaded(
        tmp_path,
        "SLACK_BOT_TOKEN=xoxb-1",
        "SLACK_API_URL=http://127.0.0.1:9/api",
        "PORT=8000",
        "KIRORANK_TIME_ZONE=Europe/Berlin",
        "KIRORANK_API_TOKEN=",
        "SOMETHING_ELSE=1",
    )

    assert (secret(found.slack_bot_token), found.slack_api_url) == ("xoxb-1", "http://127.0.0.1:9/api/")
    assert (found.port, found.time_zone, found.api_token) == (8000, "Europe/Berlin", None)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("KIRORANK_TIME_ZONE=Mars/Base", "KIRORANK_TIME_ZONE is not an IANA time zone"),
        ("KIRORANK_TIME_ZONE=../etc/passwd", "KIRORANK_TIME_ZONE is not an IANA time zone"),
        ("PORT=lots", "PORT is wrong"),
        ("PORT=70000", "PORT is wrong"),
        ("SLACK_API_URL=slack.com", "SLACK_API_URL begins with http"),
        ("KIRORANK_VISIBILITY=loud", "KIRORANK_VISIBILITY is wrong"),
        ("KIRORANK_MINIMUM_GROUP=1", "KIRORANK_MINIMUM_GROUP is wrong"),
        ("KIRORANK_POLICY=kept-valu", "KIRORANK_POLICY is wrong: no policy is called 'kept-valu'; did you mean"),
    ],
)
def test_a_wrong_setting_is_one_sentence_with_its_name(tmp_path: Path, line: str, words: str) -> None:
    """Which setting, what is wrong with it, on one line."""
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, line)

    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_secrets_never_print(tmp_path: Path) -> None:
    """Neither the settings' own text nor an error about them holds a secret."""
    lines = [
        "SLACK_BOT_TOKEN=hush-1",
        "SLACK_SIGNING_SECRET=hush-2",
        "SLACK_APP_TOKEN=hush-3",
        "KIRORANK_API_TOKEN=hush-4",
    ]
    found = loaded(tmp_path, *lines, "KIRORANK_DATABASE_URL=postgresql://u:hush-5@h/d", "SLACK_CLIENT_SECRET=hush-6")
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, *lines, "PORT=hush-7")

    assert "hush" not in f"{found!r} {found} {found.model_dump()} {found.model_dump_json()} {caught.value}"


def test_what_is_required_is_named(tmp_path: Path) -> None:
    """What is set is not asked for; what is missing is named as it is written."""
    found = loaded(tmp_path, "SLACK_BOT_TOKEN=x")
    found.require("slack_bot_token")
    with pytest.raises(SettingsError, match=r"^SLACK_APP_TOKEN is not set"):
        found.require("slack_bot_token", "slack_app_token")


def test_environment_names() -> None:
    """A field's variable is the name that .env.example gives it."""
    names = {name: environment_name(name) for name in Settings.model_fields}

    assert names["slack_bot_token"] == "SLACK_BOT_TOKEN"
    assert names["port"] == "PORT"
    assert names["minimum_group"] == "KIRORANK_MINIMUM_GROUP"
    assert environment_name("SLACK_API_URL") == "SLACK_API_URL"
