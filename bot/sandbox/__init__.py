"""A local Slack workspace that an unmodified Bolt app can talk to."""

from bot.sandbox.client import ControlClient, ControlError
from bot.sandbox.clock import Clock
from bot.sandbox.workspace import LocalWorkspace

__all__ = ["Clock", "ControlClient", "ControlError", "LocalWorkspace"]
