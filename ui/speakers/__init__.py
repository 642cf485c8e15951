"""Who speaks: their voices, when they are heard, and where they are in the picture."""
