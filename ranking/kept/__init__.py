"""Kept Value, one idea a module: survival, endorsement, demand, pooling into change-sets, channels, the spend guard."""
