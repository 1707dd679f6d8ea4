"""Listening to one file: tempo, grid, key, loudness, structure, and where it may be mixed."""
