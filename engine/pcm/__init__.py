"""Prepared PCM: how it is loaded ahead and held, the safety track, the ident."""
