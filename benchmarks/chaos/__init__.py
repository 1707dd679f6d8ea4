"""``make chaos``: a seeded run of faults against a real station, with a listener that records what it hears.

The station is ``everset run`` in processes of its own; a fault is a real one (a signal, a full disk, a file that is
cut, a clock that jumps). What was heard is found afterwards, from the bytes that a listener got and when, and from a
copy of the ring: see benchmarks.chaos.place and benchmarks.chaos.player."""
