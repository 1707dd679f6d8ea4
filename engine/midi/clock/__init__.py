"""MIDI clock: others play in time with the set."""
