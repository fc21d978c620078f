"""Answers: one public module a subcommand, found by its file name; what the bot says unasked is in `messages`.

A subcommand's module has `SUMMARY` (a line for the help), `answer(ask, connection)` (plain data) and `reply(answer)`
(blocks and text); `USAGE` where it is typed with more than its word. Nothing else has to change when one is added.
"""
