"""Look at settings, database, tokens, scopes, clock, schedule and outbox; say what is wrong and how to mend it."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.cli._common import add_json, print_json, say

if TYPE_CHECKING:
    from bot.doctor import Finding

SUMMARY = "say what is wrong and how to mend it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How to print it."""
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 if the bot can work, 1 if there is a problem. Warnings are told and do not count."""
    from bot.doctor import worst

    findings = _findings()
    level = worst(findings)
    if args.json:
        print_json({"status": level, "findings": [asdict(finding) for finding in findings]})
    else:
        _print(findings)
        say(_CLOSING[level])
    return 1 if level == "problem" else 0


_CLOSING = {
    "ok": "\nAll is well.",
    "warning": "\nThe bot can work; the warnings above are worth a look.",
    "problem": "\nThe bot cannot do all of its work until the problems above are mended.",
}


def _findings() -> list[Finding]:
    from bot.doctor import Finding, examine
    from bot.settings import SettingsError, load_settings

    try:
        settings = load_settings()
    except SettingsError as error:
        return [Finding("settings", "problem", str(error), "correct it in the environment or in .env, then look again")]
    return asyncio.run(examine(settings, lambda: datetime.now(UTC)))


def _print(findings: list[Finding]) -> None:
    for finding in findings:
        say(f"{finding.level:<8} {finding.area:<10} {finding.what}")
        if finding.mend:
            say(f"{'':<19} → {finding.mend}")
