"""Remembers: tables, queries, the delivery ledger and migrations. The only room that speaks SQL.

Everything is synchronous; whoever runs an event loop calls it from a thread. Every key and every query starts with
the workspace, so two workspaces in one database never see each other.
"""
