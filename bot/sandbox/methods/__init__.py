"""The Web API methods, one function each; importing this package registers them all."""

from bot.sandbox.methods import chat, conversations, files, meta, users, views

__all__ = ["chat", "conversations", "files", "meta", "users", "views"]
