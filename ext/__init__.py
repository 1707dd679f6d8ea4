"""Everset's kernels: numbers in, numbers out. No I/O, no clock, no policy; what they do is set from ``engine``."""
