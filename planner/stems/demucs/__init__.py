"""The splitter whose network is Demucs."""
