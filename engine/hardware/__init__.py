"""The machine: what it has and how fast it really is."""
