"""Measures how fast and in how much memory the networks run here, beside diffusers and the floor of the machine."""
