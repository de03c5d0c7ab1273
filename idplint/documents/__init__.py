"""Files become records with positions, and which files there are. Knows nothing of identity."""
