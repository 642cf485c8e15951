"""The recipe: which model makes the clip, and with which values."""
