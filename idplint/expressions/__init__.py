"""Source expressions: what they refer to, and whether two of them carry the same value."""
