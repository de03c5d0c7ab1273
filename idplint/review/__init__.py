"""From raw findings to the report: ignores, severities, positions, order."""
