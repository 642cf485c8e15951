"""The compose panel: what goes in, in words, pictures and sound."""
