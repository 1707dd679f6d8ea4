"""Plays a programme for ever: clock, programme, lanes, mixer, master, ring, outputs."""
