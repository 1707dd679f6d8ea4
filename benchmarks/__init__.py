"""What ``everset bench`` runs: a module a benchmark, with ``rows(folder) -> list[Row]``; ``folder`` is for its files.
Those that play a station for as long as one likes take ``minutes``, too.

Each measures Everset and its peers side by side in one run, and says the result as a ratio. Nothing asserts a speed.
"""

#: By name. A benchmark that wants music finds pieces as ``*.flac`` in the folder, their truth beside them as
#: ``*.json``.
BENCHMARKS = {
    "mixer": "how much faster than real time the mixer is, against a plain sum in NumPy",
    "engine": "CPU seconds and memory of an hour of stream, against ffmpeg alone and Liquidsoap (ten minutes)",
    "listeners": "CPU per 1,000 listeners of the stream against Icecast, and connections held (four minutes)",
    "midi": "from a controller's byte to a changed sample, over real ports (JACK; half a minute)",
    "card": "how late a sound card is heard, what it costs, how soon a lost one is noticed (JACK; half a minute)",
    "icecast": "whether the page says what a listener hears, by the built-in stream and by an Icecast (four minutes)",
    "network": "what listeners of an Icecast miss behind a bad network and a minute without one (six minutes; root)",
    "stations": "how many stations one core carries in real time, against Liquidsoap streams (five minutes)",
    "listen": "CPU time and accuracy of listening to a track, against librosa's beat tracker",
    "stems": "how well tracks are split, where true stems are known, and at what cost (EVERSET_MUSIC; two minutes)",
    "ear": "how right the ear is about music of known truth, against every ear installed (EVERSET_MUSIC; minutes each)",
    "harmony": "whether clashing keys are told from compatible ones by their sound (a minute)",
    "transitions": "seams by Everset and as its peers make them, by the same measures (--music DIR; four minutes)",
    "day": "a day of audio through the real code: memory, disk, gaps, playlog (takes half an hour)",
    "month": "a month of a station at a tiny sample rate: the same, with votes and retention (takes a quarter of one)",
}
#: Seconds of each piece.
WANT_MUSIC = {"listen": 60.0, "stations": 60.0, "day": 180.0}
TAKE_MINUTES = frozenset({"day", "engine", "mixer", "month", "network"})  # how much to play
SAY_PIECES = frozenset({"ear"})  # measure by measure, too
TAKE_PAIRS = frozenset({"transitions"})  # of the folder that --music names
LONG = frozenset({"day", "ear", "month", "network", "stems", "transitions"})  # left out where all benchmarks run
