"""MIDI: a controller's hand on the mix."""
