"""Wan 2.1 and 2.2: text, picture or film to video."""
