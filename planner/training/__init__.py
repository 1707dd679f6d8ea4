"""Trains the transition scorer on measured transitions and on votes."""
