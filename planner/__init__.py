"""Decides: library, analysis, catalogue, choosing, transitions, the tournament, training, jobs."""
