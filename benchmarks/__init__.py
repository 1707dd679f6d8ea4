"""What ``everset bench`` runs: a module a benchmark, with ``rows(folder) -> list[Row]``; ``folder`` is for its files.

Each measures Everset and its peers side by side in one run, and says the result as a ratio. Nothing asserts a speed.
"""

#: By name. A benchmark that wants ``music`` finds short pieces as ``*.flac`` in the folder, their truth beside them as
#: ``*.json``.
BENCHMARKS = {
    "mixer": "how much faster than real time the mixer is, against a plain sum in NumPy",
    "engine": "CPU seconds and memory of an hour of stream, against ffmpeg alone and Liquidsoap (ten minutes)",
    "listen": "CPU time and accuracy of listening to a track, against librosa's beat tracker",
}
WANT_MUSIC = frozenset({"listen"})
