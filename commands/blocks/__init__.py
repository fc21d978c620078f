"""Block Kit: the vocabulary that replies and messages are made of, as plain dictionaries, and Slack's limits."""
