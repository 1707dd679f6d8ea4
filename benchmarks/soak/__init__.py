"""A station without a clock, played for as long as one likes, and watched: what the benchmarks day and month share.

Everything is the code that plays live: the engine's timeline with its journal, ladder, records and mixer, the planner's
director with its store. Only time is not real: it passes by rendering.
"""
