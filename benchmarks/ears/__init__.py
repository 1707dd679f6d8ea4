"""Ears side by side: Everset's and those of its peers, each asked in a process of its own, and how they are scored."""
