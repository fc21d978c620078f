"""What the bot says unasked: the weekly digest and the badge message."""
