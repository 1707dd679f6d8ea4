"""One file a command: ``arguments(parser)`` and ``run(args) -> exit code``. A command's file is loaded when it is
called, and what it works with when it works, so that help is quick."""

#: In the order of the help.
COMMANDS = {
    "demo": "make a small demo library by synthesis (true beats known) and go on air with it",
    "run": "go on air: sound within seconds, analysis of the rest goes on behind",
    "upgrade": "this code takes over a station that is on air, without a gap; what fails leaves it as it was",
    "check": "read a station's whole configuration, report every error at once, try its addresses",
    "scan": "bring the catalogue up to date: new, changed, gone, moved; set aside what can't be read, with its reason",
    "correct": "what a human knows better of a track: grid, key, where it is entered and left; it outlives every ear",
    "analyse": "print the analysis of files",
    "transition": "render one transition with its report",
    "render": "render a set offline, as fast as the machine can, by the code that plays live",
    "record": "record any stream the way a listener hears it, reconnecting as a player does",
    "train": "train the transition scorer on measured transitions and on votes; writes ONNX and a model card",
    "tournament": "standings and lineage of the mixing models; or their evolution against simulated voters",
    "playlog": "what was on air",
    "replay": "render again what went out, bit for bit, from the station's journals",
    "status": "what every process of the station is doing",
    "hand": "a human hand on the mix: show, skip, hold, back, panic",
    "devices": "list the sound cards that a station may play on",
    "midi": "which MIDI ports there are, what a controller sends, and which of its knobs does what",
    "bench": "run a benchmark against the peers named in it, side by side, as ratios",
}
