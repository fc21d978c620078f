"""Runs: the command line, settings, the ticker, delivery to Slack, the HTTP intake and the local workspace."""
