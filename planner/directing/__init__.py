"""Keeps the programme going: the director, what it sees of the engine, its crate and its ballots."""
