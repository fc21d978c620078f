"""Calls Web API methods of a workspace that has no server: the method, its scope and its arguments, and no socket."""

from __future__ import annotations

from typing import Any

import pytest

import bot.sandbox.methods  # noqa: F401  (importing it registers the methods)
from bot.sandbox import LocalWorkspace
from bot.sandbox.call import METHODS, Call, decoded
from bot.sandbox.core import Core
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Channel


class Bench:
    """A workspace with two people, a public channel, a private one and one that the app is not in."""

    def __init__(self) -> None:
        self.workspace = LocalWorkspace(seed=9)
        self.ana = self.workspace.add_user(name="ana", real_name="Ana", email="ana@example.com")
        self.ben = self.workspace.add_user(name="ben", real_name="Ben")
        self.general = self.workspace.add_channel("general", [self.ana, self.ben])
        self.closed = self.workspace.add_channel("closed", [self.ana], is_private=True)
        self.hidden = self.workspace.add_channel("hidden", [self.ana], is_private=True, bot_is_member=False)
        self.away = self.workspace.add_channel("away", [self.ana], bot_is_member=False)

    @property
    def core(self) -> Core:
        """The workspace's parts."""
        return self.workspace.core

    def channel(self, channel_id: str = "") -> Channel:
        """A channel's record, the public one's unless another is named."""
        return self.core.state.channels[channel_id or self.general]

    def asked(self, *, as_token: str = "", **args: Any) -> Call:
        """A call with these arguments, by the bot unless another token is given."""
        return Call(self.core, decoded(args), self.core.tokens[as_token or self.workspace.bot_token])

    def call(self, method: str, *, as_token: str = "", **args: Any) -> dict[str, Any]:
        """What a method answers; its scope is checked first, as over HTTP."""
        registered, call = METHODS[method], self.asked(as_token=as_token, **args)
        if registered.scope is not None:
            call.require_scope(registered.scope)
        return registered.run(call)

    def refused(self, method: str, **args: Any) -> SlackError:
        """The refusal of a call that must fail."""
        with pytest.raises(SlackError) as caught:
            self.call(method, **args)
        return caught.value

    def post(self, text: str = "hello", **args: Any) -> str:
        """Post as the app in the public channel; the message's ts."""
        return str(self.call("chat.postMessage", channel=self.general, text=text, **args)["ts"])
