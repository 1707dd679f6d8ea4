"""MIDI: a controller's hand on the mix, and a clock for machines that play along."""
