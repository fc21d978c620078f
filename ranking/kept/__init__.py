"""Kept Value, one idea a module: survival, endorsement, pooling into change-sets, channels, the spend guard."""
