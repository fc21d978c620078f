"""Decides: events in, standings, flags and badges out. Pure: no I/O, no clock, no database, no Slack."""
