"""Settings: read once from the environment and `.env`, checked, and handed down. Secrets never print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingsError(Exception):
    """A setting is missing or wrong; the text says which, why and what to write."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is not an IANA time zone such as Europe/Berlin") from None
    return name


def _policy(name: str) -> str:
    from ranking.policies import policy

    return policy(name).name


def _slack(name: str) -> AliasChoices:
    return AliasChoices(name.lower(), name)


class Settings(BaseSettings):
    """Every setting there is. Slack's own names have no prefix; ours begin with KIRORANK_."""

    model_config = SettingsConfigDict(
        env_prefix="KIRORANK_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    slack_bot_token: SecretStr | None = Field(None, validation_alias=_slack("SLACK_BOT_TOKEN"))
    slack_app_token: SecretStr | None = Field(None, validation_alias=_slack("SLACK_APP_TOKEN"))
    slack_signing_secret: SecretStr | None = Field(None, validation_alias=_slack("SLACK_SIGNING_SECRET"))
    slack_client_id: str | None = Field(None, validation_alias=_slack("SLACK_CLIENT_ID"))
    slack_client_secret: SecretStr | None = Field(None, validation_alias=_slack("SLACK_CLIENT_SECRET"))
    slack_api_url: str = Field("https://slack.com/api/", validation_alias=_slack("SLACK_API_URL"))
    host: str = Field("127.0.0.1", validation_alias=_slack("HOST"))
    port: int = Field(3000, ge=0, le=65535, validation_alias=_slack("PORT"))

    database_url: SecretStr = SecretStr("sqlite:///kirorank.sqlite3")
    workspace: str = Field("default", min_length=1, max_length=64)
    time_zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    policy: Annotated[str, AfterValidator(_policy)] = "kept-value"
    visibility: Literal["private", "pseudonym", "public"] = "private"
    minimum_group: int = Field(8, ge=5)
    raw_retention_days: int = Field(7, ge=1, le=30)
    api_token: SecretStr | None = None

    @field_validator("slack_api_url")
    @classmethod
    def _is_a_url(cls, url: str) -> str:
        if not url.startswith(("http://", "https://")):
            raise ValueError("begins with http:// or https://")
        return url.rstrip("/") + "/"

    def require(self, *names: str) -> None:
        """Raise `SettingsError` naming every one of these settings that is not set."""
        missing = [name.upper() for name in names if getattr(self, name) is None]
        if missing:
            raise SettingsError(
                f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set; put it in the environment "
                "or in .env (see .env.example), or try the product without Slack: kirorank demo"
            )


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings. Raises `SettingsError` with one sentence for the first that is wrong."""
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = str(first["loc"][0])
        raise SettingsError(f"{environment_name(field)} {_rule(first['msg'])}") from None


def environment_name(field: str) -> str:
    """The environment variable behind a field of `Settings`."""
    unprefixed = field.startswith("slack_") or field in {"host", "port"}
    return field.upper() if unprefixed or field.isupper() else f"KIRORANK_{field.upper()}"


def secret(value: SecretStr | None) -> str:
    """The text of a secret that `require` has made sure of."""
    return value.get_secret_value() if value else ""


def _rule(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message if message.startswith(("is ", "begins ")) else f"is wrong: {message[:1].lower()}{message[1:]}"
