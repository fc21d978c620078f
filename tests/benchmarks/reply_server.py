"""A server to measure: Bolt with a listener that only acknowledges, or the bot with so many people.

`plain` is Bolt as it comes, which looks every 10 ms whether the listener has acknowledged; `eager` is Bolt told to wait
for it. Run as `python -m tests.benchmarks.reply_server plain|eager|PEOPLE FOLDER`; it prints its port and serves until
it is killed.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.jobs.standings import take_snapshot
from bot.slack_app import Answers, Background, build_app
from bot.web import Web
from commands._ask import House
from ranking.events import Located
from ranking.simulation import simulate
from storage.engine import Database
from storage.intake import take_in
from storage.schema import migrate
from storage.standings import current_snapshot, people_of, publish

SECRET = "benchmark"
HOUSE = House("bench")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def filled_database(path: Path, people: int) -> Database:
    """A database in which `people` people have a standing: a simulated company's, repeated under other names."""
    database = Database(f"sqlite:///{path}")
    migrate(database)
    events = simulate(people=60, weeks=12, seed=1, ends=NOW).events
    for _ in take_in(database, HOUSE.workspace, "events", [Located(e, "-", 1) for e in events], NOW):
        pass
    take_snapshot(database, HOUSE, NOW)
    with database.write() as connection:
        snapshot = current_snapshot(connection, HOUSE.workspace)
        assert snapshot is not None
        rows = list(people_of(connection, HOUSE.workspace, snapshot["id"]).values())
        many = [{**rows[n % len(rows)], "person": f"p{n}", "slack_user_id": f"U{n}"} for n in range(people)]
        head = {name: snapshot[name] for name in ("as_of", "policy", "policy_version", "rated")}
        publish(connection, HOUSE.workspace, {"id": "bench", **head}, many, [])
    return database


async def _authorised() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0")


def _empty(eager: bool) -> web.Application:
    app = AsyncApp(signing_secret=SECRET, authorize=_authorised, process_before_response=eager)

    @app.command("/kirorank")
    async def listen(ack: AsyncAck) -> None:
        await ack()

    return app.web_app("/slack/events")


def _ours(people: int, folder: Path) -> web.Application:
    database = filled_database(folder / f"{people}.sqlite3", people)
    client = AsyncWebClient(token="xoxb-1")
    app = build_app(Answers(database, HOUSE, lambda: NOW), client, SECRET, Background(), authorize=_authorised)
    return Web(database, HOUSE.workspace, app, SECRET, "", lambda: NOW).application()


async def _serve(application: web.Application) -> None:
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    kind, folder = sys.argv[1:]
    bare = kind in {"plain", "eager"}
    asyncio.run(_serve(_empty(kind == "eager") if bare else _ours(int(kind), Path(folder))))
