"""Trains the network that hears beats and bars."""
