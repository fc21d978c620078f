"""The bot's recurring work, each job a function of the database and the time: rank, badges, digests, deliver."""
