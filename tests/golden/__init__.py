"""Reference outputs of the official networks and the rule that rebuilds their weights."""
