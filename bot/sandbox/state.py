"""The workspace's memory: finds, makes and changes its records, and tells who watches."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.manifest import default_config
from bot.sandbox.model import AppConfig, Channel, File, Json, Message, User, UserGroup, View, stamp

SLACKBOT = "USLACKBOT"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class State:
    """Everything the workspace knows; it holds no sockets and calls nobody."""

    def __init__(self, seed: int, clock: Clock, changes: Changes) -> None:
        self.seed = seed
        self.clock = clock
        self.changes = changes
        self.app: AppConfig = default_config()
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, UserGroup] = {}
        self._counter = 0
        self.clear()
        self.bot = self.add_user("kirorank", "KiroRank", is_bot=True, user_id=self.identifier("U", "bot"))
        self.add_user("slackbot", "Slackbot", is_bot=True, user_id=SLACKBOT)

    def clear(self) -> None:
        """Forget messages, views and files; people and channels stay."""
        for channel in self.channels.values():
            channel.messages.clear()
        self.views: dict[str, View] = {}
        self.modals: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.inputs: dict[tuple[str, str, str], Json] = {}

    def identifier(self, prefix: str, key: str) -> str:
        """Return a Slack-like id that depends only on the seed and `key`."""
        number = int.from_bytes(hashlib.sha256(f"{self.seed}:{prefix}:{key}".encode()).digest()[:8], "big")
        letters = ""
        for _ in range(10):
            number, digit = divmod(number, len(ALPHABET))
            letters += ALPHABET[digit]
        return prefix + letters

    def fresh(self, prefix: str) -> str:
        """Return an id that has not been given out before."""
        self._counter += 1
        return self.identifier(prefix, f"fresh:{self._counter}")

    def add_user(
        self,
        name: str,
        real_name: str,
        *,
        email: str | None = None,
        tz: str = "UTC",
        is_bot: bool = False,
        user_id: str | None = None,
    ) -> User:
        """Add a person; raises ValueError when the id is taken."""
        chosen = user_id or self.identifier("U", name)
        if chosen in self.users:
            raise ValueError(f"The workspace already has a user with the id {chosen}.")
        self.users[chosen] = User(chosen, name, real_name, email, tz, is_bot)
        self.changes.publish("app")
        return self.users[chosen]

    def add_channel(self, name: str, members: list[str], channel_id: str | None, is_private: bool) -> Channel:
        """Add a channel; raises ValueError when the id is taken or a member is unknown."""
        chosen = channel_id or self.identifier("C", name)
        unknown = [member for member in members if member not in self.users]
        if chosen in self.channels:
            raise ValueError(f"The workspace already has a channel with the id {chosen}.")
        if unknown:
            raise ValueError(f"The channel {name} has a member nobody knows: {unknown[0]}.")
        created = int(self.clock.now().timestamp())
        self.channels[chosen] = Channel(chosen, name, list(members), is_private, created=created)
        self.changes.publish("app")
        return self.channels[chosen]

    def direct_message(self, user_id: str) -> Channel:
        """Return the app's direct message with a person, opening it if needed."""
        channel_id = self.identifier("D", user_id)
        if channel_id not in self.channels:
            members = [user_id, self.bot.id]
            self.channels[channel_id] = Channel(channel_id, "directmessage", members, True, peer=user_id)
        return self.channels[channel_id]

    def next_ts(self, channel: Channel, at: datetime | None = None) -> str:
        """Return a message timestamp from the clock, or from `at`, that no message of the channel has."""
        moment = int((at or self.clock.now()).timestamp() * 1_000_000)
        while stamp(moment) in channel.messages:
            moment += 1
        return stamp(moment)

    def post(self, channel: Channel, user: str, at: datetime | None = None, **fields: Any) -> Message:
        """Add a message to a channel and tell the watchers."""
        fields["blocks"] = self.with_ids(fields.get("blocks") or [])
        message = Message(channel.id, self.next_ts(channel, at), user, **fields)
        channel.messages[message.ts] = message
        self.tell_message(message)
        return message

    def tell_message(self, message: Message) -> None:
        """Tell the watchers that a message came, changed or went."""
        channel = self.channels[message.channel]
        only_for = message.ephemeral_for or channel.peer
        self.changes.publish("message", channel=message.channel, user=only_for)

    def with_ids(self, blocks: list[Json]) -> list[Json]:
        """Return the blocks with the block_id and action_id that Slack fills in when the app gives none."""
        filled = []
        for block in blocks:
            copy = {**block, "block_id": block.get("block_id") or self.fresh("")[:5]}
            for key in ("accessory", "element"):
                if isinstance(copy.get(key), dict):
                    copy[key] = self._with_action_id(copy[key])
            if block.get("type") in {"actions", "context_actions", "card"}:
                name = "actions" if block["type"] == "card" else "elements"
                if isinstance(copy.get(name), list):
                    copy[name] = [self._with_action_id(element) for element in copy[name]]
            if isinstance(copy.get("child_blocks"), list):
                copy["child_blocks"] = self.with_ids(copy["child_blocks"])
            if block.get("type") == "carousel" and isinstance(copy.get("elements"), list):
                copy["elements"] = self.with_ids(copy["elements"])
            filled.append(copy)
        return filled

    def _with_action_id(self, element: Json) -> Json:
        if element.get("type") == "image" or element.get("action_id"):
            return element
        return {**element, "action_id": self.fresh("")[:5]}
